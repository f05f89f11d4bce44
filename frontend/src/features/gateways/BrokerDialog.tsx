import { Alert, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { confirm } from "@/shared/ui/confirm";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { BrokerFieldset } from "./BrokerFieldset";
import { bodyOf, EMPTY, type FormFields, fieldsOf, trialOf } from "./brokerForm";
import { type Broker, brokersQuery } from "./queries";

interface BrokerDialogProps {
  broker: Broker | "new" | null;
  close: () => void;
}

interface Trial {
  is_ok: boolean;
  message: string;
}

const TRIAL_S = 40;

export function BrokerDialog({ broker, close }: BrokerDialogProps) {
  const { t } = useTranslation("gateways");
  const queries = useQueryClient();
  const existing = broker === "new" ? null : broker;
  const form = useForm<FormFields>({ initialValues: EMPTY });
  const { setValues, clearErrors } = form;
  const reload = () => queries.invalidateQueries({ queryKey: brokersQuery.queryKey });
  const trial = useMutation({
    mutationFn: () =>
      api.post<Trial>("/api/broker-connections/test", trialOf(form.values, existing), { timeout_s: TRIAL_S }),
    onError: (error) => showFieldError(form, error),
  });
  const save = useMutation({
    mutationFn: (fields: FormFields) =>
      existing
        ? api.patch<Broker>(`/api/broker-connections/${existing.id}`, bodyOf(fields))
        : api.post<Broker>("/api/broker-connections", bodyOf(fields)),
    onSuccess: () => {
      void reload();
      close();
    },
    onError: (error) => showFieldError(form, error),
  });
  const { reset: resetTrial } = trial;
  const { reset: resetSave } = save;
  useEffect(() => {
    if (!broker) return;
    setValues(broker === "new" ? EMPTY : fieldsOf(broker));
    clearErrors();
    resetTrial();
    resetSave();
  }, [broker, setValues, clearErrors, resetTrial, resetSave]);

  async function remove(target: Broker): Promise<void> {
    const agreed = await confirm({
      title: t("delete_title", { name: target.name }),
      text: t("delete_text"),
      action: t("delete_action"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/broker-connections/${target.id}`);
      notify(t("deleted", { name: target.name }));
      close();
      await reload();
    } catch (error) {
      notifyError(error);
    }
  }

  return (
    <Modal opened={broker !== null} onClose={close} title={existing?.name ?? t("add")} size="lg">
      <form onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
        <Stack>
          {existing && <Notes broker={existing} />}
          <BrokerFieldset form={form} hasPassword={existing?.has_password ?? false} />
          {trial.data && <TrialResult trial={trial.data} />}
          <FormError error={save.error ?? (trial.error instanceof ApiError ? trial.error : null)} form={form} />
          <Group justify="space-between" gap="sm">
            <Group gap="sm">
              <Button variant="default" onClick={() => trial.mutate()} loading={trial.isPending}>
                {t("test")}
              </Button>
              {existing && (
                <Button variant="subtle" color="red" onClick={() => void remove(existing)}>
                  {t("delete_action")}
                </Button>
              )}
            </Group>
            <Group gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {existing ? t("save") : t("add")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function TrialResult({ trial }: { trial: Trial }) {
  return (
    <Alert
      role="status"
      variant="light"
      color={trial.is_ok ? "green" : "orange"}
      icon={trial.is_ok ? <IconCircleCheck size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
    >
      {trial.message}
    </Alert>
  );
}

/** What the running connection says, and what its settings bring with them. */
function Notes({ broker }: { broker: Broker }) {
  const { t } = useTranslation("gateways");
  const { error, unknown } = broker.status;
  const lines = [...(unknown.length > 0 ? [t("unknown_devices", { names: unknown.join(", ") })] : []), ...broker.notes];
  return (
    <>
      {error && (
        <Alert variant="light" color="orange" icon={<IconAlertTriangle size={16} aria-hidden />}>
          {error}
        </Alert>
      )}
      {lines.length > 0 && (
        <List size="sm" spacing="xs">
          {lines.map((line) => (
            <List.Item key={line}>
              <Text c="dimmed">{line}</Text>
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}
