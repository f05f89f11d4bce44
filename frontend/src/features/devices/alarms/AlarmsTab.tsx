import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AcknowledgeDialog } from "@/shared/alarms/AcknowledgeDialog";
import { mayAcknowledge } from "@/shared/alarms/mayAcknowledge";
import { useAlarmNews } from "@/shared/alarms/useAlarmNews";
import { call, inOrganization } from "@/shared/api/client";
import type { Alarm, Device, Page } from "@/shared/api/types";
import { useCan } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SeverityBadge } from "@/shared/ui/SeverityBadge";
import { ROWS_A_LOG_PAGE } from "../queries";
import classes from "./AlarmsTab.module.css";

type Scope = "current" | "history";

/** The alarms of this device: what is open now, or what has been. */
export function AlarmsTab({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const can = useCan();
  const [scope, setScope] = useState<Scope>("current");
  const [offset, setOffset] = useState(0);
  const [acknowledging, setAcknowledging] = useState<readonly Alarm[]>([]);
  const alarms = useQuery({
    queryKey: ["alarms", "list", { device: device.id, scope, offset }],
    queryFn: ({ signal }) =>
      call<Page<Alarm>>("GET", "/api/alarms", {
        query: { device: device.id, scope, offset, limit: ROWS_A_LOG_PAGE },
        signal,
        ...inOrganization(device.organization_id),
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  useAlarmNews();
  const isMine = (alarm: Alarm) => alarm.ack_at === null && mayAcknowledge(alarm, can);
  const open = alarms.data?.items.filter(isMine) ?? [];
  const columns: Column<Alarm>[] = [
    {
      key: "severity",
      title: t("alarm.severity"),
      onPhone: "aside",
      render: ({ severity }) => <SeverityBadge severity={severity} isQuiet={scope === "history"} />,
    },
    {
      key: "title",
      title: t("alarm.alarm"),
      onPhone: "title",
      render: ({ title, text }) => (
        <div>
          <div className={classes.title}>{title}</div>
          {text && text !== title && <div className={classes.text}>{text}</div>}
        </div>
      ),
    },
    {
      key: "raised",
      title: t("alarm.raised"),
      render: ({ raised_at }) => <TimeText time={raised_at} isAge={scope === "current"} />,
    },
    {
      key: "cleared",
      title: t("alarm.cleared"),
      render: ({ cleared_at }) => <TimeText time={cleared_at} missing={t("alarm.still_active")} />,
    },
    {
      key: "ack",
      title: t("alarm.acknowledged"),
      render: (alarm) =>
        alarm.ack_at ? (
          <span className={classes.text}>
            {alarm.ack_by} · {alarm.ack_comment}
          </span>
        ) : (
          scope === "current" &&
          isMine(alarm) && (
            <Button variant="default" size="compact-sm" onClick={() => setAcknowledging([alarm])}>
              {t("acknowledge.action")}
            </Button>
          )
        ),
    },
  ];
  return (
    <Panel
      isFlush
      title={t("tab.alarms")}
      actions={
        <Group gap="sm">
          {scope === "current" && open.length > 1 && (
            <Button variant="default" size="compact-sm" onClick={() => setAcknowledging(open)}>
              {t("alarm.acknowledge_all", { count: open.length })}
            </Button>
          )}
          <SegmentedControl
            size="xs"
            aria-label={t("alarm.scope")}
            value={scope}
            onChange={(next) => {
              setScope(next);
              setOffset(0);
            }}
            data={[
              { value: "current", label: t("alarm.current") },
              { value: "history", label: t("alarm.history") },
            ]}
          />
        </Group>
      }
    >
      <DataTable
        caption={t("tab.alarms")}
        columns={columns}
        rows={alarms.data?.items}
        rowId={({ id }) => id}
        error={alarms.error}
        retry={alarms.refetch}
        skeletonRows={3}
        empty={<EmptyState icon={IconBell} text={t(scope === "current" ? "alarm.empty" : "alarm.empty_history")} />}
      />
      <Pager offset={offset} limit={ROWS_A_LOG_PAGE} total={alarms.data?.total ?? 0} go={setOffset} />
      <AcknowledgeDialog alarms={acknowledging} close={() => setAcknowledging([])} done={() => void alarms.refetch()} />
    </Panel>
  );
}
