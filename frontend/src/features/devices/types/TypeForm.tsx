import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import type { DeviceType } from "./queries";

interface TypeFormProps {
  /** Left out for a new one. */
  type?: DeviceType;
  close: () => void;
  saved: (type: DeviceType) => void;
}

/** Name and make of a device type. */
export function TypeForm({ type, close, saved }: TypeFormProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const form = useForm({
    initialValues: {
      name: type?.name ?? "",
      manufacturer: type?.manufacturer ?? "",
      model: type?.model ?? "",
      description: type?.description ?? "",
    },
    validate: { name: (name) => (name.trim() ? null : t("types.name_missing")) },
  });
  const save = useMutation({
    mutationFn: (fields: typeof form.values) =>
      type
        ? api.patch<DeviceType>(`/api/device-types/${type.id}`, fields)
        : api.post<DeviceType>("/api/device-types", fields),
    onSuccess: (result) => {
      void queries.invalidateQueries({ queryKey: ["device-types"] });
      close();
      saved(result);
    },
    onError: (error) => showFieldError(form, error),
  });
  return (
    <form onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
      <Stack>
        <FormError error={save.error} form={form} />
        <TextInput data-autofocus label={t("name")} maxLength={100} {...form.getInputProps("name")} />
        <Group grow align="flex-start">
          <TextInput label={t("types.manufacturer")} maxLength={100} {...form.getInputProps("manufacturer")} />
          <TextInput label={t("types.model")} maxLength={100} {...form.getInputProps("model")} />
        </Group>
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
            {t(type ? "save" : "types.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
