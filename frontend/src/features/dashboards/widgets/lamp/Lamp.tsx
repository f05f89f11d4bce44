import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { mappingFor } from "../../data/mappings";
import { readingOf } from "../../data/reading";
import { isOn } from "../../data/source";
import looks from "../../view/reading.module.css";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Lamp.module.css";

const SHAPES = {
  normal: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
  minor: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
  warning: "M12 2 22 12 12 22 2 12z",
  major: "M12 2.5 22.5 21h-21z",
  critical: "M3.5 3.5h17v17h-17z",
} as const;

/** On or off, told by fill and by word; the shape tells how serious "on" is. */
export function Lamp({ params, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = readingOf(sources[0], { decimals: 0, unit: "" }, [], useNow());
  const on = isOn(sources[0]?.latest?.value, params.threshold);
  const mapping = mappingFor(sources[0]?.latest?.value, params.mappings);
  const level = mapping ? mapping.level : on ? params.onLevel : "normal";
  const isLit = mapping ? true : on;
  const text = mapping
    ? mapping.text
    : on === null
      ? reading.condition === "empty"
        ? "–"
        : t("state.unknown")
      : on
        ? params.onText || t("shared:values.on")
        : params.offText || t("shared:values.off");
  const tone = level === "normal" ? "accent" : level;
  return (
    <>
      <div className={`${classes.lamp} ${reading.condition === "bad" ? "bad-quality" : ""}`}>
        <svg
          viewBox="0 0 24 24"
          className={classes.bulb}
          data-on={isLit ?? "unknown"}
          data-condition={reading.condition}
          aria-hidden
        >
          <path
            d={SHAPES[mapping ? level : params.onLevel]}
            style={isLit ? { fill: `var(--${tone})`, stroke: `var(--${tone})` } : undefined}
          />
        </svg>
        <span
          className={`${classes.text} ${looks.reading}`}
          data-condition={reading.condition}
          data-level={level === "normal" ? undefined : level}
          data-testid="reading"
        >
          {text}
        </span>
      </div>
      <StateLine reading={reading} />
    </>
  );
}
