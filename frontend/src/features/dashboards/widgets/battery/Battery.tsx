import { useNow } from "../../data/clock";
import { fractionOf, scaleOf } from "../../data/scale";
import { shownReading } from "../../data/shownReading";
import { BigReading } from "../../view/BigReading";
import { colourOf, Meter } from "../../view/Meter";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./Battery.module.css";
import type { fields } from "./index";

export function Battery({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const reading = shownReading(sources[0], params, rules, useNow());
  const scale = scaleOf(reading, params);
  const fraction = reading.number === null ? 0 : fractionOf(reading.number, scale.min, scale.max);
  return (
    <>
      <div className={classes.both}>
        <Meter title={title} reading={reading} scale={scale} viewBox="0 0 24 44" className={classes.picture}>
          <rect x={8} y={1} width={8} height={4} rx={1} className={classes.pole} />
          <rect x={2} y={5} width={20} height={37} rx={3} className={classes.case} data-condition={reading.condition} />
          <rect
            x={4.5}
            y={40 - 33 * fraction}
            width={15}
            height={33 * fraction}
            rx={1}
            style={{ fill: colourOf(reading) }}
          />
        </Meter>
        <BigReading reading={reading} />
      </div>
      <StateLine reading={reading} />
    </>
  );
}
