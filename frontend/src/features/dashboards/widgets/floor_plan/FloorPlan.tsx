import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { shownReading } from "../../data/shownReading";
import { type Look, markOf } from "../../maps/mark";
import { usePictureUrl } from "../../view/pictures";
import looks from "../../view/reading.module.css";
import { conditionText } from "../../view/reasonText";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./FloorPlan.module.css";
import type { fields } from "./index";
import { spotsOf } from "./spots";

/** A picture with values at their places. Sources without a place of their own stand in a row along the top. */
export function FloorPlan({ title, params, rules, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  /** Width by height of the picture, once it has come. */
  const [ratio, setRatio] = useState<number | null>(null);
  const src = usePictureUrl(params.picture);
  return (
    <div className={classes.frame}>
      <div
        className={classes.plan}
        style={ratio === null ? undefined : { width: `min(100cqw, calc(100cqh * ${ratio}))`, aspectRatio: ratio }}
      >
        {src === null ? (
          <div className={classes.none}>{t("widget.floor_plan.no_picture")}</div>
        ) : (
          <img
            className={classes.picture}
            src={src}
            alt={title}
            draggable={false}
            onLoad={({ currentTarget }) => setRatio(currentTarget.naturalWidth / currentTarget.naturalHeight || null)}
          />
        )}
        <ul className={classes.spots}>
          {spotsOf(params.spots, sources).map(({ source, x, y, look, label }) => {
            const reading = shownReading(source, params, rules, now_ms);
            const isTrusted = reading.condition === "good" || reading.condition === "uncertain";
            const seriousness: Look = isTrusted ? (reading.rule?.level ?? "normal") : "stale";
            const name = label || source.label;
            return (
              <li
                key={`${source.info.topic}:${x}:${y}`}
                className={classes.spot}
                style={{ left: `${x}%`, top: `${y}%` }}
                dir="auto"
              >
                {look !== "value" && (
                  // biome-ignore lint/security/noDangerouslySetInnerHtml: made of constants alone.
                  <span className={classes.mark} dangerouslySetInnerHTML={{ __html: markOf(seriousness) }} />
                )}
                <span className={look === "mark" ? "visually-hidden" : classes.text}>
                  <span className={classes.name}>{name}</span>{" "}
                  <span
                    className={looks.reading}
                    data-condition={reading.condition}
                    data-level={isTrusted ? reading.rule?.level : undefined}
                  >
                    {reading.text} {reading.unit}
                  </span>
                  {!isTrusted && <span className={classes.name}> {conditionText(t, reading.condition, source)}</span>}
                  {isTrusted && reading.rule?.text && <span className={classes.name}> {reading.rule.text}</span>}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
