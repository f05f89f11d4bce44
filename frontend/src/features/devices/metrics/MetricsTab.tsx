import { ActionIcon, Button, Group, Skeleton } from "@mantine/core";
import { IconChartLine, IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Device, Metric } from "@/shared/api/types";
import { ExportButton } from "@/shared/export/ExportButton";
import { useSearchState } from "@/shared/routing/useSearchState";
import { may } from "@/shared/session/may";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { metricsQuery } from "../queries";
import { LiveAge } from "./LiveAge";
import { LiveMetricValue } from "./LiveMetricValue";
import { limitsText } from "./limits";
import { MetricDialog } from "./MetricDialog";
import classes from "./MetricsTab.module.css";
import { NewestValues, useIsElsewhere } from "./NewestValues";
import { Sparkline } from "./Sparkline";
import { useTrails } from "./useTrails";

const TrendPanel = lazy(async () => ({ default: (await import("./TrendPanel")).TrendPanel }));

/** Each shown metric is watched live, so a page of them has a bound. */
const METRICS_A_PAGE = 50;

interface MetricsTabProps {
  device: Device;
  /** Only the metrics of this folder. */
  folder?: string;
}

export function MetricsTab({ device, folder }: MetricsTabProps) {
  const { t } = useTranslation("devices");
  const canManage = may(device, "manage_metric") && device.archived_at === null;
  const [read, write] = useSearchState();
  const [search, setSearch] = useState("");
  const [offset, setOffset] = useState(0);
  const [edited, setEdited] = useState<Metric | "new" | null>(null);
  const metrics = useQuery(metricsQuery(device.id));
  const matching = useMemo(
    () =>
      metrics.data?.filter(
        ({ path }) =>
          (!folder || path.startsWith(`${folder}/`)) && path.toLowerCase().includes(search.trim().toLowerCase()),
      ),
    [metrics.data, search, folder],
  );
  const shown = matching?.slice(offset, offset + METRICS_A_PAGE);
  const trails = useTrails(shown ?? [], useIsElsewhere(device));
  const open = metrics.data?.find((metric) => String(metric.id) === read("metric"));
  const add = canManage && (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("metric.add")}
    </Button>
  );
  const columns: Column<Metric>[] = [
    {
      key: "path",
      title: t("metric.path"),
      onPhone: "title",
      render: (metric) => <span className={classes.path}>{metric.path}</span>,
    },
    {
      key: "value",
      title: t("metric.value"),
      isRight: true,
      onPhone: "aside",
      render: (metric) => <LiveMetricValue metric={metric} />,
    },
    {
      key: "trail",
      title: t("metric.trail"),
      width: 160,
      onPhone: "hidden",
      render: (metric) => <Sparkline trail={trails.get(metric.id)} metric={metric} />,
    },
    { key: "age", title: t("metric.age"), render: (metric) => <LiveAge metric={metric} /> },
    {
      key: "limits",
      title: t("metric.limits"),
      render: (metric) => limitsText(metric) && <span className={`${classes.limits} num`}>{limitsText(metric)}</span>,
    },
    {
      key: "type",
      title: t("metric.data_type"),
      onPhone: "hidden",
      render: (metric) => (
        <span className={classes.dim}>
          {t(`data_type.${metric.data_type}`)}
          {metric.is_writable && ` · ${t("metric.writable")}`}
        </span>
      ),
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      onPhone: "hidden",
      render: (metric) => (
        <Group gap={0} justify="flex-end" wrap="nowrap">
          <ActionIcon
            aria-label={t("metric.chart_of", { path: metric.path })}
            onClick={() => write({ metric: String(metric.id) })}
          >
            <IconChartLine size={16} />
          </ActionIcon>
          {canManage && (
            <ActionIcon aria-label={t("metric.edit_of", { path: metric.path })} onClick={() => setEdited(metric)}>
              <IconPencil size={16} />
            </ActionIcon>
          )}
        </Group>
      ),
    },
  ];
  return (
    <NewestValues device={device} metrics={shown ?? []}>
      <div className={classes.room}>
        <div className={open ? `${classes.tab} ${classes.beside}` : classes.tab}>
          {open && (
            <div className={classes.side}>
              <Suspense fallback={<Skeleton height={320} />}>
                <TrendPanel
                  metric={open}
                  close={() => write({ metric: null })}
                  edit={canManage ? () => setEdited(open) : undefined}
                />
              </Suspense>
            </div>
          )}
          <Panel
            isFlush
            title={t("metrics")}
            actions={
              <Group gap="sm">
                {(metrics.data?.length ?? 0) > 10 && (
                  <SearchInput
                    value={search}
                    label={t("metric.search")}
                    change={(text) => {
                      setSearch(text);
                      setOffset(0);
                    }}
                  />
                )}
                {(metrics.data?.length ?? 0) > 0 && (
                  <ExportButton nodes={[folder ? `f:${device.id}:${folder}` : `d:${device.id}`]} name={device.name} />
                )}
                {add}
              </Group>
            }
          >
            <DataTable
              caption={t("metrics")}
              columns={columns}
              rows={shown}
              rowId={(metric) => metric.id}
              open={(metric) => write({ metric: open?.id === metric.id ? null : String(metric.id) })}
              openedId={open?.id}
              error={metrics.error}
              retry={metrics.refetch}
              empty={
                <EmptyState
                  icon={IconChartLine}
                  text={
                    search
                      ? t("metric.nothing_found", { search })
                      : t(device.may_create_metrics ? "metric.empty" : "metric.empty_fixed")
                  }
                />
              }
            />
            <Pager offset={offset} limit={METRICS_A_PAGE} total={matching?.length ?? 0} go={setOffset} />
          </Panel>
          <MetricDialog device={device} metric={edited} close={() => setEdited(null)} />
        </div>
      </div>
    </NewestValues>
  );
}
