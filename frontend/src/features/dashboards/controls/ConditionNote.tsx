import { IconAlertTriangle, IconClockPause, IconQuestionMark } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ageText } from "@/shared/time/format";
import type { Reading } from "../data/reading";
import classes from "./control.module.css";

/** Why a reported value is not to be taken as it stands, in words with a symbol. A good one needs none. */
export function ConditionNote({ reading: { condition, age_ms } }: { reading: Reading }) {
  const { t } = useTranslation("dashboards");
  return (
    <span className={classes.age} data-testid="condition">
      {condition === "bad" && (
        <>
          <IconAlertTriangle size={12} aria-hidden /> {t("state.bad")}
        </>
      )}
      {condition === "uncertain" && (
        <>
          <IconQuestionMark size={12} aria-hidden /> {t("state.uncertain")}
        </>
      )}
      {condition === "stale" && age_ms !== null && (
        <>
          <IconClockPause size={12} aria-hidden /> {t("state.ago", { age: ageText(age_ms) })}
        </>
      )}
    </span>
  );
}
