import { Alert, Button, Group, Progress, Skeleton } from "@mantine/core";
import { IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { importQuery } from "../queries";
import type { ImportJob, ImportOptions } from "../types";
import { ColumnsTable } from "./ColumnsTable";
import { ImportReportView } from "./ImportReportView";
import classes from "./imports.module.css";
import { ReadingFields } from "./ReadingFields";
import { stageText } from "./stageText";

/** One file of history: how it is read, what would come of it, and what came of it. */
export function ImportPage() {
  const { t } = useTranslation("data");
  const id = Number(useParams().id);
  const found = useQuery({ ...importQuery(id), retry: false });
  const row = found.data;
  return (
    <>
      <PageHeader
        title={row?.file_name ?? t("tabs.imports")}
        trail={[{ to: "/data/imports", label: t("tabs.imports") }]}
      />
      <Page>
        {found.error && !row && <ErrorState error={found.error} retry={found.refetch} />}
        {found.isPending && <Skeleton height={320} />}
        {row && <ImportView key={row.id} row={row} />}
      </Page>
    </>
  );
}

function ImportView({ row }: { row: ImportJob }) {
  const { t } = useTranslation("data");
  const queries = useQueryClient();
  const [options, setOptions] = useState<ImportOptions | null>(row.options as ImportOptions | null); // the server fills in all
  const isBusy = row.status === "waiting" || row.status === "running";
  const isOver = row.stage === "import" && row.status === "done";
  const keep = (answer: ImportJob) => queries.setQueryData(importQuery(row.id).queryKey, answer);
  // Another delimiter makes other columns, so the server proposes them anew.
  const columnCount = row.preview?.titles.length ?? 0;
  useEffect(() => {
    setOptions((now) => (now && now.columns.length !== columnCount ? fitted(now, columnCount) : now));
  }, [columnCount]);

  const check = useMutation({
    mutationFn: async () => {
      keep(await api.put<ImportJob>(`/api/imports/${row.id}/options`, options));
      return await api.post<ImportJob>(`/api/imports/${row.id}/check`);
    },
    onSuccess: keep,
  });
  const start = useMutation({ mutationFn: () => api.post<ImportJob>(`/api/imports/${row.id}/start`), onSuccess: keep });
  const cancel = useMutation({
    mutationFn: () => api.post<ImportJob>(`/api/imports/${row.id}/cancel`),
    onSuccess: keep,
  });
  const reread = useMutation({
    mutationFn: (next: ImportOptions) => api.put<ImportJob>(`/api/imports/${row.id}/options`, next),
    onSuccess: (answer) => {
      keep(answer);
    },
  });

  function change(part: Partial<ImportOptions>): void {
    if (!options) return;
    const next = { ...options, ...part };
    setOptions(next);
    check.reset();
    if ("delimiter" in part || "encoding" in part) reread.mutate(next);
  }

  const refusal = check.error ?? start.error ?? cancel.error;
  const isChanged = JSON.stringify(options) !== JSON.stringify(row.options);
  const canStart = row.stage === "check" && row.status === "done" && !isChanged && (row.report?.values ?? 0) > 0;
  return (
    <div className={classes.sections}>
      {row.preview?.notes.map((note) => (
        <Alert key={note} color="yellow" variant="light">
          {note}
        </Alert>
      ))}
      {row.status === "failed" && (
        <Alert color="red" variant="light" role="alert">
          {t("import.failed", { error: row.error })}
        </Alert>
      )}
      {row.status === "cancelled" && <Alert color="gray">{t("import.cancelled")}</Alert>}
      {!row.has_file && !isOver && <Alert color="gray">{t("import.gone")}</Alert>}
      {refusal && (
        <Alert color="red" variant="light" role="alert">
          {asApiError(refusal).message}
        </Alert>
      )}
      {isBusy && (
        <Panel title={stageText(row, t)}>
          <Group>
            <Progress style={{ flex: 1 }} value={row.progress * 100} animated aria-label={stageText(row, t)} />
            <span className="num">{Math.floor(row.progress * 100)} %</span>
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {t("import.cancel_work")}
            </Button>
          </Group>
        </Panel>
      )}
      {row.report && <ImportReportView row={row} />}
      {options && row.preview && !isOver && row.has_file && (
        <>
          <Panel title={t("import.reading")}>
            <ReadingFields options={options} change={change} isDisabled={isBusy} />
          </Panel>
          <Panel title={t("import.columns")} isFlush>
            <ColumnsTable preview={row.preview} options={options} change={change} isDisabled={isBusy} />
          </Panel>
          <Group justify="flex-end" gap="sm">
            <Button
              variant={canStart ? "default" : "filled"}
              leftSection={<IconSearch size={16} aria-hidden />}
              loading={check.isPending}
              disabled={isBusy}
              onClick={() => check.mutate()}
            >
              {t(row.report ? "import.check_again" : "import.check")}
            </Button>
            {canStart && (
              <Button
                leftSection={<IconPlayerPlay size={16} aria-hidden />}
                loading={start.isPending}
                onClick={() => start.mutate()}
              >
                {t("import.start_count", { count: row.report?.values ?? 0 })}
              </Button>
            )}
          </Group>
        </>
      )}
    </div>
  );
}

function fitted(options: ImportOptions, count: number): ImportOptions {
  const columns = Array.from(
    { length: count },
    (_, place) =>
      options.columns[place] ?? {
        role: "skip" as const,
        device_id: null,
        device: "",
        path: "",
        unit: "",
        data_type: null,
      },
  );
  return { ...options, columns };
}
