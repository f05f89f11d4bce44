import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Device } from "@/shared/api/types";
import { notifyError } from "@/shared/notify/notify";
import { BulkBar } from "../bulk/BulkBar";
import classes from "./ChosenBar.module.css";
import type { DeviceFilter } from "./filter";
import { MOST_CHOSEN, readAllDevices } from "./readAllDevices";

interface ChosenBarProps {
  chosen: readonly Device[];
  total: number;
  filter: DeviceFilter;
  organizationId?: string;
  addAll: (devices: readonly Device[]) => void;
  clear: () => void;
}

/** Says how many are chosen, offers to choose all that were found, and what can be done with them. */
export function ChosenBar({ chosen, total, filter, organizationId, addAll, clear }: ChosenBarProps) {
  const { t } = useTranslation("devices");
  const read = useMutation({
    mutationFn: () => readAllDevices(filter, organizationId),
    onSuccess: addAll,
    onError: notifyError,
  });
  if (chosen.length === 0) return null;
  return (
    <Group gap="md" className={classes.bar}>
      <Text fw={500} className="num">
        {t("chosen", { count: chosen.length })}
      </Text>
      {Math.min(total, MOST_CHOSEN) > chosen.length && (
        <Button variant="subtle" size="compact-sm" loading={read.isPending} onClick={() => read.mutate()}>
          {total > MOST_CHOSEN ? t("choose_first", { count: MOST_CHOSEN }) : t("choose_all", { count: total })}
        </Button>
      )}
      <BulkBar devices={chosen} clear={clear} />
    </Group>
  );
}
