import { IconAlertTriangle, IconClockPause, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ageText } from "@/shared/time/format";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { useNow } from "../../data/clock";
import { type ShownReading, shownReading } from "../../data/shownReading";
import type { Source } from "../../data/source";
import { levelOf } from "../../view/Meter";
import looks from "../../view/reading.module.css";
import { reasonText } from "../../view/reasonText";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./StatusGrid.module.css";

type Props = WidgetProps<ParamsOf<typeof fields>>;

export function StatusGrid({ params, rules, sources, title }: Props) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const readings = sources.map((source) => shownReading(source, params, rules, now_ms));
  const wrong = readings.filter(isAbnormal).length;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} tabIndex={0} aria-label={title}>
        <ul className={classes.grid}>
          {sources.map((source, i) => (
            <Tile
              // biome-ignore lint/suspicious/noArrayIndexKey: the same metric may stand there twice.
              key={`${source.info.topic}:${i}`}
              source={source}
              reading={readings[i] as ShownReading}
              params={params}
            />
          ))}
        </ul>
      </section>
      <p className={classes.sum}>
        {wrong === 0
          ? t("widget.status_grid.allNormal", { total: sources.length })
          : t("widget.status_grid.count", { count: wrong, total: sources.length })}
      </p>
    </>
  );
}

function isAbnormal({ condition, rule }: ShownReading): boolean {
  return rule !== null || (condition !== "good" && condition !== "uncertain");
}

function Tile({ source, reading, params }: { source: Source; reading: ShownReading; params: Props["params"] }) {
  const { t } = useTranslation("dashboards");
  const { condition, rule, age_ms } = reading;
  const level = levelOf(reading);
  return (
    <li
      className={`${classes.tile} ${condition === "bad" ? "bad-quality" : ""}`}
      data-level={level}
      data-condition={condition}
      title={`${source.info.device} ${source.label}`.trim()}
    >
      <span className={classes.name} dir="auto">
        {params.showDevice && source.info.device ? source.info.device : source.label}
      </span>
      <span className={classes.state}>
        {condition === "missing" ? (
          <>
            <IconLock size={12} aria-hidden /> {reasonText(t, source.info.reason)}
          </>
        ) : condition === "empty" ? (
          t("state.empty")
        ) : (
          <>
            {condition === "bad" && <IconAlertTriangle size={12} role="img" aria-label={t("state.bad")} />}
            {condition === "stale" && <IconClockPause size={12} role="img" aria-label={t("state.stale")} />}
            {level && <SeverityIcon severity={level} size={11} label={t(`level.${level}`)} />}
            {(params.showValue || reading.isMapped) && (
              <span className={looks.reading} data-condition={condition} data-level={level}>
                {reading.text}
                {reading.unit && <span className="unit">{reading.unit}</span>}
              </span>
            )}
            {condition === "stale" && age_ms !== null ? (
              <span>{ageText(age_ms)}</span>
            ) : (
              <span>
                {level ? rule?.text || t(`level.${level}`) : !params.showValue && t("widget.status_grid.normal")}
              </span>
            )}
          </>
        )}
      </span>
    </li>
  );
}
