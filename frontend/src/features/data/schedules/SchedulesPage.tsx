import { ActionIcon, Button, Group, Menu, Switch } from "@mantine/core";
import {
  IconCalendarTime,
  IconDots,
  IconHistory,
  IconMail,
  IconPencil,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify, notifyError, offerUndo } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { DataTabs } from "../DataTabs";
import classes from "../exports/exports.module.css";
import { schedulesQuery } from "../queries";
import type { ExportSchedule } from "../types";
import { RunsDrawer } from "./RunsDrawer";
import { ScheduleDialog } from "./ScheduleDialog";

function whenText(schedule: ExportSchedule, t: TFunction<"data">): string {
  return t(`schedules.words.${schedule.every}`, {
    at: schedule.at.slice(0, 5),
    day: schedule.day,
    weekday: t(`schedules.weekdays.${schedule.weekday}`),
  });
}

/** Exports that go out by mail. */
export function SchedulesPage() {
  const { t } = useTranslation("data");
  const queries = useQueryClient();
  const [edited, setEdited] = useState<ExportSchedule | "new" | null>(null);
  const [looked, setLooked] = useState<ExportSchedule | null>(null);
  const [leaving, setLeaving] = useState<ReadonlySet<number>>(new Set());
  const schedules = useQuery(schedulesQuery);
  const reload = () => queries.invalidateQueries({ queryKey: schedulesQuery.queryKey });

  async function tried(action: Promise<unknown>, done?: string): Promise<void> {
    try {
      await action;
      if (done) notify(done);
    } catch (error) {
      notifyError(error);
    }
    await reload();
  }

  function remove(schedule: ExportSchedule): void {
    setLeaving((before) => new Set([...before, schedule.id]));
    const comeBack = () => setLeaving((before) => new Set([...before].filter((id) => id !== schedule.id)));
    offerUndo({
      message: t("schedules.deleted", { name: schedule.name }),
      undo: comeBack,
      commit: () => void tried(api.delete(`/api/export-schedules/${schedule.id}`)).then(comeBack),
    });
  }

  const columns: Column<ExportSchedule>[] = [
    {
      key: "name",
      title: t("schedules.name"),
      onPhone: "title",
      render: (schedule) => (
        <div className={classes.name}>
          <span>{schedule.name}</span>
          <span className={classes.detail}>
            {whenText(schedule, t)} ({schedule.time_zone})
          </span>
          {schedule.stopped_because && <span className={classes.problem}>{schedule.stopped_because}</span>}
        </div>
      ),
    },
    {
      key: "recipients",
      title: t("schedules.recipients"),
      render: (schedule) => (
        <span className={classes.detail} title={schedule.recipients.join(", ")}>
          {schedule.recipients.slice(0, 2).join(", ")}
          {schedule.recipients.length > 2 && ` +${schedule.recipients.length - 2}`}
        </span>
      ),
    },
    { key: "owner", title: t("schedules.owner"), onPhone: "hidden", render: (schedule) => schedule.owner },
    {
      key: "next",
      title: t("schedules.next"),
      render: (schedule) => (schedule.is_active ? <TimeText time={schedule.next_due_at} /> : t("schedules.stopped")),
    },
    {
      key: "active",
      title: t("schedules.active"),
      onPhone: "hidden",
      render: (schedule) => (
        <Switch
          size="sm"
          aria-label={t("schedules.switch_of", { name: schedule.name })}
          checked={schedule.is_active}
          disabled={!schedule.is_mine && !schedule.is_active}
          onChange={(event) =>
            void tried(api.patch(`/api/export-schedules/${schedule.id}`, { is_active: event.currentTarget.checked }))
          }
        />
      ),
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (schedule) => (
        <Group gap={0} justify="flex-end" wrap="nowrap">
          <ActionIcon
            aria-label={t("schedules.history_of", { name: schedule.name })}
            onClick={() => setLooked(schedule)}
          >
            <IconHistory size={16} />
          </ActionIcon>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t("query.more")}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {schedule.is_mine && (
                <>
                  <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setEdited(schedule)}>
                    {t("schedules.edit")}
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<IconMail size={16} />}
                    onClick={() =>
                      void tried(api.post(`/api/export-schedules/${schedule.id}/run`), t("schedules.run_done"))
                    }
                  >
                    {t("schedules.run")}
                  </Menu.Item>
                </>
              )}
              <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => remove(schedule)}>
                {t("schedules.delete_of", { name: schedule.name })}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("schedules.new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("tabs.schedules")} actions={add} />
      <DataTabs />
      <Page>
        <Panel isFlush>
          <DataTable
            caption={t("tabs.schedules")}
            columns={columns}
            rows={schedules.data?.items.filter(({ id }) => !leaving.has(id))}
            rowId={(schedule) => schedule.id}
            open={(schedule) => (schedule.is_mine ? setEdited(schedule) : setLooked(schedule))}
            error={schedules.error}
            retry={schedules.refetch}
            empty={<EmptyState icon={IconCalendarTime} text={t("schedules.empty")} />}
          />
        </Panel>
      </Page>
      <ScheduleDialog schedule={edited} close={() => setEdited(null)} />
      <RunsDrawer schedule={looked} close={() => setLooked(null)} />
    </>
  );
}
