import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconSitemap, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Device } from "@/shared/api/types";
import { nodePath } from "@/shared/nodes/nodes";
import { may } from "@/shared/session/may";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { Page } from "@/shared/ui/Page";
import { DeleteDevicesDialog } from "./bulk/DeleteDevicesDialog";
import { DashboardLink } from "./DashboardLink";
import { DeviceView } from "./DeviceView";
import { deviceQuery } from "./queries";

export function DevicePage() {
  const { deviceId = "", tab = "" } = useParams();
  const { t } = useTranslation("devices");
  const navigate = useNavigate();
  const id = Number(deviceId);
  const device = useQuery({ ...deviceQuery(id), enabled: Number.isInteger(id) }).data;
  return (
    <>
      <PageHeader
        title={device?.name ?? t("device")}
        trail={[{ to: "/devices", label: t("title") }]}
        after={device && <OnlineDot isOnline={device.online} />}
        actions={
          device && (
            <>
              <DashboardLink device={device} />
              <DeviceMenu device={device} />
            </>
          )
        }
      />
      <Page>
        <DeviceView
          deviceId={id}
          tab={tab}
          showTab={(next) => void navigate(`/devices/${id}/${next}`, { replace: true })}
        />
      </Page>
    </>
  );
}

function DeviceMenu({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const navigate = useNavigate();
  const queries = useQueryClient();
  // As it was when it was asked: news of it must not begin the dialog anew.
  const [deleted, setDeleted] = useState<readonly Device[] | null>(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("actions")}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={Link}
            to={nodePath(`d:${device.id}`)}
            leftSection={<IconSitemap size={16} aria-hidden />}
          >
            {t("show_in_tree")}
          </Menu.Item>
          {may(device, "manage_devices") && (
            <Menu.Item
              color="var(--critical-text)"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setDeleted([device])}
            >
              {t("delete_action")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <DeleteDevicesDialog
        devices={deleted}
        close={(isDone) => {
          setDeleted(null);
          if (!isDone) return;
          void navigate("/devices");
          queries.removeQueries({ queryKey: ["devices", "one", device.id] });
        }}
      />
    </>
  );
}
