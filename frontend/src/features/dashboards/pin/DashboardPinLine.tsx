import { Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { notify } from "@/shared/notify/notify";
import { CommandsContext } from "../controls/useControl";

const pinKey = (id: number) => ["dashboards", id, "pin"];

/** Below a control that asks for the dashboard's PIN: whether there is one, and the way to set it. */
export function DashboardPinLine() {
  const { t } = useTranslation("dashboards");
  const id = useContext(CommandsContext)?.dashboardId ?? 0;
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: pinKey(id),
    queryFn: ({ signal }) => api.get<{ is_set: boolean }>(`/api/dashboards/${id}/pin`, {}, signal),
    enabled: id > 0,
  });
  if (!data) return null;
  return (
    <Group justify="space-between" gap="xs" data-testid="pin-line">
      <Text size="xs" c="dimmed" flex={1}>
        {t(data.is_set ? "pinDialog.isSet" : "pinDialog.isNotSet")}
      </Text>
      <Button variant="default" size="compact-sm" onClick={() => setOpen(true)} data-testid="set-dashboard-pin">
        {t(data.is_set ? "pinDialog.change" : "pinDialog.set")}
      </Button>
      {isOpen && <PinDialog id={id} isSet={data.is_set} close={() => setOpen(false)} />}
    </Group>
  );
}

function PinDialog({ id, isSet, close }: { id: number; isSet: boolean; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [pin, setPin] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: (next: string) => api.put(`/api/dashboards/${id}/pin`, { pin: next }),
    onSuccess: (_, next) => {
      void client.invalidateQueries({ queryKey: pinKey(id) });
      notify(t(next ? "pinDialog.saved" : "pinDialog.removed"));
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t("pinDialog.title")} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (pin && !isPending) mutate(pin);
        }}
      >
        <Stack>
          <Text>{t("pinDialog.text")}</Text>
          <PasswordInput
            data-autofocus
            label={t("pinDialog.label")}
            description={t("pinDialog.help")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
            value={pin}
            error={error ? asApiError(error).message : undefined}
            onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ""))}
            data-testid="new-pin"
          />
          <Group justify="flex-end" gap="sm">
            {isSet && (
              <Button variant="subtle" color="gray" onClick={() => mutate("")} mr="auto">
                {t("pinDialog.remove")}
              </Button>
            )}
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button type="submit" disabled={!pin} loading={isPending} data-testid="save-pin">
              {t("pinDialog.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
