import { ActionIcon, Badge, Menu, Text } from "@mantine/core";
import {
  IconCircleCheck,
  IconDots,
  IconDownload,
  IconPencil,
  IconPlayerPause,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { confirm } from "@/shared/ui/confirm";
import { ErrorState } from "@/shared/ui/ErrorState";
import { DeleteVersionDialog } from "./DeleteVersionDialog";
import { EditVersionDialog } from "./EditVersionDialog";
import { contentAddress, type DeviceFile, type FileVersion, reloadFiles, versionsQuery } from "./fileQueries";
import { sizeText } from "./sizeText";
import classes from "./VersionList.module.css";

interface VersionListProps {
  file: DeviceFile;
  mayEdit: boolean;
  uploadNew: () => void;
}

/** All versions of a file. Each row's actions open by its button and by a right click. */
export function VersionList({ file, mayEdit, uploadNew }: VersionListProps) {
  const { t } = useTranslation("files");
  const queries = useQueryClient();
  const versions = useQuery(versionsQuery(file.id));
  const [menuOf, setMenuOf] = useState<number | null>(null);
  const [edited, setEdited] = useState<FileVersion | null>(null);
  const [deleted, setDeleted] = useState<FileVersion | null>(null);
  if (versions.error && !versions.data) return <ErrorState error={versions.error} retry={versions.refetch} />;
  const items = versions.data?.items ?? [];

  async function activate(version: FileVersion): Promise<void> {
    const agreed = await confirm({
      title: t("activate_title", { version: version.version }),
      text: t("activate_text", { name: file.name }),
      action: t("activate"),
    });
    if (!agreed) return;
    await attempt(
      () => api.post(`/api/files/${file.id}/versions/${version.id}/activate`),
      t("activated", { name: file.name, version: version.version }),
    );
  }

  async function deactivate(): Promise<void> {
    const agreed = await confirm({
      title: t("deactivate_title", { name: file.name }),
      text: t("deactivate_text"),
      action: t("deactivate"),
    });
    if (agreed)
      await attempt(() => api.post(`/api/files/${file.id}/deactivate`), t("deactivated", { name: file.name }));
  }

  async function attempt(change: () => Promise<unknown>, said: string): Promise<void> {
    try {
      await change();
    } catch (error) {
      notifyError(error);
      return;
    }
    await reloadFiles(queries);
    notify(said);
  }

  return (
    <>
      <ul className={classes.list} aria-label={t("versions")}>
        {items.map((version) => (
          <li
            key={version.id}
            className={`${classes.row} ${version.is_active ? classes.active : ""}`}
            onContextMenu={(event) => {
              event.preventDefault();
              setMenuOf(version.id);
            }}
          >
            <div className={classes.main}>
              <span className={classes.name}>
                {version.version}
                {version.is_active && (
                  <Badge size="sm" variant="light" ml={8}>
                    {t("active")}
                  </Badge>
                )}
              </span>
              {version.note && <span className={classes.note}>{version.note}</span>}
              <Facts version={version} />
            </div>
            <Menu
              position="bottom-end"
              opened={menuOf === version.id}
              onChange={(isOpen) => setMenuOf(isOpen ? version.id : null)}
            >
              <Menu.Target>
                <ActionIcon aria-label={t("actions_of", { name: version.version })}>
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Item icon={<IconDownload size={16} />} href={contentAddress(file.id, version.id)}>
                  {t("download")}
                </Item>
                {mayEdit && (
                  <>
                    <Item icon={<IconUpload size={16} />} act={uploadNew}>
                      {t("new_version")}
                    </Item>
                    {version.is_active ? (
                      <Item icon={<IconPlayerPause size={16} />} act={() => void deactivate()}>
                        {t("deactivate")}
                      </Item>
                    ) : (
                      <Item icon={<IconCircleCheck size={16} />} act={() => void activate(version)}>
                        {t("activate")}
                      </Item>
                    )}
                    <Item icon={<IconPencil size={16} />} act={() => setEdited(version)}>
                      {t("edit_version")}
                    </Item>
                    <Item icon={<IconTrash size={16} />} act={() => setDeleted(version)} isDangerous>
                      {t("delete_version")}
                    </Item>
                  </>
                )}
              </Menu.Dropdown>
            </Menu>
          </li>
        ))}
      </ul>
      {edited && <EditVersionDialog file={file} version={edited} close={() => setEdited(null)} />}
      {deleted && (
        <DeleteVersionDialog
          file={file}
          version={deleted}
          newestOther={items.find(({ id }) => id !== deleted.id)}
          close={() => setDeleted(null)}
        />
      )}
    </>
  );
}

function Facts({ version }: { version: FileVersion }) {
  const { t } = useTranslation("files");
  const who = version.uploaded_from
    ? t("by_device", { device: version.uploaded_from })
    : version.uploaded_by && t("uploaded_by", { who: version.uploaded_by });
  return (
    <>
      <Text size="xs" c="dimmed" component="span" className="num">
        {sizeText(version.size)} · <TimeText time={version.created_at} />
        {who && ` · ${who}`}
      </Text>
      {Object.entries(version.metadata).map(([name, value]) => (
        <Text key={name} size="xs" c="dimmed" component="span">
          {name}: {String(value)}
        </Text>
      ))}
    </>
  );
}

interface ItemProps {
  icon: ReactNode;
  children: ReactNode;
  act?: () => void;
  href?: string;
  isDangerous?: boolean;
}

function Item({ icon, children, act, href, isDangerous = false }: ItemProps) {
  // A plain link: the browser streams the file to the disk, however large it is.
  if (href)
    return (
      <Menu.Item leftSection={icon} component="a" href={href} download>
        {children}
      </Menu.Item>
    );
  return (
    <Menu.Item leftSection={icon} onClick={act} color={isDangerous ? "var(--critical-text)" : undefined}>
      {children}
    </Menu.Item>
  );
}
