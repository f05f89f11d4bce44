import { ActionIcon, Button, Group, Input, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { type DeviceFile, type FileVersion, reloadFiles } from "./fileQueries";

interface EditVersionDialogProps {
  file: DeviceFile;
  version: FileVersion;
  close: () => void;
}

/** What is said about a version; its content never changes. Mounted while it is open. */
export function EditVersionDialog({ file, version, close }: EditVersionDialogProps) {
  const { t } = useTranslation("files");
  const queries = useQueryClient();
  const form = useForm({
    initialValues: {
      version: version.version,
      note: version.note,
      facts: Object.entries(version.metadata).map(([name, value]) => ({ name, value: String(value) })),
    },
  });
  const save = useMutation({
    mutationFn: ({ facts, ...fields }: typeof form.values) => {
      const metadata = Object.fromEntries(facts.filter(({ name }) => name.trim()).map((f) => [f.name.trim(), f.value]));
      return api.patch(`/api/files/${file.id}/versions/${version.id}`, { ...fields, metadata });
    },
    onSuccess: () => {
      void reloadFiles(queries);
      close();
    },
    onError: (error) => showFieldError(form, error),
  });
  return (
    <Modal opened onClose={close} title={t("edit_version_of", { version: `${file.name} ${version.version}` })}>
      <form onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
        <Stack>
          <FormError error={save.error} form={form} />
          <TextInput
            label={t("version")}
            maxLength={40}
            required
            withAsterisk={false}
            {...form.getInputProps("version")}
          />
          <Textarea
            data-autofocus
            label={t("note")}
            description={t("note_help")}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={500}
            {...form.getInputProps("note")}
          />
          <Input.Wrapper label={t("metadata")}>
            <Stack gap="xs" mt={4}>
              {form.values.facts.map(({ name }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and their inputs are controlled.
                <Group key={index} gap="xs" wrap="nowrap">
                  <TextInput
                    style={{ flex: 1 }}
                    aria-label={t("metadata_name")}
                    placeholder={t("metadata_name")}
                    maxLength={100}
                    {...form.getInputProps(`facts.${index}.name`)}
                  />
                  <TextInput
                    style={{ flex: 2 }}
                    aria-label={t("metadata_value")}
                    placeholder={t("metadata_value")}
                    maxLength={500}
                    {...form.getInputProps(`facts.${index}.value`)}
                  />
                  <ActionIcon
                    aria-label={t("metadata_remove", { name })}
                    onClick={() => form.removeListItem("facts", index)}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                </Group>
              ))}
              <div>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  onClick={() => form.insertListItem("facts", { name: "", value: "" })}
                >
                  {t("metadata_add")}
                </Button>
              </div>
            </Stack>
          </Input.Wrapper>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
