import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { MetricPicker } from "@/shared/pickers/MetricPicker";
import type { ImportColumn, ImportJob, ImportOptions } from "../types";
import classes from "./imports.module.css";

interface ColumnsTableProps {
  preview: NonNullable<ImportJob["preview"]>;
  options: ImportOptions;
  change: (part: Partial<ImportOptions>) => void;
  isDisabled: boolean;
}

const ROLES: readonly ImportColumn["role"][] = ["time", "series", "device", "metric", "value", "quality", "skip"];
const DATA_TYPES = ["double", "long", "boolean", "string", "json"] as const;
const SAMPLES = 3;

/** Each column of the file with its first values, and what it holds. */
export function ColumnsTable({ preview, options, change, isDisabled }: ColumnsTableProps) {
  const { t } = useTranslation("data");
  const body = options.has_header ? preview.rows.slice(1) : preview.rows;
  const set = (place: number, part: Partial<ImportColumn>) =>
    change({ columns: options.columns.map((column, n) => (n === place ? { ...column, ...part } : column)) });
  return (
    <fieldset disabled={isDisabled} className={classes.scroll} style={{ border: "none", margin: 0, padding: 0 }}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t("import.column")}</th>
            <th>{t("import.sample")}</th>
            <th>{t("import.role")}</th>
            <th>{t("import.metric")}</th>
          </tr>
        </thead>
        <tbody>
          {preview.titles.map((title, place) => {
            const column = options.columns[place] as ImportColumn | undefined; // filled in by the server
            if (!column) return null;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file.
              <tr key={place}>
                <td>{title}</td>
                <td>
                  {body.slice(0, SAMPLES).map((row, n) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: rows of the preview never move.
                    <div key={n} className={classes.sample} title={row[place]}>
                      {row[place] || "–"}
                    </div>
                  ))}
                </td>
                <td>
                  <Select
                    aria-label={`${title}: ${t("import.role")}`}
                    allowDeselect={false}
                    w={210}
                    data={ROLES.map((value) => ({ value, label: t(`import.roles.${value}`) }))}
                    value={column.role}
                    onChange={(role) => role && set(place, { role })}
                  />
                </td>
                <td>
                  {column.role === "series" && (
                    <Target column={column} set={(part) => set(place, part)} options={options} />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </fieldset>
  );
}

interface TargetProps {
  column: ImportColumn;
  set: (part: Partial<ImportColumn>) => void;
  options: ImportOptions;
}

/** The metric that a column's values go to: picked among those there are, or named to be made. */
function Target({ column, set, options }: TargetProps) {
  const { t } = useTranslation("data");
  const device = column.device_id ?? options.device_id;
  return (
    <div className={classes.target}>
      <div style={{ width: 200 }}>
        <DevicePicker
          placeholder={column.device || t("import.device_of")}
          value={device ?? null}
          change={(device_id) => set({ device_id, device: "" })}
        />
      </div>
      <TextInput
        w={200}
        aria-label={t("import.path")}
        placeholder={t("import.path")}
        value={column.path}
        maxLength={200}
        onChange={(event) => set({ path: event.currentTarget.value })}
      />
      {device && (
        <div style={{ width: 160 }}>
          <MetricPicker
            device={device}
            value={null}
            placeholder={t("picker.choose")}
            change={(_, metric) => metric && set({ path: metric.path, device_id: metric.device_id, device: "" })}
          />
        </div>
      )}
      {options.may_create && (
        <Select
          w={120}
          aria-label={t("import.data_type")}
          placeholder={t("import.by_values")}
          clearable
          data={DATA_TYPES.map((value) => ({ value, label: t(`devices:data_type.${value}`) }))}
          value={column.data_type}
          onChange={(data_type) => set({ data_type })}
        />
      )}
      {options.may_create && (
        <TextInput
          w={80}
          aria-label={t("import.unit")}
          placeholder={t("import.unit")}
          value={column.unit}
          maxLength={30}
          onChange={(event) => set({ unit: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
