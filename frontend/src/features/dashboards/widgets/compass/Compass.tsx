import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { shownReading } from "../../data/shownReading";
import { colourOf } from "../../view/Meter";
import looks from "../../view/reading.module.css";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./Compass.module.css";
import type { fields } from "./index";

/** From 0 up to 360, clockwise from north, for any number of turns. */
export function bearing(degrees: number): number {
  return ((degrees % 360) + 360) % 360;
}

export function Compass({ params, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const points = t("widget.compass.points").split(",");
  const direction = shownReading(sources[0], { decimals: 0, unit: "" }, [], now_ms);
  const strength = sources[1] && shownReading(sources[1], params, [], now_ms);
  const degrees = direction.number === null ? null : bearing(direction.number + params.offset);
  const point = degrees === null ? "–" : points[Math.round(degrees / 22.5) % 16];
  return (
    <>
      <svg
        viewBox="-56 -56 112 112"
        className={classes.compass}
        role="img"
        aria-label={
          degrees === null ? title : t("widget.compass.says", { title, point, degrees: formatNumber(degrees, 0) })
        }
      >
        <circle r={44} className={classes.ring} />
        {Array.from({ length: 36 }, (_, i) => (
          <line
            // biome-ignore lint/suspicious/noArrayIndexKey: marks on a circle never move.
            key={i}
            y1={-44}
            y2={i % 9 === 0 ? -37 : -41}
            className={classes.mark}
            transform={`rotate(${i * 10})`}
          />
        ))}
        {[0, 4, 8, 12].map((i) => (
          <text
            key={i}
            className={classes.quarter}
            x={50 * Math.sin((i * Math.PI) / 8)}
            y={-50 * Math.cos((i * Math.PI) / 8) + 3}
          >
            {points[i]}
          </text>
        ))}
        {degrees !== null && (
          <path d="M0 -36 7 -24H-7Z" transform={`rotate(${degrees})`} style={{ fill: colourOf(direction) }} />
        )}
        <text
          className={`${classes.point} ${looks.reading}`}
          data-condition={direction.condition}
          data-testid="reading"
          y={2}
        >
          {point}
        </text>
        <text className={classes.degrees} y={13}>
          {degrees === null ? "" : `${formatNumber(degrees, 0)}°`}
        </text>
        {strength && (
          <text className={classes.degrees} y={24}>
            {strength.text} {strength.unit}
          </text>
        )}
      </svg>
      <StateLine reading={direction} />
    </>
  );
}
