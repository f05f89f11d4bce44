import { ActionIcon, Alert, Group, Skeleton, Tabs, Tooltip } from "@mantine/core";
import { IconArchive, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Device } from "@/shared/api/types";
import { may } from "@/shared/session/may";
import { shortTime } from "@/shared/time/format";
import { ErrorState } from "@/shared/ui/ErrorState";
import { AlarmsTab } from "./alarms/AlarmsTab";
import { AttributesTab } from "./attributes/AttributesTab";
import { CommandsTab } from "./commands/CommandsTab";
import { DeviceDialog } from "./DeviceDialog";
import { DeviceFacts } from "./DeviceFacts";
import classes from "./DeviceView.module.css";
import { deviceTab, TABS, type Tab } from "./deviceTabs";
import { ConnectionTab } from "./logs/ConnectionTab";
import { DeviceLogTab } from "./logs/DeviceLogTab";
import { MetricsTab } from "./metrics/MetricsTab";
import { deviceQuery } from "./queries";
import { useDeviceNews } from "./useDeviceNews";

const FilesTab = lazy(async () => ({ default: (await import("./files/FilesTab")).FilesTab }));
const CredentialsTab = lazy(async () => ({ default: (await import("./credentials/CredentialsTab")).CredentialsTab }));

const PANELS: Record<Tab, ComponentType<{ device: Device }>> = {
  values: MetricsTab,
  attributes: AttributesTab,
  connection: ConnectionTab,
  commands: CommandsTab,
  alarms: AlarmsTab,
  files: FilesTab,
  credentials: CredentialsTab,
  log: DeviceLogTab,
};

interface DeviceViewProps {
  deviceId: number;
  tab: string;
  showTab: (tab: string) => void;
}

/** All there is to one device, below its name: on its own page and inside the resource browser. */
export function DeviceView({ deviceId, tab, showTab }: DeviceViewProps) {
  const { t } = useTranslation("devices");
  const device = useQuery(deviceQuery(deviceId));
  const [isEditing, setEditing] = useState(false);
  useDeviceNews();
  const shown = deviceTab(tab);
  const list = useRef<HTMLDivElement>(null);
  const isLoaded = device.data !== undefined;
  // On a phone the strip of tabs is longer than the screen.
  useEffect(() => {
    if (isLoaded && shown)
      list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [shown, isLoaded]);
  if (device.error && !device.data) return <ErrorState error={device.error} retry={device.refetch} />;
  const tabs = device.data ? tabsOf(device.data) : TABS;
  const canEdit = may(device.data, "manage_devices") && device.data?.archived_at === null;
  return (
    <>
      {device.data?.archived_at && (
        <Alert color="gray" variant="light" icon={<IconArchive size={16} aria-hidden />}>
          {t("archived_help", { at: shortTime(device.data.archived_at) })}
        </Alert>
      )}
      {device.data ? (
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <DeviceFacts device={device.data} />
          {canEdit && (
            <Tooltip label={t("edit")}>
              <ActionIcon aria-label={t("edit_title", { name: device.data.name })} onClick={() => setEditing(true)}>
                <IconPencil size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      ) : (
        <Skeleton height={40} />
      )}
      <Tabs value={shown} onChange={(next) => next && showTab(next)}>
        <Tabs.List ref={list} className={classes.tabs}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} className={classes.tab}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {device.data && tabs.map((one) => <TabPanel key={one} name={one} device={device.data} />)}
      </Tabs>
      {device.data && (
        <DeviceDialog isOpen={isEditing} close={() => setEditing(false)} device={device.data} saved={() => {}} />
      )}
    </>
  );
}

/** A device that is gone has no files to fetch and nothing to prove any more. */
function tabsOf(device: Device): readonly Tab[] {
  if (device.archived_at) return TABS.filter((tab) => tab !== "credentials" && tab !== "files");
  return TABS.filter((tab) => tab !== "credentials" || may(device, "manage_devices"));
}

function TabPanel({ name, device }: { name: Tab; device: Device }) {
  const Panel = PANELS[name];
  return (
    <Tabs.Panel value={name} pt="md">
      <Suspense fallback={<Skeleton height={160} />}>
        <Panel device={device} />
      </Suspense>
    </Tabs.Panel>
  );
}
