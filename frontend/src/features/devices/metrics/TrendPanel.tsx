import { ActionIcon, Group, SegmentedControl, Skeleton, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Metric } from "@/shared/api/types";
import { PlotlyChart } from "@/shared/charts/PlotlyChart";
import { useConnection } from "@/shared/live/useConnection";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { useNow } from "@/shared/time/useNow";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { readSeries } from "../queries";
import { LiveMetricValue } from "./LiveMetricValue";
import { metricFigure } from "./metricFigure";
import classes from "./TrendPanel.module.css";
import { EMPTY_TRAIL, extended, type Trail } from "./trail";

const RANGES = { "15m": 15, "1h": 60, "6h": 360, "24h": 1_440, "7d": 10_080 } as const;
type Range = keyof typeof RANGES;
const POINTS = 800;
const MINUTE_MS = 60_000;

interface TrendPanelProps {
  metric: Metric;
  /** Left out where the chart always stands. */
  close?: () => void;
  edit?: () => void;
}

/** One metric large: its value now and its course. */
export function TrendPanel({ metric, close, edit }: TrendPanelProps) {
  const { t } = useTranslation("devices");
  const [range, setRange] = useState<Range>("15m");
  const isDrawable = ["long", "double", "boolean"].includes(metric.data_type);
  return (
    <Panel
      title={
        <span className={classes.title}>
          {metric.path} <LiveMetricValue metric={metric} />
        </span>
      }
      actions={
        <Group gap="xs" wrap="nowrap">
          {isDrawable && (
            <SegmentedControl
              size="xs"
              aria-label={t("metric.range")}
              value={range}
              onChange={setRange}
              data={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: value }))} // keys of the constant above
            />
          )}
          {edit && (
            <Tooltip label={t("edit")}>
              <ActionIcon aria-label={t("metric.edit_of", { path: metric.path })} onClick={edit}>
                <IconPencil size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          {close && (
            <ActionIcon aria-label={t("close")} onClick={close}>
              <IconX size={16} />
            </ActionIcon>
          )}
        </Group>
      }
    >
      {isDrawable ? (
        <Trend key={`${metric.id} ${range}`} metric={metric} range={range} />
      ) : (
        <Text c="dimmed">{t("metric.not_drawable", { type: t(`data_type.${metric.data_type}`) })}</Text>
      )}
    </Panel>
  );
}

function Trend({ metric, range }: { metric: Metric; range: Range }) {
  const { t } = useTranslation("devices");
  const length_ms = RANGES[range] * MINUTE_MS;
  const generation = useConnection((connection) => connection.generation);
  const now = useNow(Math.max(1_000, length_ms / 1_000));
  const [trail, setTrail] = useState<Trail>(EMPTY_TRAIL);
  const history = useQuery({
    queryKey: ["devices", "trend", metric.id, range, generation],
    queryFn: async ({ signal }) => (await readSeries([metric.id], { from: `now-${range}`, points: POINTS, signal }))[0],
    staleTime: 0,
    // Long ranges come thinned out; what is added live would make them denser and denser.
    refetchInterval: Math.max(60_000, length_ms / 60),
  });
  useEffect(() => {
    const read = history.data;
    if (!read) return;
    const points = read.ts.map((at, index) => [at, read.value[index]] as const);
    setTrail((live) =>
      extended(
        extended(EMPTY_TRAIL, points, 0),
        live.ts.map((at, index) => [at, live.value[index]] as const),
        0,
      ),
    );
  }, [history.data]);
  useLiveUpdates([`m:${metric.id}`], (update) => {
    if (update.kind === "value") setTrail((current) => extended(current, update.points, Date.now() - length_ms));
  });
  const revision = useMemo(() => ({ trail, now, metric }), [trail, now, metric]);
  if (history.error && !history.data) return <ErrorState error={history.error} retry={history.refetch} isSmall />;
  if (history.isPending) return <Skeleton height={280} />;
  if (trail.ts.length === 0) return <EmptyState text={t("metric.nothing_in_range")} isSmall />;
  return (
    <div className={classes.chart}>
      <PlotlyChart
        label={t("metric.chart_of", { path: metric.path })}
        revision={revision}
        figure={(context) =>
          metricFigure(
            { metric, trail, from_ms: now - length_ms, to_ms: now, isReduced: length_ms > 3_600_000 },
            context,
          )
        }
        skeleton={<Skeleton height="100%" />}
      />
    </div>
  );
}
