import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { DataType, Device, Metric } from "@/shared/api/types";
import { notify, notifyError } from "@/shared/notify/notify";
import { confirm } from "@/shared/ui/confirm";
import { FormError, showFieldError } from "@/shared/ui/FormError";

interface MetricDialogProps {
  device: Device;
  metric: Metric | "new" | null;
  close: () => void;
}

type MaybeNumber = number | "";

interface Fields extends Record<string, unknown> {
  path: string;
  unit: string;
  data_type: DataType;
  expected_interval_s: MaybeNumber;
  low: MaybeNumber;
  high: MaybeNumber;
  retention_days: MaybeNumber;
  is_writable: boolean;
}

const DATA_TYPES: DataType[] = ["double", "long", "boolean", "string", "json", "binary"];

const EMPTY: Fields = {
  path: "",
  unit: "",
  data_type: "double",
  expected_interval_s: "",
  low: "",
  high: "",
  retention_days: "",
  is_writable: false,
};

function fieldsOf(metric: Metric | "new" | null): Fields {
  if (!metric || metric === "new") return EMPTY;
  const { path, unit, data_type, is_writable } = metric;
  return {
    path,
    unit,
    data_type,
    is_writable,
    expected_interval_s: metric.expected_interval_s ?? "",
    low: metric.low ?? "",
    high: metric.high ?? "",
    retention_days: metric.retention_days ?? "",
  };
}

function orNull(value: MaybeNumber): number | null {
  return value === "" ? null : value;
}

function bodyOf(fields: Fields): Record<string, unknown> {
  return {
    ...fields,
    path: fields.path.trim(),
    unit: fields.unit.trim(),
    expected_interval_s: orNull(fields.expected_interval_s),
    low: orNull(fields.low),
    high: orNull(fields.high),
    retention_days: orNull(fields.retention_days),
  };
}

export function MetricDialog({ device, metric, close }: MetricDialogProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const existing = metric === "new" ? null : metric;
  const form = useForm<Fields>({
    initialValues: fieldsOf(metric),
    validate: {
      path: (path) => (path.trim() ? null : t("metric.path_missing")),
      high: (high, { low }) =>
        high !== "" && low !== "" && low >= high ? t("metric.limits_crossed", { low, high }) : null,
    },
  });
  const { setValues, clearErrors } = form;
  const reload = () => queries.invalidateQueries({ queryKey: ["devices"] });
  const save = useMutation({
    mutationFn: (fields: Fields) =>
      existing
        ? api.patch<Metric>(`/api/metrics/${existing.id}`, bodyOf(fields))
        : api.post<Metric>(`/api/devices/${device.id}/metrics`, bodyOf(fields)),
    onSuccess: () => void reload(),
    onError: (error) => showFieldError(form, error),
  });
  const { reset } = save;
  useEffect(() => {
    if (!metric) return;
    setValues(fieldsOf(metric));
    clearErrors();
    reset();
  }, [metric, setValues, clearErrors, reset]);

  async function remove(target: Metric): Promise<void> {
    const agreed = await confirm({
      title: t("metric.delete_title", { path: target.path }),
      text: t("metric.delete_text"),
      action: t("metric.delete_action"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/metrics/${target.id}`);
      notify(t("metric.deleted", { path: target.path }));
      close();
      await reload();
    } catch (error) {
      notifyError(error);
    }
  }

  // Where it is sent and not above: nobody hears of it once the form is about another metric.
  const submit = (fields: Fields) => save.mutate(fields, { onSuccess: close });

  return (
    <Modal opened={metric !== null} onClose={close} title={existing ? existing.path : t("metric.add")}>
      <form onSubmit={form.onSubmit(submit)}>
        <Stack>
          <FormError error={save.error} form={form} />
          <TextInput
            data-autofocus
            label={t("metric.path")}
            description={existing ? undefined : t("metric.path_help")}
            maxLength={200}
            {...form.getInputProps("path")}
          />
          <Group grow align="flex-start">
            <TextInput label={t("metric.unit")} placeholder="°C" maxLength={30} {...form.getInputProps("unit")} />
            <Select
              label={t("metric.data_type")}
              allowDeselect={false}
              data={DATA_TYPES.map((value) => ({ value, label: t(`data_type.${value}`) }))}
              {...form.getInputProps("data_type")}
            />
          </Group>
          <Group grow align="flex-start">
            <NumberInput label={t("metric.low")} {...form.getInputProps("low")} />
            <NumberInput label={t("metric.high")} {...form.getInputProps("high")} />
          </Group>
          <Group grow align="flex-start">
            <NumberInput
              label={t("metric.expected_interval")}
              description={t("metric.expected_interval_help")}
              min={0.001}
              suffix=" s"
              {...form.getInputProps("expected_interval_s")}
            />
            <NumberInput
              label={t("metric.retention")}
              description={t("metric.retention_help")}
              min={1}
              max={36500}
              allowDecimal={false}
              suffix={t("metric.days_suffix")}
              {...form.getInputProps("retention_days")}
            />
          </Group>
          <Checkbox
            label={t("metric.is_writable")}
            description={t("metric.is_writable_help")}
            {...form.getInputProps("is_writable", { type: "checkbox" })}
          />
          <Group justify="space-between" gap="sm">
            {existing ? (
              <Button variant="subtle" color="red" onClick={() => void remove(existing)}>
                {t("metric.delete_action")}
              </Button>
            ) : (
              <span />
            )}
            <Group gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {existing ? t("save") : t("metric.add")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
