import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChangeMe } from "@/shared/session/useChangeMe";
import { useMe } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { FormError } from "@/shared/ui/FormError";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { EmailPanel } from "./EmailPanel";

/** Name, address, and what one has been given. */
export function YouPage() {
  const { t } = useTranslation("account");
  const me = useMe();
  if (!me) return null;
  return (
    <>
      <PageHeader title={t("title")} />
      <Page isNarrow>
        <Panel title={t("name.title")}>
          <NameForm name={me.user.name} />
        </Panel>
        <EmailPanel />
        <Panel title={t("profiles.title")}>
          <Stack gap="sm">
            <Text c="dimmed">{t("profiles.explain")}</Text>
            <Group gap="xs">
              {me.profiles.map(({ id, name, organization }) => (
                <Badge key={id} color="gray" size="lg">
                  {me.organizations.length > 1 ? `${name} · ${organization}` : name}
                </Badge>
              ))}
              {me.profiles.length === 0 && (
                <Text>{t(me.user.is_superuser ? "profiles.superuser" : "profiles.none")}</Text>
              )}
            </Group>
          </Stack>
        </Panel>
      </Page>
    </>
  );
}

function NameForm({ name: saved }: { name: string }) {
  const { t } = useTranslation("account");
  const [name, setName] = useState(saved);
  const changeMe = useChangeMe();
  const save = useMutation({ mutationFn: () => changeMe({ name: name.trim() }) });
  const isChanged = name.trim() !== saved && name.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) save.mutate();
      }}
    >
      <Stack>
        <FormError error={save.error} />
        <Group align="flex-end">
          <TextInput
            flex={1}
            label={t("name.label")}
            autoComplete="name"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
