import { useTranslation } from "react-i18next";
import { bandsOf } from "../../data/bands";
import { useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { extremesOf, fractionOf, scaleOf } from "../../data/scale";
import { shownReading } from "../../data/shownReading";
import looks from "../../view/reading.module.css";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { arc, pointAt } from "./arc";
import type { fields } from "./index";
import classes from "./RadialGauge.module.css";

const RADIUS = 42;
const BAND_RADIUS = 49;

export function RadialGauge({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = shownReading(sources[0], params, rules, useNow());
  const { min, max } = scaleOf(reading, params);
  const extremes = params.showExtremes ? extremesOf(reading.source) : null;
  const fraction = reading.number === null ? null : fractionOf(reading.number, min, max);
  const isTrusted = reading.condition === "good" || reading.condition === "uncertain";
  const ends = [pointAt(RADIUS, 0), pointAt(RADIUS, 1)] as const;
  const decimalsOfScale = Number.isInteger(min) && Number.isInteger(max) ? 0 : (params.decimals ?? 1);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> cannot be drawn as a dial. */}
      <svg
        className={classes.gauge}
        viewBox="-54 -54 108 90"
        role="meter"
        aria-label={title}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={reading.number ?? undefined}
        aria-valuetext={reading.number === null ? t("state.empty") : `${reading.text} ${reading.unit}`}
      >
        <path d={arc(RADIUS, 0, 1)} className={classes.track} />
        {bandsOf(rules, min, max).map((band) => (
          <path
            key={band.from}
            d={arc(BAND_RADIUS, fractionOf(band.from, min, max), fractionOf(band.to, min, max))}
            className={classes.band}
            style={{ stroke: `var(--${band.level})` }}
          />
        ))}
        {fraction !== null && fraction > 0 && (
          <path
            d={arc(RADIUS, 0, fraction)}
            className={classes.value}
            style={{ stroke: !isTrusted ? "var(--stale)" : reading.rule ? `var(--${reading.rule.level})` : undefined }}
          />
        )}
        {extremes &&
          [extremes.min, extremes.max].map((value, i) => {
            const at = fractionOf(value, min, max);
            const [from, to] = [pointAt(RADIUS - 7, at), pointAt(RADIUS + 5, at)];
            return (
              <line
                key={i === 0 ? "min" : "max"}
                x1={from.x}
                y1={from.y}
                x2={to.x}
                y2={to.y}
                className={classes.extreme}
              >
                <title>
                  {t(i === 0 ? "scale.lowest" : "scale.highest", { value: formatNumber(value, params.decimals) })}
                </title>
              </line>
            );
          })}
        <text
          className={`${classes.number} ${looks.reading}`}
          data-condition={reading.condition}
          data-level={isTrusted ? reading.rule?.level : undefined}
          data-testid="reading"
          y={4}
          style={{ fontSize: sizeOf(reading.text) }}
        >
          {reading.text}
        </text>
        <text className={classes.unit} y={16}>
          {reading.unit}
        </text>
        <text className={classes.end} x={ends[0].x} y={ends[0].y + 11}>
          {formatNumber(min, decimalsOfScale)}
        </text>
        <text className={classes.end} x={ends[1].x} y={ends[1].y + 11}>
          {formatNumber(max, decimalsOfScale)}
        </text>
      </svg>
      <StateLine reading={reading} />
    </>
  );
}

/** Long numbers get smaller letters, so that they stay inside the dial. */
function sizeOf(text: string): number {
  return Math.min(22, 110 / Math.max(text.length, 1));
}
