import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ExportJob } from "@/shared/export/types";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { JobState } from "../exports/JobState";
import { runsQuery } from "../queries";
import { sizeText } from "../sizeText";
import type { ExportSchedule } from "../types";

/** What became of a schedule's last runs. */
export function RunsDrawer({ schedule, close }: { schedule: ExportSchedule | null; close: () => void }) {
  const { t } = useTranslation("data");
  const runs = useQuery({ ...runsQuery(schedule?.id ?? 0), enabled: schedule !== null });
  const columns: Column<ExportJob>[] = [
    { key: "due", title: t("schedules.when"), onPhone: "title", render: (run) => <TimeText time={run.due_at} /> },
    { key: "state", title: t("exports.status"), render: (run) => <JobState name={run.name} job={run} /> },
    {
      key: "rows",
      title: t("exports.size"),
      isRight: true,
      onPhone: "aside",
      render: (run) =>
        run.status === "done" &&
        `${t("exports.rows", { count: run.rows })}${run.size_bytes ? `, ${sizeText(run.size_bytes)}` : ""}`,
    },
  ];
  return (
    <Drawer
      opened={schedule !== null}
      onClose={close}
      position="right"
      size="lg"
      title={t("schedules.history_of", { name: schedule?.name })}
    >
      <DataTable
        caption={t("schedules.history")}
        columns={columns}
        rows={runs.data?.items}
        rowId={(run) => run.id}
        error={runs.error}
        retry={runs.refetch}
        empty={<EmptyState isSmall text={t("schedules.no_runs")} />}
      />
    </Drawer>
  );
}
