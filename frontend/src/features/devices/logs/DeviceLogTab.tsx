import { IconAlertTriangle, IconInfoCircle, IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Device, DeviceLogEntry } from "@/shared/api/types";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { deviceLogQuery, ROWS_A_LOG_PAGE } from "../queries";
import classes from "./logs.module.css";
import { type Numbered, numbered } from "./numbered";

function levelClass(level: string): string | undefined {
  if (level === "error") return classes.error;
  return level === "warning" ? classes.bad : classes.dim;
}

/** What we could not take from this device, and why. */
export function DeviceLogTab({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const [offset, setOffset] = useState(0);
  const log = useQuery(deviceLogQuery(device.id, offset));
  const columns: Column<Numbered<DeviceLogEntry>>[] = [
    {
      key: "message",
      title: t("log.message"),
      onPhone: "title",
      render: ({ level, message, count }) => (
        <span className={classes.words}>
          <span className={`${classes.event} ${levelClass(level)}`}>
            {level === "info" ? <IconInfoCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
          </span>{" "}
          {message}
          {count > 1 && <span className={`${classes.dim} num`}> × {count}</span>}
        </span>
      ),
    },
    {
      key: "payload",
      title: t("log.payload"),
      render: ({ payload }) =>
        payload && (
          <span className={classes.payload} title={payload}>
            {payload}
          </span>
        ),
    },
    {
      key: "kind",
      title: t("log.kind"),
      onPhone: "hidden",
      render: ({ kind }) => <span className={classes.dim}>{kind}</span>,
    },
    { key: "at", title: t("log.last_time"), onPhone: "aside", render: ({ at }) => <TimeText time={at} /> },
  ];
  return (
    <Panel isFlush title={t("tab.log")}>
      <DataTable
        caption={t("tab.log")}
        columns={columns}
        rows={log.data && numbered(log.data.items)}
        rowId={({ number }) => number}
        error={log.error}
        retry={log.refetch}
        empty={<EmptyState icon={IconListDetails} text={t("log.empty")} />}
      />
      <Pager offset={offset} limit={ROWS_A_LOG_PAGE} total={log.data?.total ?? 0} go={setOffset} />
    </Panel>
  );
}
