import { useTranslation } from "react-i18next";
import { bandsOf } from "../../data/bands";
import { useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { beyond, extremesOf, fractionOf, scaleOf } from "../../data/scale";
import { shownReading } from "../../data/shownReading";
import { BigReading } from "../../view/BigReading";
import { colourOf, endText, Meter } from "../../view/Meter";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./LinearGauge.module.css";

export function LinearGauge({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = shownReading(sources[0], params, rules, useNow());
  const scale = scaleOf(reading, params);
  const at = (value: number) => `${(fractionOf(value, scale.min, scale.max) * 100).toFixed(2)}%`;
  const extremes = params.showExtremes ? extremesOf(reading.source) : null;
  const passed = beyond(reading.number, scale);
  return (
    <>
      <div className={classes.gauge} data-direction={params.direction}>
        <BigReading reading={reading} />
        <div className={classes.scale}>
          <Meter title={title} reading={reading} scale={scale} className={classes.track}>
            {reading.number !== null && (
              <span
                className={classes.fill}
                style={{ "--to": at(reading.number), background: colourOf(reading) } as never}
              />
            )}
            {extremes && (
              <span
                className={classes.extremes}
                style={{ "--from": at(extremes.min), "--to": at(extremes.max) } as never}
                title={t("widget.linear_gauge.extremes", {
                  low: formatNumber(extremes.min, params.decimals),
                  high: formatNumber(extremes.max, params.decimals),
                })}
              />
            )}
            {passed && (
              <span className={classes.beyond} data-end={passed} title={t(`widget.linear_gauge.${passed}`)}>
                {passed === "above" ? "»" : "«"}
              </span>
            )}
          </Meter>
          <div className={classes.bands} aria-hidden>
            {bandsOf(rules, scale.min, scale.max).map((band) => (
              <span
                key={band.from}
                style={{ "--from": at(band.from), "--to": at(band.to), background: `var(--${band.level})` } as never}
              />
            ))}
          </div>
          <div className={classes.ends} aria-hidden>
            <span>{endText(scale.min, scale)}</span>
            <span>{endText(scale.max, scale)}</span>
          </div>
        </div>
      </div>
      <StateLine reading={reading} />
    </>
  );
}
