import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { readingOf } from "../../data/reading";
import { levelOf } from "../../view/Meter";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Shape.module.css";

const PATHS = {
  line: "M2 50H98",
  arrow: "M2 50H96M84 36 98 50 84 64",
  rectangle: "M3 3H97V97H3Z",
  rounded: "M15 3H85Q97 3 97 15V85Q97 97 85 97H15Q3 97 3 85V15Q3 3 15 3Z",
  ellipse: "M3 50A47 47 0 1 1 97 50 47 47 0 1 1 3 50Z",
  triangle: "M50 4 97 96H3Z",
  diamond: "M50 3 97 50 50 97 3 50Z",
} as const;

/** A line or a shape that fills its place. A bound value that passes a limit colours it and says so. */
export function Shape({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = readingOf(sources[0], { decimals: null, unit: "" }, rules, useNow());
  const level = sources[0] ? levelOf(reading) : undefined;
  const own = params.colour === "neutral" ? "line-strong" : params.colour;
  const colour = `var(--${level ?? own})`;
  const isOpen = params.shape === "line" || params.shape === "arrow";
  const words = level && (reading.rule?.text || t(`level.${level}`));
  return (
    <div className={classes.place}>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio={params.turn === 0 ? "none" : "xMidYMid meet"}
        className={classes.shape}
        role={words || title ? "img" : undefined}
        aria-label={[title, words].filter(Boolean).join(": ") || undefined}
        aria-hidden={words || title ? undefined : true}
      >
        <path
          d={PATHS[params.shape]}
          transform={`rotate(${params.turn} 50 50)`}
          style={{ stroke: colour, strokeWidth: params.width, fill: params.isFilled && !isOpen ? colour : "none" }}
          strokeDasharray={params.isDashed ? `${params.width * 4} ${params.width * 3}` : undefined}
        />
      </svg>
      {words && <span className={classes.words}>{words}</span>}
    </div>
  );
}
