import { useComputedColorScheme } from "@mantine/core";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { seriesColor } from "@/shared/charts/palette";
import { ChartFrame, useFrameSize } from "../../charts/ChartFrame";
import type { LegendItem } from "../../charts/ChartLegend";
import { useHidden } from "../../charts/useHidden";
import { useRevision } from "../../charts/useRevision";
import { useShownSources } from "../../charts/useShownSources";
import { useClock } from "../../data/clock";
import { formatNumber } from "../../data/format";
import type { Source } from "../../data/source";
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

export function Trend({ title, params, rules, sources: bound, range, zoom }: Props) {
  const { sources, refused } = useShownSources(bound, params.unit);
  const { t } = useTranslation("dashboards");
  const { frame, size } = useFrameSize();
  const clock = useClock();
  const { hidden, toggle } = useHidden();
  const units = new Set(sources.map(({ info }) => info.unit));
  const notes = refused ? [t("chart.refusedUnit", { unit: refused })] : [];
  const isSingle = sources.length === 1;
  const hasDirectLabels =
    !isSingle && sources.length <= MOST_DIRECT_LABELS && (size?.width ?? 0) >= WIDTH_FOR_LABELS && units.size === 1;
  const { revision, urgency, resolved, saidAt } = useRevision({
    sources,
    params,
    rules,
    range,
    width: size?.width,
    more: `${hasDirectLabels} ${[...hidden].join()}`,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: said anew from time to time, not with every sample.
  const label = useMemo(() => textOf(sources, title, t), [saidAt, sources.length, title, t]);
  const legend = useLegend(isSingle || hasDirectLabels ? [] : sources, params, hidden);
  return (
    <div ref={frame} className={classes.trend}>
      <ChartFrame
        label={label}
        revision={revision}
        urgency={urgency}
        figure={(context) =>
          trendFigure(
            {
              sources,
              params,
              rules,
              range: resolveRange(range, clock.now_ms()),
              hasDirectLabels,
              hidden,
              beforeName: (name) => t("chart.before", { name }),
            },
            context,
          )
        }
        isEmpty={sources.every(({ series }) => !series.value.some((value) => value !== null))}
        sources={bound}
        legend={legend}
        toggle={toggle}
        zoom={zoom}
        range={resolved}
        notes={notes}
      />
    </div>
  );
}

function useLegend(
  sources: readonly Source[],
  { decimals }: Pick<Props["params"], "decimals">,
  hidden: ReadonlySet<string>,
): LegendItem[] {
  const scheme = useComputedColorScheme("light");
  return sources.map((source, index) => {
    const value = lastValue(source);
    return {
      key: source.info.topic,
      name: source.label,
      color: seriesColor(index, scheme),
      value: value === null ? "–" : formatNumber(value, decimals),
      unit: source.info.unit,
      isHidden: hidden.has(source.info.topic),
    };
  });
}

function textOf(sources: readonly Source[], title: string, t: TFunction<"dashboards">): string {
  const parts = sources.map((source) => {
    const bounds = rangeOf(source.series.value);
    if (!bounds) return t("chart.saysNothing", { name: source.label });
    return t("chart.says", {
      name: source.label,
      unit: source.info.unit,
      last: formatNumber(lastValue(source) ?? 0, 1),
      low: formatNumber(bounds.low, 1),
      high: formatNumber(bounds.high, 1),
    });
  });
  return `${title}. ${parts.join(" ")}`;
}
