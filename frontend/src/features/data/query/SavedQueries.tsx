import { ActionIcon, Button, Drawer, Group, Text } from "@mantine/core";
import { IconBookmark, IconTrash, IconUsers } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { savedQueriesQuery } from "../queries";
import type { SavedQuery } from "../types";

interface SavedQueriesProps {
  open: (row: SavedQuery) => void;
}

/** The queries that were kept, one's own and those of others. */
export function SavedQueries({ open }: SavedQueriesProps) {
  const { t } = useTranslation("data");
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [leaving, setLeaving] = useState<ReadonlySet<number>>(new Set());
  const saved = useQuery({ ...savedQueriesQuery, enabled: isOpen });

  function remove(row: SavedQuery): void {
    setLeaving((before) => new Set([...before, row.id]));
    const comeBack = () => setLeaving((before) => new Set([...before].filter((id) => id !== row.id)));
    offerUndo({
      message: t("saved.deleted", { name: row.name }),
      undo: comeBack,
      commit: () =>
        void api
          .delete(`/api/queries/${row.id}`)
          .then(() => queries.invalidateQueries({ queryKey: savedQueriesQuery.queryKey }))
          .catch((error: unknown) => {
            comeBack();
            notifyError(error);
          }),
    });
  }

  const columns: Column<SavedQuery>[] = [
    {
      key: "name",
      title: t("saved.name"),
      onPhone: "title",
      render: (row) => (
        <Group gap={6} wrap="nowrap">
          {row.name}
          {row.is_shared && <IconUsers size={14} aria-label={t("saved.shared")} />}
        </Group>
      ),
    },
    {
      key: "owner",
      title: t("saved.owner"),
      render: (row) => (
        <Text span size="xs" c="dimmed">
          {row.is_mine ? t("saved.you") : row.owner}
        </Text>
      ),
    },
    {
      key: "changed",
      title: t("saved.changed"),
      onPhone: "aside",
      render: (row) => <TimeText time={row.changed_at} />,
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      render: (row) =>
        row.is_mine && (
          <ActionIcon aria-label={t("saved.delete", { name: row.name })} onClick={() => remove(row)}>
            <IconTrash size={16} />
          </ActionIcon>
        ),
    },
  ];
  return (
    <>
      <Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("saved.open")}
      </Button>
      <Drawer opened={isOpen} onClose={() => setOpen(false)} position="right" size="md" title={t("saved.title")}>
        <DataTable
          caption={t("saved.title")}
          columns={columns}
          rows={saved.data?.items.filter(({ id }) => !leaving.has(id))}
          rowId={(row) => row.id}
          open={(row) => {
            open(row);
            setOpen(false);
          }}
          error={saved.error}
          retry={saved.refetch}
          empty={<EmptyState icon={IconBookmark} text={t("saved.empty")} />}
        />
      </Drawer>
    </>
  );
}
