import { Button } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "@/shared/api/download";
import { notifyError } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import classes from "../organizations.module.css";
import { auditQuery } from "../queries";
import type { AuditEntry } from "../types";
import { AuditFilters } from "./AuditFilters";
import own from "./audit.module.css";
import { actionText, fieldText, filterOf, isFiltered, kindText } from "./auditTexts";
import { EntryDrawer } from "./EntryDrawer";

/** Who changed what, when and from where. */
export function AuditPage() {
  const { t } = useTranslation("organizations");
  const [read, write] = useSearchState();
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  const [isExporting, setExporting] = useState(false);
  const filter = filterOf(read);
  const log = useInfiniteQuery(auditQuery(filter));
  const rows = log.data?.pages.flatMap(({ items }) => items);

  async function exportAll(): Promise<void> {
    setExporting(true);
    try {
      await download("/api/audit/export.csv", { ...filter }, `audit-${new Date().toISOString().slice(0, 10)}.csv`);
    } catch (error) {
      notifyError(error);
    } finally {
      setExporting(false);
    }
  }

  const columns: Column<AuditEntry>[] = [
    { key: "at", title: t("audit.at"), width: 120, onPhone: "aside", render: ({ at }) => <TimeText time={at} /> },
    {
      key: "who",
      title: t("audit.who"),
      render: ({ actor, address }) => (
        <div className={own.who}>
          <span>{actor || t("audit.sluice")}</span>
          {address && <span className={classes.dim}>{address}</span>}
        </div>
      ),
    },
    {
      key: "what",
      title: t("audit.what"),
      onPhone: "title",
      render: (entry) => (
        <span>
          {actionText(entry.action)} <span className={own.kind}>{kindText(entry.kind)}</span> <b>{entry.target}</b>
        </span>
      ),
    },
    {
      key: "changes",
      title: t("audit.changes"),
      onPhone: "hidden",
      render: ({ changes }) => <span className={classes.dim}>{Object.keys(changes).map(fieldText).join(", ")}</span>,
    },
  ];
  return (
    <>
      <PageHeader
        title={t("places.audit")}
        actions={
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={isExporting}
            onClick={() => void exportAll()}
          >
            {t("audit.export")}
          </Button>
        }
      />
      <Page>
        <AuditFilters filter={filter} write={write} />
        <Panel isFlush>
          <DataTable
            caption={t("places.audit")}
            columns={columns}
            // A page of the log can be short or empty and still not be the last.
            rows={rows?.length === 0 && log.isFetching ? undefined : rows}
            rowId={(entry) => entry.id}
            open={setOpened}
            openedId={opened?.id}
            error={log.error}
            retry={log.refetch}
            empty={
              <EmptyState icon={IconHistory} text={t(isFiltered(filter) ? "audit.nothing_found" : "audit.empty")} />
            }
          />
          {log.hasNextPage && (
            <div className={classes.more}>
              <Button variant="subtle" loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
                {t("audit.older")}
              </Button>
            </div>
          )}
        </Panel>
      </Page>
      <EntryDrawer entry={opened} close={() => setOpened(null)} />
    </>
  );
}
