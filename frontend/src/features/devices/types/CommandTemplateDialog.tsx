import { Button, Group, Modal, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import type { CommandTemplate } from "../commands/parameters";
import { ParameterRow } from "./ParameterRow";
import { draftOf, newParameter, type ParameterDraft, parameterOf } from "./parameterDraft";

export type CommandTemplateFields = Omit<CommandTemplate, "id">;

const EMPTY = { name: "", title: "", description: "", timeout_s: 60, max_attempts: 1, confirmation: "" };
type Fields = typeof EMPTY;

const LONGEST_S = 604_800;
const MOST_ATTEMPTS = 10;
const MOST_PARAMETERS = 50;

interface CommandTemplateDialogProps {
  command: CommandTemplate | "new" | null;
  taken: readonly string[];
  close: () => void;
  save: (fields: CommandTemplateFields, before: CommandTemplate | null) => Promise<void>;
}

/** A command with its parameters, how long it waits and how often it is tried. */
export function CommandTemplateDialog({ command, taken, close, save }: CommandTemplateDialogProps) {
  const { t } = useTranslation("devices");
  const before = command === "new" ? null : command;
  const [parameters, setParameters] = useState<readonly ParameterDraft[]>([]);
  const form = useForm<Fields>({
    initialValues: EMPTY,
    validate: {
      name: (name) => {
        if (!name.trim()) return t("types.command_name_missing");
        return name.trim() !== before?.name && taken.includes(name.trim()) ? t("types.taken", { name }) : null;
      },
    },
  });
  const write = useMutation({
    mutationFn: (fields: Fields) =>
      save({ ...fields, name: fields.name.trim(), parameters: parameters.map(parameterOf) }, before),
    onError: (error) => showFieldError(form, error),
  });
  const { setValues, clearErrors } = form;
  const { reset } = write;
  useEffect(() => {
    if (!command) return;
    if (command === "new") {
      setValues(EMPTY);
      setParameters([]);
    } else {
      const { name, title, description, timeout_s, max_attempts, confirmation } = command;
      setValues({ name, title, description, timeout_s, max_attempts, confirmation });
      setParameters(command.parameters.map(draftOf));
    }
    clearErrors();
    reset();
  }, [command, setValues, clearErrors, reset]);
  const isNamed = parameters.every(({ name }) => name.trim() !== "");
  return (
    <Modal
      opened={command !== null}
      onClose={close}
      title={before ? before.title || before.name : t("types.add_command")}
      size="xl"
    >
      <form onSubmit={form.onSubmit((fields) => write.mutate(fields, { onSuccess: close }))}>
        <Stack>
          <FormError error={write.error} form={form} />
          <Group grow align="flex-start">
            <TextInput
              data-autofocus
              label={t("types.command_name")}
              description={t("types.command_name_help")}
              maxLength={100}
              {...form.getInputProps("name")}
            />
            <TextInput
              label={t("types.command_title")}
              description={t("types.command_title_help")}
              maxLength={100}
              {...form.getInputProps("title")}
            />
          </Group>
          <Textarea
            label={t("description")}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={500}
            {...form.getInputProps("description")}
          />
          <Group justify="space-between">
            <Text fw={600}>{t("types.parameters")}</Text>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={parameters.length >= MOST_PARAMETERS}
              onClick={() => setParameters([...parameters, newParameter()])}
            >
              {t("parameter.add")}
            </Button>
          </Group>
          {parameters.map((draft) => (
            <ParameterRow
              key={draft.id}
              draft={draft}
              change={(next) => setParameters(parameters.map((one) => (one.id === draft.id ? next : one)))}
              remove={() => setParameters(parameters.filter(({ id }) => id !== draft.id))}
            />
          ))}
          {parameters.length === 0 && <Text c="dimmed">{t("parameter.none")}</Text>}
          <Group grow align="flex-start">
            <NumberInput
              label={t("types.timeout")}
              min={1}
              max={LONGEST_S}
              suffix=" s"
              {...form.getInputProps("timeout_s")}
            />
            <NumberInput
              label={t("types.max_attempts")}
              min={1}
              max={MOST_ATTEMPTS}
              allowDecimal={false}
              {...form.getInputProps("max_attempts")}
            />
          </Group>
          <TextInput
            label={t("types.confirmation")}
            description={t("types.confirmation_help")}
            maxLength={200}
            {...form.getInputProps("confirmation")}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={write.isPending} disabled={!isNamed}>
              {before ? t("save") : t("types.add_command")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
