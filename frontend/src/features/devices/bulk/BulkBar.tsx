import { Button, Group } from "@mantine/core";
import { IconPencil, IconSend, IconTrash, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { may } from "@/shared/session/may";
import classes from "./BulkBar.module.css";
import { BulkCommandDialog } from "./BulkCommandDialog";
import { BulkEditDialog } from "./BulkEditDialog";
import { byOrganization, type Subject } from "./bulk";
import { DeleteDevicesDialog } from "./DeleteDevicesDialog";

export interface ChosenDevice extends Subject {
  name: string;
  type_id?: number | null;
  permissions: readonly string[];
}

interface BulkBarProps {
  devices: readonly ChosenDevice[];
  /** Chosen no longer. */
  clear?: () => void;
}

type Open = "edit" | "command" | "delete" | null;

/** What can be done to several devices at once; each button needs the right on at least one of them. */
export function BulkBar({ devices, clear }: BulkBarProps) {
  const { t } = useTranslation("devices");
  const [open, setOpen] = useState<Open>(null);
  const [subjects, setSubjects] = useState<readonly ChosenDevice[]>([]);
  const managed = devices.filter((device) => may(device, "manage_devices"));
  const writable = devices.filter((device) => may(device, "write_metric"));
  // Sites and types are each organization's own.
  const isOfOne = byOrganization(devices).length === 1;
  const types = new Set(writable.map(({ type_id }) => type_id ?? null));

  function show(which: Open, about: readonly ChosenDevice[]): void {
    setSubjects(about);
    setOpen(which);
  }

  function done(isDone: boolean): void {
    setOpen(null);
    if (isDone) clear?.();
  }

  return (
    <Group gap="sm" className={classes.bar}>
      {isOfOne && writable.length > 0 && (
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden />}
          onClick={() => show("command", writable)}
        >
          {t("bulk.command")}
        </Button>
      )}
      {managed.length > 0 && (
        <>
          {isOfOne && (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={() => show("edit", managed)}
            >
              {t("bulk.edit")}
            </Button>
          )}
          {clear && (
            <Button
              variant="default"
              c="var(--critical-text)"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => show("delete", managed)}
            >
              {t("delete")}
            </Button>
          )}
        </>
      )}
      {clear && (
        <Button variant="subtle" color="gray" leftSection={<IconX size={16} aria-hidden />} onClick={clear}>
          {t("bulk.clear")}
        </Button>
      )}
      <BulkEditDialog devices={open === "edit" ? subjects : null} close={done} />
      <BulkCommandDialog
        devices={open === "command" ? subjects : null}
        typeId={types.size === 1 ? ([...types][0] ?? null) : null}
        close={() => setOpen(null)}
      />
      <DeleteDevicesDialog devices={open === "delete" ? subjects : null} close={done} />
    </Group>
  );
}
