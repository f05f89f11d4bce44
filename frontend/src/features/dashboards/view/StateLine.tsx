import { IconAlertTriangle, IconClockPause, IconQuestionMark, IconRulerOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ageText, fullTime } from "@/shared/time/format";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import type { Reading } from "../data/reading";
import classes from "./StateLine.module.css";

/** Seconds that only say "it runs" would flicker in every card. */
const FRESH_MS = 2000;

/** The small line below a value: what is the matter with it on the left, how old it is on the right. */
export function StateLine({ reading, showAge = true }: { reading: Reading; showAge?: boolean }) {
  const { t } = useTranslation("dashboards");
  const { condition, rule, age_ms, at_ms, refusedUnit } = reading;
  const isOld = condition === "stale";
  return (
    <div className={classes.line}>
      {condition === "bad" ? (
        <span className={classes.what}>
          <IconAlertTriangle size={13} aria-hidden />
          {t("state.bad")}
        </span>
      ) : condition === "uncertain" ? (
        <span className={classes.what}>
          <IconQuestionMark size={13} aria-hidden />
          {t("state.uncertain")}
        </span>
      ) : condition === "empty" ? (
        <span className={classes.what}>{t("state.empty")}</span>
      ) : (
        rule && (
          <span className={classes.what} data-level={rule.level}>
            <SeverityIcon severity={rule.level} size={11} />
            {rule.text || t(`level.${rule.level}`)}
          </span>
        )
      )}
      {refusedUnit && (
        <span className={classes.unit} title={t("state.refusedUnit", { unit: refusedUnit })}>
          <IconRulerOff size={13} role="img" aria-label={t("state.refusedUnit", { unit: refusedUnit })} />
        </span>
      )}
      {age_ms !== null && at_ms !== null && (showAge || isOld) && (
        <time className={classes.age} dateTime={new Date(at_ms).toISOString()} title={fullTime(at_ms)}>
          {isOld && <IconClockPause size={13} aria-hidden style={{ verticalAlign: "-2px", marginRight: 4 }} />}
          {isOld ? t("state.ago", { age: ageText(age_ms) }) : age_ms < FRESH_MS ? t("state.now") : ageText(age_ms)}
        </time>
      )}
    </div>
  );
}
