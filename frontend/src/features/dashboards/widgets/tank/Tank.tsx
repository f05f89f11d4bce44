import { useId } from "react";
import { bandsOf } from "../../data/bands";
import { useNow } from "../../data/clock";
import { fractionOf, scaleOf } from "../../data/scale";
import { shownReading } from "../../data/shownReading";
import { colourOf, endText, levelOf, Meter } from "../../view/Meter";
import looks from "../../view/reading.module.css";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Tank.module.css";

/** Outlines within a field of 100 by 100; the level rises from `bottom` to `top`. */
const SHAPES = {
  upright: { path: "M22 12Q22 4 50 4T78 12V88Q78 96 50 96T22 88Z", top: 6, bottom: 95, right: 78 },
  lying: { path: "M20 22H80Q97 22 97 50T80 78H20Q3 78 3 50T20 22Z", top: 22, bottom: 78, right: 97 },
  silo: { path: "M24 8Q24 4 50 4T76 8V66L56 96H44L24 66Z", top: 6, bottom: 96, right: 76 },
} as const;

export function Tank({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const clip = useId();
  const reading = shownReading(sources[0], params, rules, useNow());
  const scale = scaleOf(reading, params);
  const { path, top, bottom, right } = SHAPES[params.shape];
  const yOf = (value: number) => bottom - fractionOf(value, scale.min, scale.max) * (bottom - top);
  const surface = reading.number === null ? bottom : yOf(reading.number);
  return (
    <>
      <Meter title={title} reading={reading} scale={scale} viewBox="-2 0 128 100" className={classes.tank}>
        <clipPath id={clip}>
          <path d={path} />
        </clipPath>
        <path d={path} className={classes.inside} />
        <g clipPath={`url(#${clip})`}>
          <rect
            x={0}
            y={surface}
            width={100}
            height={100}
            style={{ fill: colourOf(reading) }}
            className={classes.liquid}
          />
          {reading.number !== null && (
            <line x1={0} x2={100} y1={surface} y2={surface} style={{ stroke: colourOf(reading) }} />
          )}
        </g>
        <path d={path} className={classes.wall} data-condition={reading.condition} />
        {bandsOf(rules, scale.min, scale.max).map((band) => (
          <line
            key={band.from}
            x1={right + 4}
            x2={right + 4}
            y1={yOf(band.from)}
            y2={yOf(band.to)}
            className={classes.band}
            style={{ stroke: `var(--${band.level})` }}
          />
        ))}
        <text x={right + 8} y={top + 6} className={classes.end}>
          {endText(scale.max, scale)}
        </text>
        <text x={right + 8} y={bottom} className={classes.end}>
          {endText(scale.min, scale)}
        </text>
        <text
          x={50}
          y={54}
          className={`${classes.number} ${looks.reading}`}
          data-condition={reading.condition}
          data-level={levelOf(reading)}
          data-testid="reading"
          style={{ fontSize: Math.min(16, 84 / Math.max(reading.text.length + reading.unit.length / 2, 1)) }}
        >
          {reading.text}
          <tspan className={classes.unit}> {reading.unit}</tspan>
        </text>
      </Meter>
      <StateLine reading={reading} />
    </>
  );
}
