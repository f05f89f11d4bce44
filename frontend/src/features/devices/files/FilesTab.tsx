import { Badge, Button, Group, Select, Text, Tooltip } from "@mantine/core";
import { IconFiles, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Permission } from "@/shared/api/types";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { FileDialog } from "./FileDialog";
import { FileDrawer } from "./FileDrawer";
import classes from "./FilesTab.module.css";
import { type DeviceFile, FILES_A_PAGE, filesQuery, KINDS, storeQuery } from "./fileQueries";
import { KindIcon } from "./KindIcon";
import { sizeText } from "./sizeText";

interface Place {
  /** `d:<device>`, `t:<device type>` or `o:<organization>`. */
  node: string;
  /** What one may do there; without it the current organization's rights count. */
  permissions?: readonly string[];
}

interface OfDevice {
  device: { id: number; permissions?: readonly string[] };
}

/** The files of a device (with those of its type and organization), of a device type, or of an organization. */
export function FilesTab(props: Place | OfDevice) {
  const { node, permissions } =
    "device" in props ? { node: `d:${props.device.id}`, permissions: props.device.permissions } : props;
  const { t } = useTranslation("files");
  const can = useCan();
  const [read, write] = useSearchState();
  const [isMaking, setMaking] = useState(false);
  const right: Permission = "manage_templates_files";
  const mayEdit = permissions ? permissions.includes(right) : can(right);
  const search = read("files");
  const kind = read("file_kind");
  const offset = Number(read("files_offset")) || 0;
  const opened = Number(read("file")) || null;
  const files = useQuery(filesQuery({ node, search, kind, offset }));
  const store = useQuery(storeQuery);
  const isFiltered = search !== "" || kind !== "";
  const isEmpty = files.data?.total === 0 && !isFiltered;

  const make = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t("new")}
    </Button>
  );
  return (
    <>
      <Panel
        isFlush
        title={
          <Group gap="sm">
            {t("title")}
            {store.data && store.data.used_bytes > 0 && (
              <Text size="xs" c="dimmed" component="span" className="num">
                {t("used", { used: sizeText(store.data.used_bytes), quota: sizeText(store.data.quota_bytes) })}
              </Text>
            )}
          </Group>
        }
        actions={!isEmpty && make}
      >
        {!isEmpty && (
          <Group gap="sm" p="sm" className={classes.filter}>
            <SearchInput
              value={search}
              change={(text) => write({ files: text, files_offset: null })}
              label={t("search")}
            />
            <Select
              size="sm"
              w={160}
              aria-label={t("kind")}
              value={kind}
              onChange={(value) => write({ file_kind: value, files_offset: null })}
              allowDeselect={false}
              data={[
                { value: "", label: t("all_kinds") },
                ...KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
              ]}
            />
          </Group>
        )}
        <DataTable
          caption={t("title")}
          columns={useColumns(node)}
          rows={files.data?.items}
          rowId={({ id }) => id}
          open={({ id }) => write({ file: String(id) })}
          openedId={opened}
          error={files.error}
          retry={files.refetch}
          skeletonRows={3}
          empty={
            isFiltered ? (
              <EmptyState icon={IconFiles} text={t("nothing_found")} />
            ) : (
              <EmptyState icon={IconFiles} text={t(mayEdit ? "empty" : "empty_viewer")} action={make} />
            )
          }
        />
        <Pager
          offset={offset}
          limit={FILES_A_PAGE}
          total={files.data?.total ?? 0}
          go={(next) => write({ files_offset: String(next) })}
        />
      </Panel>
      <FileDialog
        isOpen={isMaking}
        close={() => setMaking(false)}
        node={node}
        uploaded={(id) => write({ file: String(id) })}
      />
      <FileDrawer fileId={opened} close={() => write({ file: null })} />
    </>
  );
}

function useColumns(node: string): Column<DeviceFile>[] {
  const { t } = useTranslation("files");
  const columns: Column<DeviceFile>[] = [
    {
      key: "name",
      title: t("name"),
      onPhone: "title",
      render: (file) => (
        <span className={classes.name}>
          <KindIcon kind={file.kind} />
          <span className={classes.words}>{file.name}</span>
          {file.is_hidden && (
            <Tooltip label={t("hidden_help")}>
              <Badge size="sm" variant="light" color="gray">
                {t("hidden")}
              </Badge>
            </Tooltip>
          )}
        </span>
      ),
    },
    { key: "kind", title: t("kind"), onPhone: "hidden", render: ({ kind }) => t(`kinds.${kind}`) },
    {
      key: "active",
      title: t("version"),
      onPhone: "aside",
      render: ({ active }) => active?.version ?? <Text c="dimmed">{t("not_active")}</Text>,
    },
    {
      key: "size",
      title: t("size"),
      isRight: true,
      render: ({ active }) => <span className="num">{active ? sizeText(active.size) : "–"}</span>,
    },
    {
      key: "versions",
      title: t("versions"),
      isRight: true,
      onPhone: "hidden",
      render: ({ version_count }) => <span className="num">{version_count}</span>,
    },
    {
      key: "changed",
      title: t("changed"),
      isRight: true,
      render: ({ active }) => <TimeText time={active?.activated_at} isAge />,
    },
  ];
  if (node.startsWith("d:"))
    columns.splice(2, 0, {
      key: "from",
      title: t("from"),
      render: (file) => <Text c="dimmed">{file.node === node ? t("here") : file.place}</Text>,
    });
  return columns;
}
