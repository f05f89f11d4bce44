import { Button, Group, Text } from "@mantine/core";
import { IconCpu, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Device } from "@/shared/api/types";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { DeviceDialog } from "./DeviceDialog";
import classes from "./DevicesPage.module.css";
import { LastSeen } from "./LastSeen";
import { DEVICES_A_PAGE, devicesQuery } from "./queries";
import { useDeviceNews } from "./useDeviceNews";

function numberOrNull(text: string): number | null {
  return text ? Number(text) : null;
}

export function DevicesPage() {
  const { t } = useTranslation("devices");
  const can = useCan();
  const navigate = useNavigate();
  const [read, write] = useSearchState();
  const [isAdding, setAdding] = useState(false);
  const search = read("search");
  const type_id = numberOrNull(read("type"));
  const site_id = numberOrNull(read("site"));
  const offset = Number(read("offset"));
  const devices = useQuery(devicesQuery({ search, type_id, site_id, offset }));
  useDeviceNews();
  const changeSearch = useCallback((text: string) => write({ search: text, offset: null }), [write]);
  const isFiltered = Boolean(search || type_id || site_id);
  const add = can("manage_devices") && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("add")}
    </Button>
  );
  const columns: Column<Device>[] = [
    { key: "name", title: t("name"), onPhone: "title", render: (device) => <DeviceName device={device} /> },
    { key: "state", title: t("state"), onPhone: "aside", render: (device) => <OnlineDot isOnline={device.online} /> },
    {
      key: "seen",
      title: t("last_seen"),
      render: (device) => <LastSeen device={device} />,
    },
    { key: "site", title: t("site"), render: (device) => device.site },
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
    <>
      <PageHeader title={t("title")} actions={add} />
      <Page>
        <Group gap="sm" className={classes.filters}>
          <SearchInput value={search} change={changeSearch} label={t("search")} />
          <NamedPicker
            kind="sites"
            value={site_id}
            placeholder={t("all_sites")}
            canCreate={false}
            change={(id) => write({ site: id ? String(id) : null, offset: null })}
          />
          <NamedPicker
            kind="device-types"
            value={type_id}
            placeholder={t("all_types")}
            canCreate={false}
            change={(id) => write({ type: id ? String(id) : null, offset: null })}
          />
          <Text size="xs" c="dimmed" className="num">
            {devices.data && t("count", { count: devices.data.total })}
          </Text>
        </Group>
        <Panel isFlush>
          <DataTable
            caption={t("title")}
            columns={columns}
            rows={devices.data?.items}
            rowId={(device) => device.id}
            open={(device) => navigate(`/devices/${device.id}`)}
            error={devices.error}
            retry={devices.refetch}
            empty={
              <EmptyState
                icon={IconCpu}
                text={isFiltered ? t("nothing_found") : t(add ? "empty" : "empty_viewer")}
                action={
                  isFiltered ? (
                    <Button
                      variant="default"
                      onClick={() => write({ search: null, site: null, type: null, offset: null })}
                    >
                      {t("show_all")}
                    </Button>
                  ) : (
                    add
                  )
                }
              />
            }
          />
          <Pager
            offset={offset}
            limit={DEVICES_A_PAGE}
            total={devices.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
      <DeviceDialog
        isOpen={isAdding}
        close={() => setAdding(false)}
        saved={(device) => navigate(`/devices/${device.id}/connect`)}
      />
    </>
  );
}

function DeviceName({ device }: { device: Device }) {
  return (
    <div className={classes.name}>
      <Link to={`/devices/${device.id}`} className={classes.link}>
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
