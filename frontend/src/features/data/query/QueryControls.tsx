import { MultiSelect, NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BucketField } from "@/shared/export/BucketField";
import { RangeField } from "@/shared/export/RangeField";
import { ZoneField } from "@/shared/export/ZoneField";
import type { QueryDefinition, QueryFunction } from "../types";
import { COMPARES, FUNCTIONS } from "./address";
import classes from "./QueryPage.module.css";

interface QueryControlsProps {
  query: QueryDefinition;
  change: (part: Partial<QueryDefinition>) => void;
  problem: { field: string | null; message: string } | null;
}

const MAX_FUNCTIONS = 6;

/** Which time, in which pieces, and what of them. */
export function QueryControls({ query, change, problem }: QueryControlsProps) {
  const { t } = useTranslation("data");
  const errorOf = (field: string) => (problem?.field === field ? problem.message : null);
  return (
    <div className={classes.controls}>
      <RangeField range={query} change={(range) => change(range)} error={errorOf("from")} />
      <BucketField
        label={t("query.bucket")}
        first={["auto", "raw"]}
        w={160}
        value={query.is_raw ? "raw" : query.width_s ? String(query.width_s) : "auto"}
        change={(value) =>
          change({ is_raw: value === "raw", width_s: value === "raw" || value === "auto" ? null : Number(value) })
        }
      />
      {!query.is_raw && (
        <MultiSelect
          label={t("query.functions")}
          className={classes.wide}
          maxValues={MAX_FUNCTIONS}
          error={errorOf("functions")}
          data={FUNCTIONS.map((value) => ({ value, label: t(`function.${value}`) }))}
          value={query.functions}
          maxDropdownHeight={420}
          onChange={(functions) => functions.length > 0 && change({ functions: functions as QueryFunction[] })} // from the list above
        />
      )}
      {!query.is_raw && query.functions.includes("percentile") && (
        <NumberInput
          label={t("query.percent")}
          w={96}
          min={0}
          max={100}
          suffix=" %"
          value={query.percent}
          onChange={(value) => typeof value === "number" && change({ percent: value })}
        />
      )}
      {!query.is_raw && query.functions.includes("moving_average") && (
        <NumberInput
          label={t("query.window")}
          w={120}
          min={2}
          max={1_000}
          allowDecimal={false}
          value={query.window}
          onChange={(value) => typeof value === "number" && value >= 2 && change({ window: value })}
        />
      )}
      <Select
        label={t("query.compare")}
        allowDeselect={false}
        w={190}
        data={COMPARES.map((value) => ({ value, label: t(`compare.${value}`) }))}
        value={query.compare}
        onChange={(compare) => compare && change({ compare })}
      />
      <ZoneField
        label={t("query.zone")}
        value={query.time_zone}
        change={(time_zone) => change({ time_zone })}
        w={180}
      />
    </div>
  );
}
