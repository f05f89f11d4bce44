import { Button, Group, PasswordInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { allauth } from "@/shared/auth/allauth";
import { NewPassword } from "@/shared/auth/NewPassword";
import { notify } from "@/shared/notify/notify";
import { useMe } from "@/shared/session/useMe";
import { FormError } from "@/shared/ui/FormError";
import { Panel } from "@/shared/ui/Panel";
import { hasPasswordQuery } from "../queries";

export function PasswordPanel() {
  const { t } = useTranslation("account");
  const hasPassword = useQuery(hasPasswordQuery).data ?? true;
  return (
    <Panel title={t("password.title")}>{hasPassword ? <PasswordForm /> : <Text>{t("password.elsewhere")}</Text>}</Panel>
  );
}

function PasswordForm() {
  const { t } = useTranslation("account");
  const me = useMe();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useMutation({
    mutationFn: () =>
      allauth("POST", "account/password/change", { body: { current_password: current, new_password: fresh } }),
    onSuccess: () => {
      notify(t("password.done"));
      setCurrent("");
      setFresh("");
    },
  });
  const known = change.error ? asApiError(change.error) : null;
  const problemOf = (field: string) => (known?.field === field ? known.message : undefined);
  const isReady = current !== "" && fresh !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {!problemOf("current_password") && !problemOf("new_password") && <FormError error={change.error} />}
        <input type="hidden" name="username" autoComplete="username" value={me?.user.email ?? ""} readOnly />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <PasswordInput
            label={t("password.current")}
            description={t("password.current_help")}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={problemOf("current_password")}
          />
          <NewPassword value={fresh} change={setFresh} error={problemOf("new_password")} />
        </SimpleGrid>
        <Group justify="flex-end">
          <Button type="submit" variant="default" disabled={!isReady} loading={change.isPending}>
            {t("password.change")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
