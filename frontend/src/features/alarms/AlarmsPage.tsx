import { Button, Group, Tabs, Tooltip } from "@mantine/core";
import { IconBellCheck, IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { AcknowledgeDialog } from "@/shared/alarms/AcknowledgeDialog";
import { mayAcknowledge } from "@/shared/alarms/mayAcknowledge";
import { type AlarmNews, useAlarmNews } from "@/shared/alarms/useAlarmNews";
import { download } from "@/shared/api/download";
import type { Alarm, Severity } from "@/shared/api/types";
import { notifyError } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { AlarmDrawer } from "./AlarmDrawer";
import classes from "./AlarmsPage.module.css";
import { ALARMS_A_PAGE, alarmsQuery, type Scope } from "./queries";
import { SeverityFilter } from "./SeverityFilter";
import { useAlarmColumns } from "./useAlarmColumns";

const SEVERITIES: Severity[] = ["critical", "major", "minor", "warning"];

function severitiesOf(text: string): Severity[] {
  return SEVERITIES.filter((severity) => text.split(",").includes(severity));
}

export function AlarmsPage() {
  const { t } = useTranslation("alarms");
  const can = useCan();
  const [read, write] = useSearchState();
  const scope: Scope = read("scope") === "history" ? "history" : "current";
  const severity = severitiesOf(read("severity"));
  const search = read("search");
  const offset = Number(read("offset"));
  const alarms = useQuery(alarmsQuery({ scope, search, severity, device: Number(read("device")) || null, offset }));
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [asked, setAsked] = useState<readonly Alarm[]>([]);
  const [news, setNews] = useState("");
  const isMine = (alarm: Alarm) => mayAcknowledge(alarm, can);
  const maySome = scope === "current" && (alarms.data?.items.some(isMine) ?? false);
  useAlarmNews((alarm: AlarmNews) => {
    if (alarm.change === "raised")
      setNews(t("raised_news", { severity: t(`shared:severity.${alarm.severity}`), title: alarm.title }));
  });
  const columns = useAlarmColumns(scope, maySome ? { isMine, ask: (alarm) => setAsked([alarm]) } : null);
  const changeSearch = useCallback((text: string) => write({ search: text, offset: null }), [write]);
  const rows = alarms.data?.items;
  const chosenAlarms = rows?.filter((alarm) => chosen.has(alarm.id) && isMine(alarm)) ?? [];
  const isFiltered = Boolean(search || severity.length > 0 || read("device"));
  return (
    <>
      <PageHeader title={t("title")} actions={<CsvButton scope={scope} />} />
      <Page>
        <Tabs
          value={scope}
          onChange={(next) => {
            write({ scope: next === "history" ? next : null, offset: null, alarm: null });
            setChosen(new Set());
          }}
        >
          <Tabs.List>
            <Tabs.Tab value="current">{t("current")}</Tabs.Tab>
            <Tabs.Tab value="history">{t("history")}</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        <Group gap="sm" className={classes.filters}>
          <SearchInput value={search} change={changeSearch} label={t("search")} />
          <SeverityFilter chosen={severity} change={(next) => write({ severity: next.join(","), offset: null })} />
        </Group>
        <Panel isFlush>
          <DataTable
            caption={t(scope)}
            columns={columns}
            rows={rows}
            rowId={(alarm) => alarm.id}
            open={(alarm) => write({ alarm: String(alarm.id) })}
            openedId={Number(read("alarm")) || null}
            error={alarms.error}
            retry={alarms.refetch}
            selection={
              maySome
                ? {
                    ids: chosen,
                    change: setChosen,
                    label: (id) => t("choose", { title: rows?.find((alarm) => alarm.id === id)?.title }),
                  }
                : undefined
            }
            empty={
              <EmptyState
                icon={IconBellCheck}
                text={isFiltered ? t("nothing_found") : t(`empty_${scope}`)}
                action={
                  isFiltered && (
                    <Button
                      variant="default"
                      onClick={() => write({ search: null, severity: null, device: null, offset: null })}
                    >
                      {t("show_all")}
                    </Button>
                  )
                }
              />
            }
          />
          <Pager
            offset={offset}
            limit={ALARMS_A_PAGE}
            total={alarms.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
        {chosenAlarms.length > 0 && (
          <div className={classes.bulk} role="toolbar" aria-label={t("chosen", { count: chosenAlarms.length })}>
            <span className="num">{t("chosen", { count: chosenAlarms.length })}</span>
            <Button variant="default" onClick={() => setChosen(new Set())}>
              {t("clear")}
            </Button>
            <Button onClick={() => setAsked(chosenAlarms)}>{t("acknowledge.action")}</Button>
          </div>
        )}
      </Page>
      <div className="visually-hidden" aria-live="polite">
        {news}
      </div>
      <AlarmDrawer
        id={Number(read("alarm")) || null}
        close={() => write({ alarm: null })}
        acknowledge={(alarm) => setAsked([alarm])}
        mayAcknowledge={isMine}
      />
      <AcknowledgeDialog alarms={asked} close={() => setAsked([])} done={() => setChosen(new Set())} />
    </>
  );
}

function CsvButton({ scope }: { scope: Scope }) {
  const { t } = useTranslation("alarms");
  const [isBusy, setBusy] = useState(false);

  async function save(): Promise<void> {
    setBusy(true);
    try {
      const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
      await download("/api/alarms/export.csv", { scope, tz }, `alarms-${scope}.csv`);
    } catch (error) {
      notifyError(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Tooltip label={t("csv_help")}>
      <Button
        variant="default"
        loading={isBusy}
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => void save()}
      >
        {t("csv")}
      </Button>
    </Tooltip>
  );
}
