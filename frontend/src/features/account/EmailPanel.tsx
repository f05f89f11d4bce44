import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allauth } from "@/shared/auth/allauth";
import { notify } from "@/shared/notify/notify";
import { FormError } from "@/shared/ui/FormError";
import { Panel } from "@/shared/ui/Panel";
import { emailsQuery } from "./queries";
import { withReauthentication } from "./security/reauthentication";

/** The address for signing in. A new one holds once its mail was opened. */
export function EmailPanel() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const emails = useQuery(emailsQuery).data ?? [];
  const current = emails.find(({ primary }) => primary);
  const waiting = emails.find(({ verified }) => !verified);
  const reload = () => queries.invalidateQueries({ queryKey: emailsQuery.queryKey });
  const change = useMutation({
    mutationFn: () => withReauthentication(() => allauth("POST", "account/email", { body: { email: email.trim() } })),
    onSuccess: () => {
      notify(t("email.sent", { email: email.trim() }));
      setEmail("");
      return reload();
    },
  });
  const resend = useMutation({
    mutationFn: (address: string) => allauth("PUT", "account/email", { body: { email: address } }),
    onSuccess: (_, address) => notify(t("email.sent", { email: address })),
  });
  const forget = useMutation({
    mutationFn: (address: string) =>
      withReauthentication(() => allauth("DELETE", "account/email", { body: { email: address } })),
    onSuccess: reload,
  });
  const isReady = /^\S+@\S+$/.test(email.trim());
  return (
    <Panel title={t("email.title")}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) change.mutate();
        }}
      >
        <Stack>
          <Text>{current?.email ?? "…"}</Text>
          {waiting && waiting !== current && (
            <Alert
              variant="light"
              icon={<IconMail size={16} aria-hidden />}
              title={t("email.waiting", { email: waiting.email })}
            >
              <Stack gap="sm">
                {t("email.waiting_text")}
                <Group gap="sm">
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={resend.isPending}
                    onClick={() => resend.mutate(waiting.email)}
                  >
                    {t("email.resend")}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    loading={forget.isPending}
                    onClick={() => forget.mutate(waiting.email)}
                  >
                    {t("email.forget")}
                  </Button>
                </Group>
              </Stack>
            </Alert>
          )}
          <FormError error={change.error ?? resend.error ?? forget.error} />
          <Group align="flex-end">
            <TextInput
              flex={1}
              type="email"
              autoComplete="email"
              label={t("email.new")}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={!isReady} loading={change.isPending}>
              {t("email.change")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
