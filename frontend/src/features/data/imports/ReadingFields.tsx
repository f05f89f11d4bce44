import { Checkbox, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ZoneField } from "@/shared/export/ZoneField";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import type { ImportOptions } from "../types";
import classes from "./imports.module.css";

interface ReadingFieldsProps {
  options: ImportOptions;
  change: (part: Partial<ImportOptions>) => void;
  isDisabled: boolean;
}

const FORMATS: readonly ImportOptions["time_format"][] = [
  "iso",
  "dmy",
  "mdy",
  "unix_s",
  "unix_ms",
  "unix_us",
  "spreadsheet",
];

/** Encoding, delimiter, times: how the cells of the file are found and read. */
export function ReadingFields({ options, change, isDisabled }: ReadingFieldsProps) {
  const { t } = useTranslation("data");
  return (
    <fieldset disabled={isDisabled} style={{ border: "none", margin: 0, padding: 0 }}>
      <div className={classes.controls}>
        <Select
          label={t("import.encoding")}
          allowDeselect={false}
          w={150}
          data={[
            { value: "utf-8", label: "UTF-8" },
            { value: "windows-1252", label: "Windows-1252" },
          ]}
          value={options.encoding}
          onChange={(encoding) => encoding && change({ encoding })}
        />
        <Select
          label={t("import.delimiter")}
          allowDeselect={false}
          w={140}
          data={[
            { value: ",", label: t("export:delimiter.comma") },
            { value: ";", label: t("export:delimiter.semicolon") },
            { value: "tab", label: t("export:delimiter.tab") },
            { value: "|", label: "|" },
          ]}
          value={options.delimiter}
          onChange={(delimiter) => delimiter && change({ delimiter })}
        />
        <Select
          label={t("import.decimal")}
          allowDeselect={false}
          w={140}
          data={[
            { value: ".", label: t("export:decimal.point") },
            { value: ",", label: t("export:decimal.comma") },
          ]}
          value={options.decimal}
          onChange={(decimal) => decimal && change({ decimal })}
        />
        <Select
          label={t("import.time_format")}
          allowDeselect={false}
          w={220}
          data={FORMATS.map((value) => ({ value, label: t(`import.formats.${value}`) }))}
          value={options.time_format}
          onChange={(time_format) => time_format && change({ time_format })}
        />
        <ZoneField
          label={t("import.time_zone")}
          value={options.time_zone}
          change={(time_zone) => change({ time_zone })}
          w={220}
        />
        <div style={{ width: 240 }}>
          <DevicePicker
            label={t("import.device")}
            value={options.device_id}
            change={(device_id) => change({ device_id })}
            isDisabled={isDisabled}
          />
        </div>
        <Checkbox
          mb={6}
          label={t("import.has_header")}
          checked={options.has_header}
          onChange={(event) => change({ has_header: event.currentTarget.checked })}
        />
        <Checkbox
          mb={6}
          label={t("import.may_create")}
          checked={options.may_create}
          onChange={(event) => change({ may_create: event.currentTarget.checked })}
        />
      </div>
    </fieldset>
  );
}
