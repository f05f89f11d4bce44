import { ActionIcon, Alert, Button, FileButton, Progress } from "@mantine/core";
import { IconFileImport, IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { DataTabs } from "../DataTabs";
import { JobState } from "../exports/JobState";
import { A_PAGE, importsQuery } from "../queries";
import { sizeText } from "../sizeText";
import type { ImportJob } from "../types";
import classes from "./imports.module.css";
import { stageText } from "./stageText";
import { uploadFile } from "./uploadFile";

/** History from other systems, as CSV files. */
export function ImportsPage() {
  const { t } = useTranslation("data");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [read, write] = useSearchState();
  const [leaving, setLeaving] = useState<ReadonlySet<number>>(new Set());
  const offset = Number(read("offset")) || 0;
  const imports = useQuery(importsQuery(offset));
  const reload = () => queries.invalidateQueries({ queryKey: ["data", "imports"] });

  function remove(row: ImportJob): void {
    setLeaving((before) => new Set([...before, row.id]));
    const comeBack = () => setLeaving((before) => new Set([...before].filter((id) => id !== row.id)));
    offerUndo({
      message: t("imports.deleted", { name: row.file_name }),
      undo: comeBack,
      commit: () =>
        void api
          .delete(`/api/imports/${row.id}`)
          .then(reload)
          .catch((error: unknown) => {
            comeBack();
            notifyError(error);
          }),
    });
  }

  const columns: Column<ImportJob>[] = [
    { key: "file", title: t("imports.file"), onPhone: "title", render: (row) => row.file_name },
    {
      key: "stage",
      title: t("imports.stage"),
      render: (row) => <JobState name={row.file_name} job={row} words={stageText(row, t)} />,
    },
    { key: "result", title: t("imports.result"), render: (row) => <Outcome row={row} /> },
    {
      key: "size",
      title: t("imports.size"),
      isRight: true,
      onPhone: "hidden",
      render: (row) => <span className="num">{sizeText(row.size_bytes)}</span>,
    },
    {
      key: "asked",
      title: t("imports.asked"),
      onPhone: "hidden",
      render: (row) => <TimeText time={row.created_at} isAge />,
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (row) => (
        <ActionIcon aria-label={t("imports.delete", { name: row.file_name })} onClick={() => remove(row)}>
          <IconTrash size={16} />
        </ActionIcon>
      ),
    },
  ];
  return (
    <>
      <PageHeader title={t("tabs.imports")} />
      <DataTabs />
      <Page>
        <DropZone
          done={(row) => {
            void reload();
            void navigate(`/data/imports/${row.id}`);
          }}
        />
        <Panel isFlush>
          <DataTable
            caption={t("tabs.imports")}
            columns={columns}
            rows={imports.data?.items.filter(({ id }) => !leaving.has(id))}
            rowId={(row) => row.id}
            open={(row) => void navigate(`/data/imports/${row.id}`)}
            error={imports.error}
            retry={imports.refetch}
            empty={<EmptyState icon={IconFileImport} text={t("imports.empty")} />}
          />
          <Pager
            offset={offset}
            limit={A_PAGE}
            total={imports.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
    </>
  );
}

function Outcome({ row }: { row: ImportJob }) {
  const { t } = useTranslation("data");
  if (!row.report) return null;
  const { stored, values, bad } = row.report;
  return (
    <span>
      {row.stage === "import" ? t("imports.stored", { count: stored }) : t("imports.found", { count: values })}
      {bad > 0 && <span className={classes.bad}>, {t("imports.bad", { count: bad })}</span>}
    </span>
  );
}

function DropZone({ done }: { done: (row: ImportJob) => void }) {
  const { t } = useTranslation("data");
  const [isOver, setOver] = useState(false);
  const [share, setShare] = useState(0);
  const [stop, setStop] = useState<AbortController | null>(null);
  const send = useMutation({
    mutationFn: (file: File) => {
      const controller = new AbortController();
      setStop(controller);
      setShare(0);
      return uploadFile(file, setShare, controller.signal);
    },
    onSuccess: done,
    onSettled: () => setStop(null),
  });

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !send.isPending) send.mutate(file);
  }

  const hasFailed = send.error && !(send.error instanceof DOMException);
  return (
    <section
      className={classes.drop}
      data-over={isOver}
      aria-label={t("imports.drop")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={24} stroke={1.4} aria-hidden />
      {send.isPending ? (
        <>
          <p>{t("imports.uploading", { name: send.variables.name })}</p>
          <Progress
            className={classes.progress}
            value={share * 100}
            aria-label={t("imports.uploading", { name: send.variables.name })}
          />
          <Button variant="default" onClick={() => stop?.abort()}>
            {t("cancel")}
          </Button>
        </>
      ) : (
        <>
          <p>{t("imports.drop")}</p>
          <p className={classes.help}>{t("imports.drop_help")}</p>
          <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => file && send.mutate(file)}>
            {(props) => <Button {...props}>{t("imports.choose")}</Button>}
          </FileButton>
        </>
      )}
      {hasFailed && (
        <Alert color="red" variant="light" role="alert">
          {asApiError(send.error).message}
        </Alert>
      )}
    </section>
  );
}
