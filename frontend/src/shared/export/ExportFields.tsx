import { Checkbox, Group, MultiSelect, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BucketField } from "./BucketField";
import { RangeField } from "./RangeField";
import { EXPORT_FUNCTIONS, type ExportDefinition, type ExportFunction } from "./types";
import { ZoneField } from "./ZoneField";

interface ExportFieldsProps {
  definition: ExportDefinition;
  change: (part: Partial<ExportDefinition>) => void;
  /** The field that the server refused, and its words. */
  problem?: { field: string | null; message: string } | null;
  isRelative?: boolean;
}

/** Everything about an export but which metrics. */
export function ExportFields({ definition, change, problem, isRelative }: ExportFieldsProps) {
  const { t } = useTranslation("export");
  const errorOf = (...fields: string[]) => (problem?.field && fields.includes(problem.field) ? problem.message : null);
  const isCsv = definition.format === "csv";
  return (
    <Stack gap="md">
      <Group gap="md" align="flex-end">
        <RangeField
          range={definition}
          change={(range) => change(range)}
          isRelative={isRelative}
          error={errorOf("from", "to", "period")}
        />
        <ZoneField
          label={t("time_zone")}
          value={definition.time_zone}
          change={(time_zone) => change({ time_zone })}
          w={220}
        />
      </Group>
      <Group gap="md" align="flex-end">
        <BucketField
          label={t("bucket.label")}
          first={["raw"]}
          value={definition.bucket_s ? String(definition.bucket_s) : "raw"}
          change={(value) => change({ bucket_s: value === "raw" ? null : Number(value) })}
          w={190}
        />
        {definition.bucket_s !== null && (
          <MultiSelect
            label={t("functions")}
            w={340}
            data={EXPORT_FUNCTIONS.map((value) => ({ value, label: t(`function.${value}`) }))}
            value={definition.functions}
            onChange={(functions) => functions.length > 0 && change({ functions: functions as ExportFunction[] })} // from the list above
          />
        )}
      </Group>
      {(errorOf("bucket_s") || errorOf("shape")) && (
        <Text c="red" size="xs" role="alert">
          {problem?.message}
        </Text>
      )}
      <Group gap="md" align="flex-end">
        <Choice
          label={t("shape.label")}
          value={definition.shape}
          change={(shape) => change({ shape })}
          data={[
            { value: "wide", label: t("shape.wide") },
            { value: "long", label: t("shape.long") },
          ]}
        />
        <Choice
          label={t("format.label")}
          value={definition.format}
          change={(format) => change({ format })}
          data={[
            { value: "csv", label: "CSV" },
            { value: "xlsx", label: "Excel" },
          ]}
        />
        <Select
          label={t("time_format.label")}
          allowDeselect={false}
          w={220}
          value={definition.time_format}
          onChange={(value) => value && change({ time_format: value })}
          data={(["local", "iso", "unix_ms"] as const).map((value) => ({ value, label: t(`time_format.${value}`) }))}
        />
      </Group>
      {isCsv && (
        <Group gap="md" align="flex-end">
          <Select
            label={t("decimal.label")}
            allowDeselect={false}
            w={190}
            value={definition.decimal}
            onChange={(decimal) =>
              decimal &&
              change({
                decimal,
                delimiter: decimal === "," && definition.delimiter === "," ? ";" : definition.delimiter,
              })
            }
            data={[
              { value: ".", label: t("decimal.point") },
              { value: ",", label: t("decimal.comma") },
            ]}
          />
          <Select
            label={t("delimiter.label")}
            allowDeselect={false}
            w={190}
            value={definition.delimiter}
            error={errorOf("delimiter")}
            onChange={(delimiter) => delimiter && change({ delimiter })}
            data={[
              { value: ",", label: t("delimiter.comma") },
              { value: ";", label: t("delimiter.semicolon") },
              { value: "tab", label: t("delimiter.tab") },
            ]}
          />
          <Checkbox
            label={t("bom")}
            mb={6}
            checked={definition.bom}
            onChange={(event) => change({ bom: event.currentTarget.checked })}
          />
        </Group>
      )}
      {definition.bucket_s === null && (
        <Checkbox
          label={t("with_quality")}
          checked={definition.with_quality}
          onChange={(event) => change({ with_quality: event.currentTarget.checked })}
        />
      )}
    </Stack>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  change: (value: T) => void;
  data: { value: T; label: string }[];
}

function Choice<T extends string>({ label, value, change, data }: ChoiceProps<T>) {
  return (
    <div>
      <Text size="sm" fw={500} mb={2}>
        {label}
      </Text>
      <SegmentedControl aria-label={label} value={value} onChange={(next) => change(next)} data={data} />
    </div>
  );
}
