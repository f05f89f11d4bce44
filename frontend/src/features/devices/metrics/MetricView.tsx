import { Button, Skeleton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/shared/session/may";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { deviceQuery, metricsQuery } from "../queries";
import { limitsText } from "./limits";
import { MetricDialog } from "./MetricDialog";
import classes from "./MetricsTab.module.css";
import { NewestValues } from "./NewestValues";
import { UsedIn } from "./UsedIn";

const TrendPanel = lazy(async () => ({ default: (await import("./TrendPanel")).TrendPanel }));

/** One metric as a node of the tree: its course, and what is set on it. */
export function MetricView({ metricId, deviceId }: { metricId: number; deviceId: number }) {
  const { t } = useTranslation("devices");
  const [isEditing, setEditing] = useState(false);
  const device = useQuery(deviceQuery(deviceId));
  const metrics = useQuery(metricsQuery(deviceId));
  const metric = metrics.data?.find(({ id }) => id === metricId);
  const error = metrics.error ?? device.error;
  if (error && !metric) return <ErrorState error={error} retry={metrics.refetch} />;
  if (!metric || !device.data) return <Skeleton height={320} />;
  const facts: [name: string, value: string][] = [
    [t("metric.path"), metric.path],
    [t("metric.data_type"), t(`data_type.${metric.data_type}`)],
    [t("metric.unit"), metric.unit || "–"],
    [t("metric.limits"), limitsText(metric) || "–"],
    [t("metric.expected_interval"), metric.expected_interval_s === null ? "–" : `${metric.expected_interval_s} s`],
    [
      t("metric.retention"),
      metric.retention_days === null ? "–" : `${metric.retention_days}${t("metric.days_suffix")}`,
    ],
    [t("metric.is_writable"), t(metric.is_writable ? "yes" : "no")],
  ];
  return (
    <NewestValues device={device.data} metrics={[metric]}>
      <Suspense fallback={<Skeleton height={320} />}>
        <TrendPanel metric={metric} />
      </Suspense>
      <Panel
        title={t("metric.about")}
        actions={
          may(device.data, "manage_metric") && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={() => setEditing(true)}
            >
              {t("edit")}
            </Button>
          )
        }
      >
        <dl className={classes.facts}>
          {facts.map(([name, value]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
        </dl>
      </Panel>
      <UsedIn metricId={metric.id} />
      <MetricDialog device={device.data} metric={isEditing ? metric : null} close={() => setEditing(false)} />
    </NewestValues>
  );
}
