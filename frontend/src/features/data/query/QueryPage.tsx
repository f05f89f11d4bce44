import { Alert, Button, Group, Menu, SegmentedControl, Skeleton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconChartHistogram, IconDeviceFloppy, IconDots, IconDownload, IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { widthText } from "@/shared/export/BucketField";
import { ExportDialog } from "@/shared/export/ExportDialog";
import { wallText } from "@/shared/export/RangeField";
import { EXPORT_FUNCTIONS, localZone, usualDefinition } from "@/shared/export/types";
import { notify } from "@/shared/notify/notify";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import { DataTabs } from "../DataTabs";
import { answerQuery } from "../queries";
import type { QueryDefinition, SavedQuery } from "../types";
import { addressOfQuery, queryOf } from "./address";
import { linesOf, nameOf as nameOfLine } from "./look";
import { MetricsField } from "./MetricsField";
import { QueryCharts } from "./QueryCharts";
import { QueryControls } from "./QueryControls";
import classes from "./QueryPage.module.css";
import { QueryTable } from "./QueryTable";
import { SavedQueries } from "./SavedQueries";
import { SaveQueryDialog } from "./SaveQueryDialog";
import { StatisticsTable } from "./StatisticsTable";

type View = "chart" | "table";
const FIELDS = ["from", "functions"];

/** Ask the data: which metrics, which time, what of them; as pictures, figures and a table. */
export function QueryPage() {
  const { t } = useTranslation("data");
  const isPhone = useIsPhone();
  const [search, setSearch] = useSearchParams();
  const query = useMemo(() => queryOf(search), [search]);
  const [view, setView] = useState<View>("chart");
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<SavedQuery | null>(null);
  const [isSaving, setSaving] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const before = useRef<Pick<QueryDefinition, "period" | "from" | "to">[]>([]);
  const clipboard = useClipboard();

  const show = useCallback((next: QueryDefinition) => setSearch(addressOfQuery(next), { replace: true }), [setSearch]);
  const change = useCallback((part: Partial<QueryDefinition>) => show({ ...query, ...part }), [show, query]);
  const result = useQuery(answerQuery(query));
  const answer = query.metrics.length > 0 ? result.data : undefined;
  const lines = useMemo(() => (answer ? linesOf(answer, t) : []), [answer, t]);
  const shown = useMemo(() => lines.filter((line) => !hidden.has(line.key)), [lines, hidden]);
  const drawn = useMemo(() => shown.filter((line) => line.values.some((value) => value !== null)), [shown]);
  const nameOf = useCallback(
    (line: (typeof lines)[number]) => (answer ? nameOfLine(line, answer, t) : ""),
    [answer, t],
  );
  const problem = result.error ? asApiError(result.error) : null;

  function zoom(from_ms: number, to_ms: number): void {
    before.current.push({ period: query.period, from: query.from, to: query.to });
    change({ period: null, from: new Date(from_ms).toISOString(), to: new Date(to_ms).toISOString() });
  }

  function zoomBack(): void {
    const last = before.current.pop();
    if (last) change(last);
  }

  function open(row: SavedQuery): void {
    setOpened(row);
    setHidden(new Set());
    before.current = [];
    show(row.document);
  }

  function copyLink(): void {
    // The zone stands in the address always: a colleague elsewhere sees the same days.
    clipboard.copy(`${window.location.origin}/data?${addressOfQuery(query)}`);
    notify(t("query.link_copied"));
  }

  const hasMetrics = query.metrics.length > 0;
  // A width left to the server is known when it has answered this very question, not the one before.
  const width_s = query.width_s ?? (result.isPlaceholderData ? null : (answer?.width_s ?? null));
  const canExport = hasMetrics && (query.is_raw || width_s !== null);
  const secondary = (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={8} aria-label={t("query.more")}>
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={16} />} disabled={!hasMetrics} onClick={copyLink}>
          {t("query.copy_link")}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} />} disabled={!canExport} onClick={() => setExporting(true)}>
          {t("query.export")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <>
      <PageHeader
        title={opened?.name ?? t("title")}
        actions={
          <Group gap="sm" wrap="nowrap">
            {!isPhone && <SavedQueries open={open} />}
            {!isPhone && (
              <Button
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
                disabled={!canExport}
                onClick={() => setExporting(true)}
              >
                {t("query.export")}
              </Button>
            )}
            {!isPhone && (
              <Button
                variant="default"
                leftSection={<IconLink size={16} aria-hidden />}
                disabled={!hasMetrics}
                onClick={copyLink}
              >
                {t("query.copy_link")}
              </Button>
            )}
            <Button
              leftSection={<IconDeviceFloppy size={16} aria-hidden />}
              disabled={!hasMetrics}
              onClick={() => setSaving(true)}
            >
              {t("query.save")}
            </Button>
            {isPhone && secondary}
          </Group>
        }
      />
      <DataTabs />
      <Page>
        <div className={classes.page}>
          {isPhone && <SavedQueries open={open} />}
          <MetricsField known={answer?.metrics ?? []} ids={query.metrics} change={(metrics) => change({ metrics })} />
          <QueryControls query={query} change={change} problem={problem} />
          {problem && !FIELDS.includes(problem.field ?? "") && (
            <Alert color="red" variant="light" role="alert">
              {problem.message}
            </Alert>
          )}
          {answer && answer.hidden > 0 && (
            <Alert color="gray" variant="light">
              {t("query.hidden", { count: answer.hidden })}
            </Alert>
          )}
          {!hasMetrics && <EmptyState icon={IconChartHistogram} text={t("query.empty")} />}
          {hasMetrics && result.isPending && <Skeleton height={300} />}
          {hasMetrics && !answer && problem && problem.family === "unavailable" && (
            <ErrorState error={problem} retry={result.refetch} />
          )}
          {answer && (
            <>
              <Panel
                title={
                  answer.width_s === null
                    ? t("query.raw_title")
                    : t("query.width_title", { width: widthText(answer.width_s) })
                }
                actions={
                  <SegmentedControl
                    size="xs"
                    aria-label={t("query.view")}
                    value={view}
                    onChange={setView}
                    data={[
                      { value: "chart", label: t("query.chart") },
                      { value: "table", label: t("query.table") },
                    ]}
                  />
                }
                isFlush={view === "table"}
              >
                {answer.series.every((series) => series.ts.length === 0) ? (
                  <EmptyState isSmall text={t("query.nothing")} />
                ) : view === "chart" ? (
                  drawn.length > 0 ? (
                    <QueryCharts
                      zone={query.time_zone}
                      answer={answer}
                      lines={drawn}
                      nameOf={nameOf}
                      isStale={result.isPlaceholderData}
                      zoom={zoom}
                      zoomBack={zoomBack}
                    />
                  ) : (
                    <EmptyState isSmall text={t("query.not_drawable")} />
                  )
                ) : (
                  <QueryTable answer={answer} lines={shown} nameOf={nameOf} zone={query.time_zone} />
                )}
              </Panel>
              <Panel title={t("query.statistics")} isFlush>
                <StatisticsTable
                  answer={answer}
                  lines={lines}
                  nameOf={nameOf}
                  hidden={hidden}
                  toggle={(key) =>
                    setHidden((now) => new Set(now.has(key) ? [...now].filter((one) => one !== key) : [...now, key]))
                  }
                />
              </Panel>
            </>
          )}
        </div>
      </Page>
      <SaveQueryDialog
        isOpen={isSaving}
        close={() => setSaving(false)}
        query={query}
        opened={opened}
        saved={setOpened}
      />
      <ExportDialog
        isOpen={isExporting}
        close={() => setExporting(false)}
        nodes={query.metrics.map((id) => `m:${id}`)}
        name={opened?.name}
        initial={exportOf(query, width_s)}
      />
    </>
  );
}

/** The same question as a file; what exports cannot compute is left to the averages. */
function exportOf(query: QueryDefinition, width_s: number | null) {
  const functions = EXPORT_FUNCTIONS.filter((one) => query.functions.includes(one));
  // A zoomed range is an instant in UTC; the dialog speaks of the wall clock.
  const wall = (text: string) =>
    /Z$/.test(text) && query.time_zone === localZone() ? wallText(Date.parse(text)) : text;
  return {
    period: query.period,
    from: wall(query.from),
    to: wall(query.to),
    time_zone: query.time_zone,
    bucket_s: query.is_raw || width_s === null ? null : Math.round(width_s),
    functions: functions.length > 0 ? functions : usualDefinition().functions,
  };
}
