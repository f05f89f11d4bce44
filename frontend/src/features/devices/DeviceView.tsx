import { Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Device } from "@/shared/api/types";
import { may } from "@/shared/session/may";
import { ErrorState } from "@/shared/ui/ErrorState";
import { AlarmsTab } from "./alarms/AlarmsTab";
import { AttributesTab } from "./attributes/AttributesTab";
import { CommandsTab } from "./commands/CommandsTab";
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
  useDeviceNews();
  if (device.error && !device.data) return <ErrorState error={device.error} retry={device.refetch} />;
  const shown = deviceTab(tab);
  const tabs = TABS.filter((one) => one !== "credentials" || !device.data || may(device.data, "manage_devices"));
  return (
    <>
      {device.data ? <DeviceFacts device={device.data} /> : <Skeleton height={40} />}
      <Tabs value={shown} onChange={(next) => next && showTab(next)}>
        <Tabs.List className={classes.tabs}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} className={classes.tab}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {device.data && tabs.map((one) => <TabPanel key={one} name={one} device={device.data} />)}
      </Tabs>
    </>
  );
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
