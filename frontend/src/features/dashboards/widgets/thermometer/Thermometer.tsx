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
import classes from "./Thermometer.module.css";

const TOP = 8;
const BOTTOM = 74;
const STEPS = 5;

export function Thermometer({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const reading = shownReading(sources[0], params, rules, useNow());
  const scale = scaleOf(reading, params);
  const yOf = (value: number) => BOTTOM - fractionOf(value, scale.min, scale.max) * (BOTTOM - TOP);
  const marks = Array.from({ length: STEPS + 1 }, (_, i) => scale.min + ((scale.max - scale.min) * i) / STEPS);
  const colour = colourOf(reading);
  return (
    <>
      <Meter title={title} reading={reading} scale={scale} viewBox="0 0 100 100" className={classes.thermometer}>
        <path d="M22 8a6 6 0 0 1 12 0V76a11 11 0 1 1-12 0Z" className={classes.glass} />
        <circle cx={28} cy={85} r={8} style={{ fill: colour }} />
        {reading.number !== null && (
          <rect x={25} y={yOf(reading.number)} width={6} height={85 - yOf(reading.number)} style={{ fill: colour }} />
        )}
        {marks.map((mark) => (
          <g key={mark}>
            <line x1={36} x2={40} y1={yOf(mark)} y2={yOf(mark)} className={classes.mark} />
            <text x={42} y={yOf(mark) + 2} className={classes.end}>
              {endText(mark, scale)}
            </text>
          </g>
        ))}
        {bandsOf(rules, scale.min, scale.max).map((band) => (
          <line
            key={band.from}
            x1={18}
            x2={18}
            y1={yOf(band.from)}
            y2={yOf(band.to)}
            className={classes.band}
            style={{ stroke: `var(--${band.level})` }}
          />
        ))}
        <text
          x={44}
          y={92}
          className={`${classes.number} ${looks.reading}`}
          data-condition={reading.condition}
          data-level={levelOf(reading)}
          data-testid="reading"
          style={{ fontSize: Math.min(15, 80 / Math.max(reading.text.length + reading.unit.length / 2, 1)) }}
        >
          {reading.text}
          <tspan className={classes.unit}> {reading.unit}</tspan>
        </text>
      </Meter>
      <StateLine reading={reading} />
    </>
  );
}
