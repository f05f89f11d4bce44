import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { DataType } from "@/shared/api/types";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import type { MetricTemplate } from "./queries";

type MaybeNumber = number | "";
export type MetricTemplateFields = Omit<MetricTemplate, "id">;

interface Fields extends Record<string, unknown> {
  path: string;
  unit: string;
  data_type: DataType;
  expected_interval_s: MaybeNumber;
  low: MaybeNumber;
  high: MaybeNumber;
  is_writable: boolean;
}

const EMPTY: Fields = {
  path: "",
  unit: "",
  data_type: "double",
  expected_interval_s: "",
  low: "",
  high: "",
  is_writable: false,
};
const DATA_TYPES: DataType[] = ["double", "long", "boolean", "string", "json", "binary"];

const orNull = (value: MaybeNumber) => (value === "" ? null : value);

function fieldsOf(metric: MetricTemplate | "new" | null): Fields {
  if (!metric || metric === "new") return EMPTY;
  const { path, unit, data_type, is_writable, expected_interval_s, low, high } = metric;
  return {
    path,
    unit,
    data_type,
    is_writable,
    expected_interval_s: expected_interval_s ?? "",
    low: low ?? "",
    high: high ?? "",
  };
}

interface MetricTemplateDialogProps {
  metric: MetricTemplate | "new" | null;
  taken: readonly string[];
  close: () => void;
  save: (fields: MetricTemplateFields, before: MetricTemplate | null) => Promise<void>;
}

export function MetricTemplateDialog({ metric, taken, close, save }: MetricTemplateDialogProps) {
  const { t } = useTranslation("devices");
  const before = metric === "new" ? null : metric;
  const form = useForm<Fields>({
    initialValues: EMPTY,
    validate: {
      path: (path) => {
        if (!path.trim()) return t("metric.path_missing");
        return path.trim() !== before?.path && taken.includes(path.trim()) ? t("types.taken", { name: path }) : null;
      },
      high: (high, { low }) =>
        high !== "" && low !== "" && low >= high ? t("metric.limits_crossed", { low, high }) : null,
    },
  });
  const write = useMutation({
    mutationFn: (fields: Fields) =>
      save(
        {
          ...fields,
          path: fields.path.trim(),
          unit: fields.unit.trim(),
          expected_interval_s: orNull(fields.expected_interval_s),
          low: orNull(fields.low),
          high: orNull(fields.high),
        },
        before,
      ),
    onError: (error) => showFieldError(form, error),
  });
  const { setValues, clearErrors } = form;
  const { reset } = write;
  useEffect(() => {
    if (!metric) return;
    setValues(fieldsOf(metric));
    clearErrors();
    reset();
  }, [metric, setValues, clearErrors, reset]);
  return (
    <Modal opened={metric !== null} onClose={close} title={before ? before.path : t("metric.add")}>
      <form onSubmit={form.onSubmit((fields) => write.mutate(fields, { onSuccess: close }))}>
        <Stack>
          <FormError error={write.error} form={form} />
          <TextInput
            data-autofocus
            label={t("metric.path")}
            description={t("metric.path_help")}
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
            <NumberInput
              label={t("metric.expected_interval")}
              min={0.001}
              suffix=" s"
              {...form.getInputProps("expected_interval_s")}
            />
          </Group>
          <Checkbox
            label={t("metric.is_writable")}
            description={t("metric.is_writable_help")}
            {...form.getInputProps("is_writable", { type: "checkbox" })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={write.isPending}>
              {before ? t("save") : t("metric.add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
