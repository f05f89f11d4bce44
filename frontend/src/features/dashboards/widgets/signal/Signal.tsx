import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { fractionOf } from "../../data/scale";
import { shownReading } from "../../data/shownReading";
import { BigReading } from "../../view/BigReading";
import { colourOf, Meter } from "../../view/Meter";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Signal.module.css";

const BARS = [1, 2, 3, 4, 5];

/** Any reception at all is one bar. */
export function barsOf(value: number | null, min: number, max: number): number {
  if (value === null || value <= min) return 0;
  return Math.max(1, Math.ceil(fractionOf(value, min, max) * BARS.length));
}

export function Signal({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = shownReading(sources[0], params, rules, useNow());
  const count = barsOf(reading.number, params.min, params.max);
  return (
    <>
      <div className={classes.both} title={t("widget.signal.bars", { count })}>
        <Meter
          title={title}
          reading={reading}
          scale={{ min: params.min, max: params.max }}
          viewBox="0 0 50 40"
          className={classes.picture}
        >
          {BARS.map((bar) => (
            <rect
              key={bar}
              x={(bar - 1) * 10 + 1}
              y={40 - bar * 7.5}
              width={7}
              height={bar * 7.5}
              rx={1}
              style={{ fill: bar <= count ? colourOf(reading) : "var(--line)" }}
            />
          ))}
        </Meter>
        <BigReading reading={reading} />
      </div>
      <StateLine reading={reading} />
    </>
  );
}
