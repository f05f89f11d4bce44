import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { type DeviceFile, KINDS, reloadFiles } from "./fileQueries";

/** What is said about a file as a whole. Mounted while it is open. */
export function EditFileDialog({ file, close }: { file: DeviceFile; close: () => void }) {
  const { t } = useTranslation("files");
  const queries = useQueryClient();
  const form = useForm({ initialValues: { name: file.name, kind: file.kind, description: file.description } });
  const save = useMutation({
    mutationFn: (fields: typeof form.values) => api.patch(`/api/files/${file.id}`, fields),
    onSuccess: () => {
      void reloadFiles(queries);
      close();
    },
    onError: (error) => showFieldError(form, error),
  });
  return (
    <Modal opened onClose={close} title={t("edit_of", { name: file.name })}>
      <form onSubmit={form.onSubmit((fields) => save.mutate({ ...fields, name: fields.name.trim() }))}>
        <Stack>
          <FormError error={save.error} form={form} />
          <TextInput
            data-autofocus
            label={t("name")}
            description={t("name_help")}
            maxLength={100}
            required
            withAsterisk={false}
            {...form.getInputProps("name")}
          />
          <Select
            label={t("kind")}
            data={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps("kind")}
          />
          <Textarea
            label={t("description")}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={500}
            {...form.getInputProps("description")}
          />
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
