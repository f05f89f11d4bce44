import { ActionIcon, Button, Drawer, Group, Menu, Skeleton, Stack, Text } from "@mantine/core";
import { IconDots, IconPencil, IconTrash, IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { CopyField } from "@/shared/ui/CopyField";
import { confirm } from "@/shared/ui/confirm";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { EditFileDialog } from "./EditFileDialog";
import { FileDialog } from "./FileDialog";
import { type DeviceFile, fileQuery, reloadFiles, versionsQuery } from "./fileQueries";
import { KindIcon } from "./KindIcon";
import { RollOutView } from "./RollOutView";
import { VersionList } from "./VersionList";

interface FileDrawerProps {
  fileId: number | null;
  close: () => void;
}

/** One file: its versions, and how far the devices are with the active one. */
export function FileDrawer({ fileId, close }: FileDrawerProps) {
  const file = useQuery({ ...fileQuery(fileId ?? 0), enabled: fileId !== null });
  return (
    <Drawer
      opened={fileId !== null}
      onClose={close}
      position="right"
      size="lg"
      title={
        file.data && (
          <Group gap="xs" wrap="nowrap">
            <KindIcon kind={file.data.kind} />
            <span style={{ overflowWrap: "anywhere" }}>{file.data.name}</span>
          </Group>
        )
      }
    >
      {file.data ? (
        <Shown file={file.data} close={close} />
      ) : file.error ? (
        <ErrorState error={file.error} retry={file.refetch} />
      ) : (
        <Skeleton height={200} />
      )}
    </Drawer>
  );
}

function Shown({ file, close }: { file: DeviceFile; close: () => void }) {
  const { t } = useTranslation("files");
  const [isUploading, setUploading] = useState(false);
  const newest = useQuery(versionsQuery(file.id)).data?.items[0];
  const mayEdit = file.permissions.includes("manage_templates_files");
  return (
    <Stack>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {[t(`kinds.${file.kind}`), file.place, file.description].filter(Boolean).join(" · ")}
        </Text>
        {mayEdit && <FileMenu file={file} close={close} />}
      </Group>
      {file.active && <RollOutView file={file} version={file.active} mayEdit={mayEdit} />}
      <Panel
        isFlush
        title={t("versions")}
        actions={
          mayEdit && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconUpload size={14} aria-hidden />}
              onClick={() => setUploading(true)}
            >
              {t("new_version")}
            </Button>
          )
        }
      >
        <VersionList file={file} mayEdit={mayEdit} uploadNew={() => setUploading(true)} />
      </Panel>
      {file.active && (
        <Panel title={t("fetch")}>
          <Stack gap="md">
            <CopyField label="HTTP" value={fetchLine(file.name)} />
            <CopyField label={t("sha256")} value={file.active.sha256} />
          </Stack>
        </Panel>
      )}
      <FileDialog
        isOpen={isUploading}
        close={() => setUploading(false)}
        node={file.node}
        file={file}
        lastVersion={newest?.version}
      />
    </Stack>
  );
}

function fetchLine(name: string): string {
  const address = `${window.location.origin}/api/device/files/${encodeURIComponent(name)}`;
  return `curl -fOJ -C - -H 'Authorization: Bearer TOKEN' '${address}'`;
}

function FileMenu({ file, close }: { file: DeviceFile; close: () => void }) {
  const { t } = useTranslation("files");
  const queries = useQueryClient();
  const [isEditing, setEditing] = useState(false);

  async function remove(): Promise<void> {
    const agreed = await confirm({
      title: t("delete_title", { name: file.name }),
      text: t("delete_text", { count: file.version_count }),
      action: t("delete"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/files/${file.id}`);
    } catch (error) {
      notifyError(error);
      return;
    }
    close();
    queries.removeQueries({ queryKey: ["files", "one", file.id] });
    await reloadFiles(queries);
    notify(t("deleted", { name: file.name }));
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("actions_of", { name: file.name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
            {t("edit")}
          </Menu.Item>
          <Menu.Item color="var(--critical-text)" leftSection={<IconTrash size={16} />} onClick={() => void remove()}>
            {t("delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isEditing && <EditFileDialog file={file} close={() => setEditing(false)} />}
    </>
  );
}
