import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Severity } from "@/shared/api/types";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import classes from "./SeverityFilter.module.css";

const WORST_FIRST: Severity[] = ["critical", "major", "minor", "warning"];

interface SeverityFilterProps {
  /** Empty means all. */
  chosen: readonly Severity[];
  change: (chosen: Severity[]) => void;
}

export function SeverityFilter({ chosen, change }: SeverityFilterProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.group}>
      <legend className="visually-hidden">{t("alarms:severity")}</legend>
      {WORST_FIRST.map((severity) => {
        const isChosen = chosen.includes(severity);
        return (
          <UnstyledButton
            key={severity}
            className={classes.chip}
            aria-pressed={isChosen}
            onClick={() => change(isChosen ? chosen.filter((one) => one !== severity) : [...chosen, severity])}
          >
            <SeverityIcon severity={severity} size={12} />
            {t(`severity.${severity}`)}
          </UnstyledButton>
        );
      })}
    </fieldset>
  );
}
