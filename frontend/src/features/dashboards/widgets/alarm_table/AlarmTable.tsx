import { Button, Skeleton } from "@mantine/core";
import { useThrottledCallback } from "@mantine/hooks";
import { IconCircleCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AcknowledgeDialog } from "@/shared/alarms/AcknowledgeDialog";
import { mayAcknowledge } from "@/shared/alarms/mayAcknowledge";
import type { Alarm } from "@/shared/api/types";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { useCan } from "@/shared/session/useMe";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { useChosenPlaces } from "../../variables/useChosenPlaces";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { AlarmRow, AlarmRows } from "./AlarmRows";
import classes from "./AlarmTable.module.css";
import { alarmsQuery } from "./alarmQueries";
import type { fields } from "./index";

/** In a flood of alarms the list is read once a second and not once an alarm. */
const READ_EVERY_MS = 1000;
const EVERYWHERE = { devices: [], sites: [] };

export function AlarmTable({ params, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const can = useCan();
  const chosen = useChosenPlaces();
  const [acknowledged, setAcknowledged] = useState<readonly Alarm[]>([]);
  const { data, error, refetch } = useQuery({
    ...alarmsQuery(params, params.followsVariables ? chosen : EVERYWHERE),
    placeholderData: keepPreviousData,
  });
  const readAgain = useThrottledCallback(() => void client.invalidateQueries({ queryKey: ["alarms"] }), READ_EVERY_MS);
  useLiveUpdates(["alarms"], (update) => {
    if (update.kind !== "error") readAgain();
  });
  if (error && !data) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height="100%" radius="sm" />;
  if (data.items.length === 0) {
    return <EmptyState isSmall icon={IconCircleCheck} text={t(`widget.alarm_table.empty.${params.scope}`)} />;
  }
  return (
    <>
      <AlarmRows title={title}>
        {data.items.map((alarm) => (
          <Row
            key={alarm.id}
            alarm={alarm}
            acknowledge={mayAcknowledge(alarm, can) ? () => setAcknowledged([alarm]) : null}
          />
        ))}
      </AlarmRows>
      <AcknowledgeDialog alarms={acknowledged} close={() => setAcknowledged([])} />
    </>
  );
}

function Row({ alarm, acknowledge }: { alarm: Alarm; acknowledge: (() => void) | null }) {
  const { t } = useTranslation("dashboards");
  return (
    <AlarmRow alarm={alarm} isQuiet={alarm.ack_at !== null}>
      {acknowledge && !alarm.ack_at && alarm.is_open ? (
        <Button size="compact-sm" variant="default" onClick={acknowledge} data-testid={`acknowledge-${alarm.id}`}>
          {t("widget.alarm_table.acknowledge")}
        </Button>
      ) : (
        alarm.ack_by && (
          <span className={classes.by} title={alarm.ack_comment}>
            {alarm.ack_by}
          </span>
        )
      )}
    </AlarmRow>
  );
}
