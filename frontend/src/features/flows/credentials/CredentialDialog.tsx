import {
  Alert,
  Anchor,
  Button,
  Group,
  Modal,
  PasswordInput,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { FlowCredential } from "@/shared/api/types";
import { notify, notifyError } from "@/shared/notify/notify";
import { confirm } from "@/shared/ui/confirm";
import { FormError } from "@/shared/ui/FormError";
import { bodyOf, EMPTY, type Fields, fieldsOfCredential, isKind, KINDS, PARTS } from "./credentialForm";
import { credentialsQuery } from "./queries";

interface CredentialDialogProps {
  credential: FlowCredential | "new" | null;
  close: () => void;
}

/** Make or change a credential. Its secrets are typed here and never come back. */
export function CredentialDialog({ credential, close }: CredentialDialogProps) {
  const { t } = useTranslation("flows");
  const queries = useQueryClient();
  const existing = credential === "new" ? null : credential;
  const [fields, setFields] = useState<Fields>(EMPTY);
  const set = (change: Partial<Fields>) => setFields((before) => ({ ...before, ...change }));
  const reload = () => queries.invalidateQueries({ queryKey: credentialsQuery.queryKey });
  const save = useMutation({
    mutationFn: () =>
      existing
        ? api.patch<FlowCredential>(`/api/flow-credentials/${existing.id}`, bodyOf(fields, existing))
        : api.post<FlowCredential>("/api/flow-credentials", bodyOf(fields, null)),
    onSuccess: () => void reload(),
  });
  const { reset } = save;
  useEffect(() => {
    if (!credential) return;
    setFields(credential === "new" ? EMPTY : fieldsOfCredential(credential));
    reset();
  }, [credential, reset]);
  const problem = save.error instanceof ApiError ? save.error : null;
  const problemAt = (name: string) => (problem?.field === name ? problem.message : undefined);
  const parts = PARTS[fields.kind];
  const known = ["name", "hosts", ...parts.settings.map(({ name }) => name), ...parts.secrets.map(({ name }) => name)];

  async function remove(target: FlowCredential): Promise<void> {
    const agreed = await confirm({
      title: t("credentials.delete_title", { name: target.name }),
      text: t("credentials.delete_text"),
      action: t("credentials.delete"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/flow-credentials/${target.id}`);
      notify(t("credentials.deleted", { name: target.name }));
      close();
      await reload();
    } catch (error) {
      notifyError(error);
    }
  }

  return (
    <Modal opened={credential !== null} onClose={close} title={existing?.name ?? t("credentials.add")} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // Here and not above: nobody hears this once the form is about another credential.
          save.mutate(undefined, { onSuccess: close });
        }}
      >
        <Stack>
          <TextInput
            label={t("credentials.name")}
            required
            data-autofocus
            maxLength={100}
            value={fields.name}
            error={problemAt("name")}
            data-testid="credential-title"
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label={t("credentials.kind")}
            data={KINDS.map((kind) => ({ value: kind, label: t(`credentials.kinds.${kind}`) }))}
            value={fields.kind}
            disabled={existing !== null}
            allowDeselect={false}
            onChange={(kind) => kind && isKind(kind) && set({ kind, settings: {}, secrets: {} })}
          />
          {parts.settings.map(({ name, choices, isOptional }) =>
            choices ? (
              <Select
                key={name}
                label={t(`credentials.parts.${name}`)}
                data={choices.map((choice) => ({ value: choice, label: t(`credentials.places.${choice}`) }))}
                value={fields.settings[name] || choices[0]}
                allowDeselect={false}
                onChange={(value) => set({ settings: { ...fields.settings, [name]: value ?? "" } })}
              />
            ) : (
              <TextInput
                key={name}
                label={t(`credentials.parts.${name}`)}
                required={!isOptional}
                autoComplete="off"
                data-testid={`credential-${name}`}
                value={fields.settings[name] ?? ""}
                error={name === "name" ? undefined : problemAt(name)}
                onChange={(event) => set({ settings: { ...fields.settings, [name]: event.currentTarget.value } })}
              />
            ),
          )}
          {parts.secrets.map(({ name, isLong }) => {
            const shared = {
              label: t(`credentials.parts.${name}`),
              description: existing ? t("credentials.kept") : undefined,
              placeholder: existing ? "••••••••" : undefined,
              required: !existing,
              autoComplete: "new-password",
              "data-testid": `credential-${name}`,
              value: fields.secrets[name] ?? "",
              error: problemAt(name),
              onChange: (event: { currentTarget: { value: string } }) =>
                set({ secrets: { ...fields.secrets, [name]: event.currentTarget.value } }),
            };
            return isLong ? (
              <Textarea key={name} {...shared} autosize minRows={3} maxRows={8} spellCheck={false} />
            ) : (
              <PasswordInput key={name} {...shared} />
            );
          })}
          <TagsInput
            label={t("credentials.hosts")}
            description={t("credentials.hosts_help")}
            placeholder={fields.hosts.length === 0 ? "api.example.com" : undefined}
            value={[...fields.hosts]}
            error={problemAt("hosts")}
            onChange={(hosts) => set({ hosts })}
          />
          <Text size="xs" c="dimmed">
            <IconLock size={13} aria-hidden /> {t("credentials.safe")}
          </Text>
          {existing && existing.used_by.length > 0 && <UsedBy credential={existing} />}
          {problem?.field && known.includes(problem.field) ? null : <FormError error={save.error} />}
          <Group justify="space-between" gap="sm">
            <div>
              {existing && (
                <Button variant="subtle" color="red" onClick={() => void remove(existing)}>
                  {t("credentials.delete")}
                </Button>
              )}
            </div>
            <Group gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={save.isPending} data-testid="save-credential">
                {existing ? t("credentials.save") : t("credentials.add")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function UsedBy({ credential }: { credential: FlowCredential }) {
  const { t } = useTranslation("flows");
  return (
    <Alert variant="light" color="gray" title={t("credentials.used_by")}>
      {credential.used_by.map(({ flow_id, flow, is_deployed }, index) => (
        <span key={flow_id}>
          {index > 0 && ", "}
          <Anchor component={Link} to={`/flows/${flow_id}`} size="sm">
            {flow}
          </Anchor>
          {!is_deployed && ` (${t("credentials.draft_only")})`}
        </span>
      ))}
    </Alert>
  );
}
