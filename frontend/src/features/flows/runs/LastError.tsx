import { useTranslation } from "react-i18next";
import { fullTime } from "@/shared/time/format";
import { ProblemText } from "../inspector/ProblemText";
import type { BlockActivity } from "./activityStore";
import { fullValue } from "./format";
import classes from "./runs.module.css";
import { useDeviceName } from "./useDeviceName";

/** Why a block failed the last time, and what it had been given. */
export function LastError({ activity }: { activity: BlockActivity }) {
  const { t } = useTranslation("flows");
  const device = useDeviceName(activity.lastErrorDevice);
  const inputs = Object.entries(activity.lastErrorInputs);
  return (
    <div data-testid="last-error">
      <ProblemText level="error" message={t("inspector.last_error", { message: activity.lastError })} />
      <dl className={classes.errorFacts}>
        {inputs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fullValue(value)}</dd>
          </div>
        ))}
        {device && (
          <div>
            <dt>{t("inspector.error_device")}</dt>
            <dd>{device}</dd>
          </div>
        )}
        <div>
          <dt>{t("inspector.error_at")}</dt>
          <dd>{fullTime(activity.lastErrorAt)}</dd>
        </div>
      </dl>
    </div>
  );
}
