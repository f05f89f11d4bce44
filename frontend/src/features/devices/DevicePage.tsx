import { ActionIcon, Menu, Skeleton, Tabs } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { api } from "@/shared/api/client";
import type { Device } from "@/shared/api/types";
import { notify, notifyError } from "@/shared/notify/notify";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { confirm } from "@/shared/ui/confirm";
import { ErrorState } from "@/shared/ui/ErrorState";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { Page } from "@/shared/ui/Page";
import { CommandsTab } from "./commands/CommandsTab";
import { ConnectTab } from "./connect/ConnectTab";
import { DeviceDialog } from "./DeviceDialog";
import { DeviceFacts } from "./DeviceFacts";
import { ConnectionLogTab } from "./logs/ConnectionLogTab";
import { DeviceLogTab } from "./logs/DeviceLogTab";
import { MetricsTab } from "./metrics/MetricsTab";
import { deviceQuery } from "./queries";
import { useDeviceNews } from "./useDeviceNews";

const TABS = ["metrics", "commands", "connect", "connections", "log"] as const;
type Tab = (typeof TABS)[number];

export function DevicePage() {
  const { deviceId = "", tab = "metrics" } = useParams();
  const { t } = useTranslation("devices");
  const navigate = useNavigate();
  const can = useCan();
  const id = Number(deviceId);
  const device = useQuery({ ...deviceQuery(id), enabled: Number.isInteger(id) });
  useDeviceNews();
  const shown: Tab = TABS.find((one) => one === tab) ?? "metrics";
  const trail = [{ to: "/devices", label: t("title") }];
  if (device.error && !device.data) {
    return (
      <>
        <PageHeader title={t("device")} trail={trail} />
        <ErrorState error={device.error} retry={device.refetch} />
      </>
    );
  }
  const tabs = TABS.filter((one) => one !== "connect" || can("manage_devices"));
  return (
    <>
      <PageHeader
        title={device.data?.name ?? t("device")}
        trail={trail}
        after={device.data && <OnlineDot isOnline={device.data.online} />}
        actions={device.data && can("manage_devices") && <DeviceMenu device={device.data} />}
      />
      <Page>
        {device.data ? <DeviceFacts device={device.data} /> : <Skeleton height={40} />}
        <Tabs value={shown} onChange={(next) => void navigate(`/devices/${id}/${next}`, { replace: true })}>
          <Tabs.List style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
            {tabs.map((one) => (
              <Tabs.Tab key={one} value={one} style={{ flex: "none" }}>
                {t(`tab.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {device.data && (
            <>
              <Tabs.Panel value="metrics" pt="md">
                <MetricsTab device={device.data} />
              </Tabs.Panel>
              <Tabs.Panel value="commands" pt="md">
                <CommandsTab device={device.data} />
              </Tabs.Panel>
              <Tabs.Panel value="connect" pt="md">
                <ConnectTab device={device.data} />
              </Tabs.Panel>
              <Tabs.Panel value="connections" pt="md">
                <ConnectionLogTab deviceId={id} />
              </Tabs.Panel>
              <Tabs.Panel value="log" pt="md">
                <DeviceLogTab deviceId={id} />
              </Tabs.Panel>
            </>
          )}
        </Tabs>
      </Page>
    </>
  );
}

function DeviceMenu({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isEditing, setEditing] = useState(false);

  async function remove(): Promise<void> {
    const agreed = await confirm({
      title: t("delete_title", { name: device.name }),
      text: t("delete_text", { count: device.metric_count }),
      action: t("delete_action"),
      typed: device.name,
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/devices/${device.id}`);
    } catch (error) {
      notifyError(error);
      return;
    }
    await navigate("/devices");
    queries.removeQueries({ queryKey: ["devices", "one", device.id] });
    await queries.invalidateQueries({ queryKey: ["devices"] });
    notify(t("deleted", { name: device.name }));
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("actions")}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setEditing(true)}>
            {t("edit")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove()}>
            {t("delete_action")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeviceDialog isOpen={isEditing} close={() => setEditing(false)} device={device} saved={() => {}} />
    </>
  );
}
