import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { fillReadings, markdownEscaped } from "../../data/fillReadings";
import { SafeMarkdown } from "../../view/SafeMarkdown";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Label.module.css";

export function Label({ params, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const isMarkdown = params.format === "markdown";
  const text = fillReadings(params.text, sources, params, now_ms, isMarkdown ? markdownEscaped : undefined);
  return (
    <div
      className={classes.label}
      data-size={params.size}
      data-align={params.align}
      data-frame={params.hasFrame}
      dir="auto"
    >
      {text.trim() === "" ? (
        <span className={classes.empty}>{t("widget.label.empty")}</span>
      ) : isMarkdown ? (
        <SafeMarkdown text={text} />
      ) : (
        <span className={classes.plain}>{text}</span>
      )}
    </div>
  );
}
