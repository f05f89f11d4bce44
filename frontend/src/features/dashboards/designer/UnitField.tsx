import { Autocomplete } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { converter, unitsLike } from "../data/units";
import { MOST_LETTERS_OF_A_UNIT } from "../widgets/params";

interface UnitFieldProps {
  label: string;
  description: string | undefined;
  value: string;
  /** The units of what the widget shows. */
  ownUnits: readonly string[];
  change: (unit: string) => void;
}

/** The unit to show values in: those that the metric's own becomes are offered, what does not fit is said at once. */
export function UnitField({ label, description, value, ownUnits, change }: UnitFieldProps) {
  const { t } = useTranslation("dashboards");
  const offered = [...new Set(ownUnits.flatMap(unitsLike))];
  const unfit = value === "" ? undefined : ownUnits.find((own) => own !== "" && !converter(own, value));
  return (
    <Autocomplete
      label={label}
      description={description}
      placeholder={ownUnits.find(Boolean) ?? t("panel.default")}
      data={offered}
      // The whole list stays in sight: who changes °C to °F has just "°C" in the field.
      filter={({ options }) => options}
      maxLength={MOST_LETTERS_OF_A_UNIT}
      value={value}
      onChange={change}
      error={unfit && t("panel.unitUnfit", { own: unfit, unit: value })}
      data-testid="param-unit"
    />
  );
}
