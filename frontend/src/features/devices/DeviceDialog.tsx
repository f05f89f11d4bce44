import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, inOrganization } from "@/shared/api/client";
import type { Device } from "@/shared/api/types";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { FormError, showFieldError } from "@/shared/ui/FormError";

interface DeviceDialogProps {
  isOpen: boolean;
  close: () => void;
  /** Left out for a new one. */
  device?: Device;
  /** Where a new one stands. */
  siteId?: number;
  organizationId?: string;
  saved: (device: Device) => void;
}

const EMPTY = {
  name: "",
  description: "",
  site_id: null as number | null, // the form library infers the field's type from here
  type_id: null as number | null,
  is_gateway: false,
  may_create_metrics: true,
};
type Fields = typeof EMPTY;

function fieldsOf(device: Device | undefined, siteId: number | undefined): Fields {
  if (!device) return { ...EMPTY, site_id: siteId ?? null };
  const { name, description, site_id, type_id, is_gateway, may_create_metrics } = device;
  return { name, description, site_id, type_id, is_gateway, may_create_metrics };
}

/** Characters that have a meaning in MQTT topics. */
const FORBIDDEN = /[/+#\p{Cc}]/u;

export function DeviceDialog({ isOpen, close, device, siteId, organizationId, saved }: DeviceDialogProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const organization = device?.organization_id ?? organizationId;
  const form = useForm<Fields>({
    initialValues: fieldsOf(device, siteId),
    validate: {
      name: (name) => {
        if (!name.trim()) return t("name_missing");
        return FORBIDDEN.test(name) ? t("name_forbidden", { name }) : null;
      },
    },
  });
  const save = useMutation({
    mutationFn: (fields: Fields) =>
      device
        ? api.patch<Device>(`/api/devices/${device.id}`, fields)
        : api.post<Device>("/api/devices", fields, inOrganization(organizationId)),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["devices"] });
      void queries.invalidateQueries({ queryKey: ["tree"] });
    },
    onError: (error) => showFieldError(form, error),
  });
  const submit = (fields: Fields) =>
    // Here and not above: nobody hears this once the form is about another device.
    save.mutate(
      { ...fields, name: fields.name.trim() },
      {
        onSuccess: (result) => {
          close();
          saved(result);
        },
      },
    );
  const { setValues, clearErrors } = form;
  const { reset } = save;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a device that comes or goes must not take away what is being typed.
  useEffect(() => {
    if (!isOpen) return;
    setValues(fieldsOf(device, siteId));
    clearErrors();
    reset();
  }, [isOpen, device?.id, siteId, setValues, clearErrors, reset]);
  return (
    <Modal opened={isOpen} onClose={close} title={device ? t("edit_title", { name: device.name }) : t("add")}>
      <form onSubmit={form.onSubmit(submit)}>
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
          <Textarea
            label={t("description")}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={500}
            {...form.getInputProps("description")}
          />
          <Group grow align="flex-start">
            <NamedPicker
              kind="sites"
              organization={organization}
              label={t("site")}
              value={form.values.site_id}
              change={(id) => form.setFieldValue("site_id", id)}
              error={form.errors.site_id}
            />
            <NamedPicker
              kind="device-types"
              organization={organization}
              label={t("type")}
              value={form.values.type_id}
              change={(id) => form.setFieldValue("type_id", id)}
              error={form.errors.type_id}
            />
          </Group>
          <Checkbox
            label={t("may_create_metrics")}
            description={t("may_create_metrics_help")}
            {...form.getInputProps("may_create_metrics", { type: "checkbox" })}
          />
          <Checkbox
            label={t("is_gateway")}
            description={t("is_gateway_help")}
            {...form.getInputProps("is_gateway", { type: "checkbox" })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {device ? t("save") : t("add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
