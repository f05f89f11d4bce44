import { ActionIcon, Button, Group, Menu, Modal, Skeleton } from "@mantine/core";
import { IconCopy, IconDots, IconPencil, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, call } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { may } from "@/shared/session/may";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { confirm } from "@/shared/ui/confirm";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { FilesTab } from "../files/FilesTab";
import { ApplyDialog } from "./ApplyDialog";
import { CommandTemplates } from "./CommandTemplates";
import { DefaultDashboardField } from "./DefaultDashboardField";
import { MetricTemplates } from "./MetricTemplates";
import { type DeviceType, deviceTypeQuery } from "./queries";
import { TypeForm } from "./TypeForm";
import classes from "./types.module.css";

type Open = "edit" | "apply" | null;

/** One device type: its template of metrics and commands, and bringing devices up to it. */
export function TypePage() {
  const { typeId = "" } = useParams();
  const { t } = useTranslation("devices");
  const id = Number(typeId);
  const type = useQuery({ ...deviceTypeQuery(id), enabled: Number.isInteger(id) });
  const [open, setOpen] = useState<Open>(null);
  const trail = [{ to: "/device-types", label: t("types.title") }];
  if (type.error && !type.data) {
    return (
      <>
        <PageHeader title={t("types.one")} trail={trail} />
        <ErrorState error={type.error} retry={type.refetch} />
      </>
    );
  }
  const canEdit = may(type.data, "manage_templates_files");
  return (
    <>
      <PageHeader
        title={type.data?.name ?? t("types.one")}
        trail={trail}
        actions={type.data && canEdit && <TypeMenu type={type.data} open={setOpen} />}
      />
      <Page>
        {type.data ? (
          <>
            <TypeFacts type={type.data} canEdit={canEdit} />
            <MetricTemplates type={type.data} canEdit={canEdit} />
            <CommandTemplates type={type.data} canEdit={canEdit} />
            <FilesTab node={`t:${type.data.id}`} permissions={type.data.permissions} />
            <Modal
              opened={open === "edit"}
              onClose={() => setOpen(null)}
              title={t("edit_title", { name: type.data.name })}
            >
              <TypeForm type={type.data} close={() => setOpen(null)} saved={() => {}} />
            </Modal>
            <ApplyDialog type={type.data} isOpen={open === "apply"} close={() => setOpen(null)} />
          </>
        ) : (
          <Skeleton height={240} />
        )}
      </Page>
    </>
  );
}

function TypeFacts({ type, canEdit }: { type: DeviceType; canEdit: boolean }) {
  const { t } = useTranslation("devices");
  return (
    <Panel title={t("types.about")}>
      <dl className={classes.facts}>
        <dt>{t("types.make")}</dt>
        <dd>{[type.manufacturer, type.model].filter(Boolean).join(" · ") || "–"}</dd>
        <dt>{t("description")}</dt>
        <dd>{type.description || "–"}</dd>
        <dt>{t("title")}</dt>
        <dd>
          <Link to={`/devices?type=${type.id}`}>{t("count", { count: type.device_count })}</Link>
        </dd>
        <dt>{t("types.dashboard")}</dt>
        <dd>
          <DefaultDashboardField type={type} canEdit={canEdit} />
        </dd>
      </dl>
    </Panel>
  );
}

function TypeMenu({ type, open }: { type: DeviceType; open: (which: Open) => void }) {
  const { t } = useTranslation("devices");
  const navigate = useNavigate();
  const queries = useQueryClient();

  async function copy(): Promise<void> {
    try {
      const made = await api.post<DeviceType>(`/api/device-types/${type.id}/copy`, {
        name: t("types.copy_name", { name: type.name }).slice(0, 100),
      });
      await queries.invalidateQueries({ queryKey: ["device-types"] });
      void navigate(`/device-types/${made.id}`);
    } catch (error) {
      notifyError(error);
    }
  }

  async function remove(): Promise<void> {
    const agreed = await confirm({
      title: t("delete_title", { name: type.name }),
      text: t(type.device_count > 0 ? "types.delete_text_used" : "types.delete_text", { count: type.device_count }),
      action: t("types.delete"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await call<unknown>("DELETE", `/api/device-types/${type.id}`, { query: { unset: type.device_count > 0 } });
    } catch (error) {
      notifyError(error);
      return;
    }
    notify(t("deleted", { name: type.name }));
    await navigate("/device-types");
    queries.removeQueries({ queryKey: deviceTypeQuery(type.id).queryKey });
    await queries.invalidateQueries({ queryKey: ["device-types"] });
    await queries.invalidateQueries({ queryKey: ["devices"] });
  }

  return (
    <Group gap="sm" wrap="nowrap">
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={() => open("apply")}
        visibleFrom="sm"
      >
        {t("types.apply")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("actions")}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => open("edit")}>
            {t("edit")}
          </Menu.Item>
          <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => open("apply")}>
            {t("types.apply")}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy()}>
            {t("types.copy")}
          </Menu.Item>
          <Menu.Item
            color="var(--critical-text)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void remove()}
          >
            {t("types.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
