import { Skeleton, useComputedColorScheme } from "@mantine/core";
import type { TFunction } from "i18next";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { PlotlyChart } from "@/shared/charts/PlotlyChart";
import { seriesColor } from "@/shared/charts/palette";
import { useChartSize } from "@/shared/charts/useChartSize";
import { ageText } from "@/shared/time/format";
import { useClock, useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { type Condition, conditionOf, type Source } from "../../data/source";
import { resolveRange } from "../../time/timeRange";
import type { ParamsOf } from "../params";
import { rangeOf } from "../sparkline/sparkPath";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Trend.module.css";
import { lastValue, trendFigure } from "./trendFigure";

type Props = WidgetProps<ParamsOf<typeof fields>>;

/** Below this width names at the lines' ends would take the room of the lines. */
const WIDTH_FOR_LABELS = 420;
const MOST_DIRECT_LABELS = 6;
const SLOWEST_MOVE_MS = 5000;
/** A screen reader is not told every sample. */
const SAY_EVERY_MS = 15_000;

export function Trend({ title, params, rules, sources: bound, range, zoom }: Props) {
  const sources = bound.filter(({ info }) => info.state === "ok");
  const { t } = useTranslation("dashboards");
  const frame = useRef<HTMLDivElement>(null);
  const size = useChartSize(frame);
  const clock = useClock();
  const now_ms = useNow();
  const units = new Set(sources.map(({ info }) => info.unit));
  const isSingle = sources.length === 1;
  const hasDirectLabels =
    !isSingle &&
    sources.length <= MOST_DIRECT_LABELS &&
    (size?.width ?? 0) >= WIDTH_FOR_LABELS &&
    (units.size === 1 || params.unit !== "");
  const resolved = resolveRange(range, now_ms);
  // A live picture also moves when nothing comes, but not so often that it doubles the work when something does.
  const pixel_ms = Math.max(SLOWEST_MOVE_MS, (resolved.to_ms - resolved.from_ms) / (size?.width ?? 600));
  const step = resolved.isLive ? Math.floor(now_ms / pixel_ms) : 0;
  const revision = [
    ...sources.map((source) => `${source.info.topic}=${source.revision}`),
    step,
    range.from,
    range.to,
    JSON.stringify(params),
    JSON.stringify(rules),
    hasDirectLabels,
  ].join();
  const saidAt = Math.floor(now_ms / SAY_EVERY_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: said anew from time to time, not with every sample.
  const label = useMemo(() => textOf(sources, title, t), [saidAt, sources.length, title, t]);
  const isEmpty = sources.every(({ series }) => !series.value.some((value) => value !== null));
  return (
    <div className={classes.trend}>
      <div ref={frame} className={classes.chart}>
        <PlotlyChart
          label={label}
          revision={revision}
          skeleton={<Skeleton height="100%" radius="sm" />}
          figure={(context) =>
            trendFigure(
              { sources, params, rules, range: resolveRange(range, clock.now_ms()), hasDirectLabels },
              context,
            )
          }
          onZoom={zoom?.to}
          onZoomBack={zoom?.back}
        />
        {isEmpty && <p className={classes.empty}>{t("widget.timeseries.empty")}</p>}
      </div>
      {!isSingle && !hasDirectLabels && <Legend sources={sources} decimals={params.decimals} unit={params.unit} />}
      <Notes sources={bound} now_ms={now_ms} />
    </div>
  );
}

function Legend({ sources, decimals, unit }: { sources: readonly Source[]; decimals: number; unit: string }) {
  const scheme = useComputedColorScheme("light");
  return (
    <ul className={classes.legend}>
      {sources.map((source, index) => {
        const value = lastValue(source);
        return (
          <li key={source.info.topic}>
            <span className={classes.swatch} style={{ background: seriesColor(index, scheme) }} />
            <span className={classes.name}>{source.label}</span>
            <span className="num">
              {value === null ? "–" : formatNumber(value, decimals)}
              <span className="unit">{unit || source.info.unit}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Says what is the matter with a line; one that merely ends or is not there is easily overlooked. */
function Notes({ sources, now_ms }: { sources: readonly Source[]; now_ms: number }) {
  const { t } = useTranslation("dashboards");
  const namesOf = (condition: Condition) =>
    sources.filter((source) => conditionOf(source, now_ms) === condition).map(({ label }) => label);
  const silent = sources.filter((source) => conditionOf(source, now_ms) === "stale");
  const bad = namesOf("bad");
  const missing = namesOf("missing");
  const since = Math.min(...silent.map(({ latest }) => latest?.ts ?? now_ms));
  const notes = [
    silent.length > 0 &&
      t("widget.timeseries.silent", {
        names: silent.map(({ label }) => label).join(", "),
        age: ageText(now_ms - since),
      }),
    bad.length > 0 && t("widget.timeseries.bad", { names: bad.join(", ") }),
    missing.length > 0 && t("widget.timeseries.missing", { count: missing.length }),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  const text = notes.join(" · ");
  return (
    <p className={classes.notes} title={text} data-testid="chart-notes">
      {text}
    </p>
  );
}

function textOf(sources: readonly Source[], title: string, t: TFunction<"dashboards">): string {
  const parts = sources.map((source) => {
    const bounds = rangeOf(source.series.value);
    if (!bounds) return t("widget.timeseries.saysNothing", { name: source.label });
    return t("widget.timeseries.says", {
      name: source.label,
      unit: source.info.unit,
      last: formatNumber(lastValue(source) ?? 0, 1),
      low: formatNumber(bounds.low, 1),
      high: formatNumber(bounds.high, 1),
    });
  });
  return `${title}. ${parts.join(" ")}`;
}
