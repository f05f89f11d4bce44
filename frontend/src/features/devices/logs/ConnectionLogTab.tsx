import { IconPlug, IconPlugOff, IconPlugX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectionEntry } from "@/shared/api/types";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { connectionLogQuery, ROWS_A_LOG_PAGE } from "../queries";
import { ConnectionDrawer } from "./ConnectionDrawer";
import classes from "./logs.module.css";
import { type Numbered, numbered } from "./numbered";

const ICONS = { connected: IconPlug, disconnected: IconPlugOff, refused: IconPlugX };

/** Who came, who went and who was turned away, with the reason in words. */
export function ConnectionLogTab({ deviceId }: { deviceId: number }) {
  const { t } = useTranslation("devices");
  const [offset, setOffset] = useState(0);
  const [opened, setOpened] = useState<Numbered<ConnectionEntry> | null>(null);
  const log = useQuery(connectionLogQuery(deviceId, offset));
  const columns: Column<Numbered<ConnectionEntry>>[] = [
    {
      key: "event",
      title: t("connections.event"),
      onPhone: "title",
      render: ({ event }) => {
        const Glyph = ICONS[event];
        return (
          <span className={`${classes.event} ${event === "refused" ? classes.bad : ""}`}>
            <Glyph size={16} stroke={1.6} aria-hidden />
            {t(`connections.${event}`)}
          </span>
        );
      },
    },
    {
      key: "reason",
      title: t("connections.reason"),
      render: ({ reason }) => reason && <span className={classes.words}>{reason}</span>,
    },
    { key: "at", title: t("time"), onPhone: "aside", render: ({ at }) => <TimeText time={at} /> },
    {
      key: "address",
      title: t("connections.address"),
      render: ({ address }) => <span className="num">{address}</span>,
    },
    {
      key: "client",
      title: t("connections.client_id"),
      render: ({ client_id }) => <code className={classes.code}>{client_id}</code>,
    },
    {
      key: "how",
      title: t("connections.how"),
      render: ({ protocol, tls_version, cipher }) => (
        <span className={classes.dim}>
          {[protocol, tls_version || t("connections.no_tls"), cipher].filter(Boolean).join(" · ")}
        </span>
      ),
    },
  ];
  return (
    <Panel isFlush title={t("tab.connections")}>
      <DataTable
        caption={t("tab.connections")}
        columns={columns}
        rows={log.data && numbered(log.data.items)}
        rowId={({ number }) => number}
        open={setOpened}
        openedId={opened?.number ?? null}
        error={log.error}
        retry={log.refetch}
        empty={<EmptyState icon={IconPlug} text={t("connections.empty")} />}
      />
      <ConnectionDrawer entry={opened} close={() => setOpened(null)} />
      <Pager offset={offset} limit={ROWS_A_LOG_PAGE} total={log.data?.total ?? 0} go={setOffset} />
    </Panel>
  );
}
