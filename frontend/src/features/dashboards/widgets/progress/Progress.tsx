import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { fractionOf, scaleOf } from "../../data/scale";
import { shownReading } from "../../data/shownReading";
import { BigReading } from "../../view/BigReading";
import { colourOf, endText, Meter } from "../../view/Meter";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Progress.module.css";

const ROUND = 2 * Math.PI * 42;

export function Progress({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = shownReading(sources[0], params, rules, useNow());
  const scale = scaleOf(reading, params);
  const { number } = reading;
  // More than all of it is worth knowing: the text goes on where the bar ends.
  const share = number === null ? null : ((number - scale.min) / (scale.max - scale.min)) * 100;
  const fraction = number === null ? 0 : fractionOf(number, scale.min, scale.max);
  const said = {
    ...reading,
    text: share === null ? reading.text : formatNumber(share, 0),
    unit: share === null ? "" : "%",
  };
  const goal = `${endText(scale.max, scale)} ${reading.unit}`.trim();
  const of = number === null ? "" : t("widget.progress.of", { value: reading.text, goal });
  if (params.style === "ring") {
    return (
      <>
        <Meter title={title} reading={reading} scale={scale} viewBox="-50 -50 100 100" className={classes.ring}>
          <circle r={42} className={classes.whole} />
          <circle
            r={42}
            className={classes.part}
            style={{ stroke: colourOf(reading), strokeDasharray: `${fraction * ROUND} ${ROUND}` }}
            transform="rotate(-90)"
          />
          <text className={classes.share} data-testid="reading" data-condition={reading.condition} y={7}>
            {said.text}
            {said.unit}
          </text>
          <text className={classes.of} y={20}>
            {of}
          </text>
        </Meter>
        <StateLine reading={reading} />
      </>
    );
  }
  return (
    <>
      <BigReading reading={said} />
      <Meter title={title} reading={reading} scale={scale} className={classes.track}>
        <span className={classes.fill} style={{ width: `${fraction * 100}%`, background: colourOf(reading) }} />
      </Meter>
      <div className={classes.words}>{of}</div>
      <StateLine reading={reading} />
    </>
  );
}
