import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import { IconDownload, IconFileExport, IconPlus, IconRefresh, IconTrash, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { ExportDialog } from "@/shared/export/ExportDialog";
import type { ExportDefinition, ExportJob } from "@/shared/export/types";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { DataTabs } from "../DataTabs";
import { A_PAGE, exportsQuery } from "../queries";
import { sizeText } from "../sizeText";
import classes from "./exports.module.css";
import { JobState } from "./JobState";

interface Asked {
  nodes: string[];
  name: string;
  initial?: Partial<ExportDefinition>;
}

/** The files that were asked for: how far they are, and where to fetch them. */
export function ExportsPage() {
  const { t } = useTranslation("data");
  const queries = useQueryClient();
  const [read, write] = useSearchState();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [leaving, setLeaving] = useState<ReadonlySet<number>>(new Set());
  const offset = Number(read("offset")) || 0;
  const search = read("search");
  const jobs = useQuery(exportsQuery(offset, search));
  const changeSearch = useCallback((text: string) => write({ search: text, offset: null }), [write]);
  const reload = () => queries.invalidateQueries({ queryKey: ["exports"] });

  async function cancel(job: ExportJob): Promise<void> {
    try {
      await api.post(`/api/exports/${job.id}/cancel`);
    } catch (error) {
      notifyError(error);
    }
    await reload();
  }

  function remove(job: ExportJob): void {
    setLeaving((before) => new Set([...before, job.id]));
    const comeBack = () => setLeaving((before) => new Set([...before].filter((id) => id !== job.id)));
    offerUndo({
      message: t("exports.deleted", { name: job.name }),
      undo: comeBack,
      commit: () =>
        void api
          .delete(`/api/exports/${job.id}`)
          .then(reload)
          .catch((error: unknown) => {
            comeBack();
            notifyError(error);
          }),
    });
  }

  const columns: Column<ExportJob>[] = [
    {
      key: "name",
      title: t("exports.name"),
      onPhone: "title",
      render: (job) => (
        <div className={classes.name}>
          <span>{job.name}</span>
          <span className={classes.detail}>
            {[
              job.definition.format === "xlsx" ? "Excel" : "CSV",
              t("exports.metrics", { count: job.metrics }),
              job.rows > 0 && t("exports.rows", { count: job.rows }),
              job.schedule_id && t("exports.by_schedule"),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </div>
      ),
    },
    {
      key: "status",
      title: t("exports.status"),
      render: (job) => <JobState name={job.name} job={job} />,
    },
    {
      key: "size",
      title: t("exports.size"),
      isRight: true,
      onPhone: "hidden",
      render: (job) => job.has_file && <span className="num">{sizeText(job.size_bytes)}</span>,
    },
    {
      key: "asked",
      title: t("exports.asked"),
      onPhone: "hidden",
      render: (job) => <TimeText time={job.created_at} isAge />,
    },
    {
      key: "kept",
      title: t("exports.kept"),
      onPhone: "hidden",
      render: (job) =>
        job.has_file ? <TimeText time={job.expires_at} /> : job.status === "done" ? t("exports.expired") : null,
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (job) => <JobActions job={job} cancel={cancel} remove={remove} again={() => setAsked(askAgain(job))} />,
    },
  ];
  const rows = jobs.data?.items.filter(({ id }) => !leaving.has(id));
  const ask = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsked({ nodes: [], name: "" })}>
      {t("exports.new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("tabs.exports")} actions={ask} />
      <DataTabs />
      <Page>
        {(search || (jobs.data?.total ?? 0) > 10) && (
          <div className={classes.filters}>
            <SearchInput value={search} change={changeSearch} label={t("exports.search")} />
          </div>
        )}
        <Panel isFlush>
          <DataTable
            caption={t("tabs.exports")}
            columns={columns}
            rows={rows}
            rowId={(job) => job.id}
            error={jobs.error}
            retry={jobs.refetch}
            empty={<EmptyState icon={IconFileExport} text={t(search ? "exports.nothing_found" : "exports.empty")} />}
          />
          <Pager
            offset={offset}
            limit={A_PAGE}
            total={jobs.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
      <ExportDialog
        isOpen={asked !== null}
        close={() => setAsked(null)}
        nodes={asked?.nodes ?? []}
        name={asked?.name}
        initial={asked?.initial}
      />
    </>
  );
}

/** The server fills in what an older definition left out. */
function askAgain(job: ExportJob): Asked {
  return { nodes: job.definition.nodes, name: job.name, initial: job.definition };
}

interface JobActionsProps {
  job: ExportJob;
  cancel: (job: ExportJob) => Promise<void>;
  remove: (job: ExportJob) => void;
  again: () => void;
}

export function JobActions({ job, cancel, remove, again }: JobActionsProps) {
  const { t } = useTranslation("data");
  const isOpen = job.status === "waiting" || job.status === "running";

  return (
    <Group gap={0} justify="flex-end" wrap="nowrap">
      {job.link && (
        <Tooltip label={t("exports.download", { name: job.file_name })}>
          {/* A plain link: the browser writes even gigabytes straight to the disk. */}
          <ActionIcon
            component="a"
            href={job.link}
            download={job.file_name}
            aria-label={t("exports.download", { name: job.file_name })}
          >
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {isOpen ? (
        <ActionIcon aria-label={t("exports.cancel", { name: job.name })} onClick={() => void cancel(job)}>
          <IconX size={16} />
        </ActionIcon>
      ) : (
        <>
          <ActionIcon aria-label={t("exports.again", { name: job.name })} onClick={again}>
            <IconRefresh size={16} />
          </ActionIcon>
          <ActionIcon aria-label={t("exports.delete", { name: job.name })} onClick={() => remove(job)}>
            <IconTrash size={16} />
          </ActionIcon>
        </>
      )}
    </Group>
  );
}
