import { useTranslation } from "react-i18next";
import { bandsOf } from "../../data/bands";
import { useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { fractionOf, scaleOf } from "../../data/scale";
import { shownReading } from "../../data/shownReading";
import { BigReading } from "../../view/BigReading";
import { colourOf, endText, Meter } from "../../view/Meter";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./AnalogIndicator.module.css";
import type { fields } from "./index";

export function AnalogIndicator({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = shownReading(sources[0], params, rules, useNow());
  const scale = scaleOf(reading, params);
  const low = params.normalLow ?? scale.min;
  const high = params.normalHigh ?? scale.max;
  const yOf = (value: number) => 97 - fractionOf(value, scale.min, scale.max) * 94;
  const { number } = reading;
  const deviation = number === null ? null : number > high ? number - high : number < low ? low - number : 0;
  const place = number !== null && number > high ? "above" : number !== null && number < low ? "below" : "inside";
  const by = deviation === null ? "" : `${formatNumber(deviation, params.decimals)} ${reading.unit}`.trim();
  return (
    <>
      <div className={classes.both}>
        <Meter title={title} reading={reading} scale={scale} viewBox="0 0 44 100" className={classes.picture}>
          <rect x={14} y={3} width={12} height={94} className={classes.scale} />
          <rect x={14} y={yOf(high)} width={12} height={Math.max(yOf(low) - yOf(high), 0)} className={classes.normal} />
          {bandsOf(rules, scale.min, scale.max).map((band) => (
            <rect
              key={band.from}
              x={14}
              y={yOf(band.to)}
              width={3}
              height={yOf(band.from) - yOf(band.to)}
              style={{ fill: `var(--${band.level})` }}
            />
          ))}
          <text x={29} y={8} className={classes.end}>
            {endText(scale.max, scale)}
          </text>
          <text x={29} y={97} className={classes.end}>
            {endText(scale.min, scale)}
          </text>
          {number !== null && (
            <path
              d="M0 -5 12 0 0 5Z"
              transform={`translate(1 ${yOf(number)})`}
              style={{ fill: place === "inside" && !reading.rule ? "var(--normal)" : colourOf(reading) }}
            />
          )}
        </Meter>
        <div className={classes.words}>
          <BigReading reading={reading} />
          {deviation !== null && <p data-place={place}>{t(`widget.analog_indicator.${place}`, { by })}</p>}
        </div>
      </div>
      <StateLine reading={reading} />
    </>
  );
}
