import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconPlus, IconTag, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Device } from "@/shared/api/types";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { may } from "@/shared/session/may";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { type Numbered, numbered } from "../logs/numbered";
import { AttributeDialog } from "./AttributeDialog";
import classes from "./attributes.module.css";
import { attributeText } from "./attributeValue";
import { InlineValue } from "./InlineValue";

export type Attribute = components["schemas"]["AttributeOut"];

/** Lasting facts about the device, changed where they stand. */
export function AttributesTab({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const canEdit = may(device, "manage_devices") && device.archived_at === null;
  const queryKey = ["devices", "attributes", device.id];
  const attributes = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Attribute[]>(`/api/devices/${device.id}/attributes`, {}, signal),
  });

  async function set(changes: Record<string, unknown>): Promise<void> {
    queries.setQueryData(
      queryKey,
      await api.patch<Attribute[]>(`/api/devices/${device.id}/attributes`, { attributes: changes }),
    );
  }

  async function setWithUndo(name: string, value: unknown, message: string): Promise<void> {
    const before = attributes.data?.find((one) => one.name === name)?.value ?? null;
    await set({ [name]: value });
    offerUndo({ message, undo: () => void set({ [name]: before }).catch(notifyError) });
  }

  const add = canEdit && (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("attribute.add")}
    </Button>
  );
  const columns: Column<Numbered<Attribute>>[] = [
    {
      key: "name",
      title: t("attribute.name"),
      onPhone: "title",
      render: ({ name }) => <span className={classes.name}>{name}</span>,
    },
    {
      key: "value",
      title: t("attribute.value"),
      render: ({ name, value }) =>
        canEdit ? (
          <InlineValue
            name={name}
            value={value}
            save={(next) => setWithUndo(name, next, t("attribute.changed", { name, value: attributeText(next) }))}
          />
        ) : (
          <span className={classes.value}>{attributeText(value)}</span>
        ),
    },
    { key: "at", title: t("attribute.changed_at"), render: ({ changed_at }) => <TimeText time={changed_at} /> },
    ...(canEdit
      ? [
          {
            key: "actions",
            title: "",
            isRight: true,
            onPhone: "aside" as const, // of the union of places
            render: ({ name }: Attribute) => (
              <Tooltip label={t("delete")}>
                <ActionIcon
                  aria-label={t("attribute.delete_of", { name })}
                  onClick={() => void setWithUndo(name, null, t("attribute.deleted", { name })).catch(notifyError)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Tooltip>
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel isFlush title={t("tab.attributes")} actions={add}>
      <DataTable
        caption={t("tab.attributes")}
        columns={columns}
        rows={attributes.data && numbered(attributes.data)}
        rowId={({ number }) => number}
        error={attributes.error}
        retry={attributes.refetch}
        skeletonRows={3}
        empty={<EmptyState icon={IconTag} text={t("attribute.empty")} />}
      />
      <AttributeDialog
        isOpen={isAdding}
        close={() => setAdding(false)}
        taken={attributes.data?.map(({ name }) => name) ?? []}
        add={(name, value) => setWithUndo(name, value, t("attribute.added", { name }))}
      />
    </Panel>
  );
}
