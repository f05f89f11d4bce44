import { useTranslation } from "react-i18next";
import { gapLimit, withGaps } from "@/shared/charts/gaps";
import { useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { shownReading } from "../../data/shownReading";
import type { Source } from "../../data/source";
import { resolveRange } from "../../time/timeRange";
import { BigReading } from "../../view/BigReading";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./SparklineCard.module.css";
import { HEIGHT, rangeOf, sparkPath, WIDTH } from "./sparkPath";

export function SparklineCard({ params, rules, sources, range, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const reading = shownReading(sources[0], params, rules, now_ms);
  const { source } = reading;
  const picture = source && pictureOf(source, resolveRange(range, now_ms));
  const bounds = picture && {
    low: formatNumber(picture.low, params.decimals),
    high: formatNumber(picture.high, params.decimals),
  };
  return (
    <>
      <BigReading reading={reading} />
      <div className={classes.plot}>
        {picture && bounds && (
          <>
            <svg
              viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={t("widget.sparkline.says", { title, ...bounds })}
            >
              {params.area && <path d={picture.area} className={classes.area} />}
              <path d={picture.line} className={classes.line} data-condition={reading.condition} />
            </svg>
            <span className={classes.bounds} aria-hidden>
              <span title={t("widget.sparkline.highest")}>{bounds.high}</span>
              <span title={t("widget.sparkline.lowest")}>{bounds.low}</span>
            </span>
          </>
        )}
      </div>
      <StateLine reading={reading} />
    </>
  );
}

function pictureOf(source: Source, { from_ms, to_ms }: { from_ms: number; to_ms: number }) {
  const { series, info } = source;
  const bounds = rangeOf(series.value);
  if (!bounds) return null;
  const limit = gapLimit(series.ts, { expected_s: info.expected_s, isReduced: series.isReduced });
  return { ...bounds, ...sparkPath(withGaps(series, limit), { from_ms, to_ms, ...bounds }) };
}
