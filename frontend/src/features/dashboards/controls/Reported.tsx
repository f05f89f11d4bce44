import { useTranslation } from "react-i18next";
import type { Reading } from "../data/reading";
import looks from "../view/reading.module.css";
import { ConditionNote } from "./ConditionNote";
import classes from "./control.module.css";

/** What the device says it is, apart from what anybody wants: with the words for stale, bad, uncertain and none. */
export function Reported({ reading, text = reading.text }: { reading: Reading; text?: string }) {
  const { t } = useTranslation("dashboards");
  const { condition, unit } = reading;
  return (
    <div className={`${classes.reported} ${condition === "bad" ? "bad-quality" : ""}`}>
      <span>{t("command.reported")}</span>
      <span
        className={`${classes.value} ${looks.reading}`}
        data-condition={condition}
        data-testid="reading"
        title={text}
      >
        {condition === "empty" ? t("state.empty") : text}
        {unit && condition !== "empty" && <span className="unit"> {unit}</span>}
      </span>
      <ConditionNote reading={reading} />
    </div>
  );
}
