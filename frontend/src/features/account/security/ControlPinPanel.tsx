import { Button, Group, PasswordInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { notify } from "@/shared/notify/notify";
import { FormError } from "@/shared/ui/FormError";
import { Panel } from "@/shared/ui/Panel";
import { hasPasswordQuery } from "../queries";

const PIN_KEY = ["account", "control-pin"];

interface Change {
  pin: string;
  current_pin?: string;
  password?: string;
}

/** The PIN that controls on dashboards may ask for; set with the password, changed with itself or the password. */
export function ControlPinPanel() {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  const hasPassword = useQuery(hasPasswordQuery).data ?? true;
  const { data } = useQuery({
    queryKey: PIN_KEY,
    queryFn: ({ signal }) => api.get<{ is_set: boolean }>("/api/me/control-pin", {}, signal),
  });
  const isSet = data?.is_set ?? false;
  const [proof, setProof] = useState("");
  const [pin, setPin] = useState("");
  const byPin = isSet && !hasPassword;
  const { mutate, isPending, error } = useMutation({
    mutationFn: (change: Change) => api.put("/api/me/control-pin", change),
    onSuccess: (_, change) => {
      void client.invalidateQueries({ queryKey: PIN_KEY });
      notify(t(change.pin ? "pin.done" : "pin.removed"));
      setProof("");
      setPin("");
    },
  });
  const known = error ? asApiError(error) : null;
  const ofProof = known?.field === "password" || known?.code === "wrong_pin";
  const needsProof = isSet || hasPassword;
  const send = (next: string) => mutate({ pin: next, ...(byPin ? { current_pin: proof } : { password: proof }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pin && (proof || !needsProof)) send(pin);
  };
  if (!data) return null;
  return (
    <Panel title={t("pin.title")}>
      <form onSubmit={submit}>
        <Stack>
          <Text>{t("pin.explain")}</Text>
          {known && !ofProof && known.code !== "bad_pin" && <FormError error={error} />}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {needsProof && (
              <PasswordInput
                label={t(byPin ? "pin.current" : "password.current")}
                autoComplete={byPin ? "off" : "current-password"}
                value={proof}
                error={ofProof ? known?.message : undefined}
                onChange={(event) => setProof(event.currentTarget.value)}
                data-testid="pin-proof"
              />
            )}
            <PasswordInput
              label={t("pin.fresh")}
              description={t("pin.help")}
              inputMode="numeric"
              autoComplete="off"
              maxLength={12}
              value={pin}
              error={known?.code === "bad_pin" ? known.message : undefined}
              onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ""))}
              data-testid="own-pin"
            />
          </SimpleGrid>
          <Group justify="flex-end">
            {isSet && (
              <Button variant="subtle" color="gray" disabled={!proof && needsProof} onClick={() => send("")}>
                {t("pin.remove")}
              </Button>
            )}
            <Button
              type="submit"
              variant="default"
              disabled={!pin || (!proof && needsProof)}
              loading={isPending}
              data-testid="save-own-pin"
            >
              {t(isSet ? "pin.change" : "pin.set")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
