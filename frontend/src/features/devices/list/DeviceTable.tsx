import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Device } from "@/shared/api/types";
import { nodePath } from "@/shared/nodes/nodes";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import classes from "../DevicesPage.module.css";
import { LastSeen } from "../LastSeen";

interface DeviceTableProps {
  /** Undefined while loading. */
  devices: readonly Device[] | undefined;
  error: unknown;
  retry: () => unknown;
  empty: ReactNode;
  /** Chosen devices by id; left out when nothing can be done with several. */
  chosen?: ReadonlySet<number>;
  choose?: (ids: ReadonlySet<number>) => void;
  hasSite?: boolean;
  /** Rows lead into the tree instead of to the device's own page. */
  isInTree?: boolean;
}

export function DeviceTable(props: DeviceTableProps) {
  const { devices, error, retry, empty, chosen, choose, hasSite = true, isInTree = false } = props;
  const { t } = useTranslation("devices");
  const navigate = useNavigate();
  const path = (device: Device) => (isInTree ? nodePath(`d:${device.id}`) : `/devices/${device.id}`);
  const columns: Column<Device>[] = [
    {
      key: "name",
      title: t("name"),
      onPhone: "title",
      render: (device) => <DeviceName device={device} to={path(device)} />,
    },
    {
      key: "state",
      title: t("state"),
      onPhone: "aside",
      render: (device) =>
        device.archived_at ? (
          <Text span c="dimmed">
            {t("archived")} <TimeText time={device.archived_at} />
          </Text>
        ) : (
          <OnlineDot isOnline={device.online} />
        ),
    },
    { key: "seen", title: t("last_seen"), render: (device) => <LastSeen device={device} /> },
    ...(hasSite ? [{ key: "site", title: t("site"), render: (device: Device) => device.site }] : []),
    { key: "type", title: t("type"), render: (device) => device.type },
    {
      key: "metrics",
      title: t("metrics"),
      isRight: true,
      onPhone: "hidden",
      render: (device) => <span className="num">{device.metric_count}</span>,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={devices}
      rowId={(device) => device.id}
      open={(device) => void navigate(path(device))}
      error={error}
      retry={retry}
      empty={empty}
      selection={
        chosen &&
        choose && {
          ids: chosen,
          change: choose,
          label: (id) => t("choose_of", { name: devices?.find((device) => device.id === id)?.name ?? id }),
        }
      }
    />
  );
}

function DeviceName({ device, to }: { device: Device; to: string }) {
  return (
    <div className={classes.name}>
      <Link to={to} className={classes.link}>
        {device.name}
      </Link>
      {device.description && (
        <Text size="xs" c="dimmed" truncate className={classes.description}>
          {device.description}
        </Text>
      )}
    </div>
  );
}
