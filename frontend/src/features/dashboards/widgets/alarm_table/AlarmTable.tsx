import { Button, Skeleton } from "@mantine/core";
import { useThrottledCallback } from "@mantine/hooks";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AcknowledgeDialog } from "@/shared/alarms/AcknowledgeDialog";
import { mayAcknowledge } from "@/shared/alarms/mayAcknowledge";
import type { Alarm } from "@/shared/api/types";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { useCan } from "@/shared/session/useMe";
import { fullTime, shortTime } from "@/shared/time/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { formatValue } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./AlarmTable.module.css";
import { alarmsQuery } from "./alarmQueries";
import type { fields } from "./index";

/** In a flood of alarms the list is read once a second and not once an alarm. */
const READ_EVERY_MS = 1000;

export function AlarmTable({ params, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const can = useCan();
  const [chosen, setChosen] = useState<readonly Alarm[]>([]);
  const { data, error, refetch } = useQuery(alarmsQuery(params));
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} tabIndex={0} aria-label={title}>
        <ul className={classes.list}>
          {data.items.map((alarm) => (
            <Row
              key={alarm.id}
              alarm={alarm}
              acknowledge={mayAcknowledge(alarm, can) ? () => setChosen([alarm]) : null}
            />
          ))}
        </ul>
      </section>
      <AcknowledgeDialog alarms={chosen} close={() => setChosen([])} />
    </>
  );
}

function Row({ alarm, acknowledge }: { alarm: Alarm; acknowledge: (() => void) | null }) {
  const { t } = useTranslation("dashboards");
  const isActive = alarm.state.startsWith("active");
  const value = alarm.value_at_raise === null ? "" : formatValue(alarm.value_at_raise, 1);
  return (
    <li className={classes.row} data-active={isActive} data-severity={alarm.severity} data-testid={`alarm-${alarm.id}`}>
      <span className={classes.mark}>
        <SeverityIcon
          severity={alarm.severity}
          isQuiet={!isActive || alarm.ack_at !== null}
          label={t(`level.${alarm.severity}`)}
        />
      </span>
      <span className={classes.what}>
        <span className={classes.title}>{alarm.title}</span>
        <span className={classes.detail}>
          {[alarm.device, alarm.text || (value && t("widget.alarm_table.at", { value }))].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className={classes.when}>
        <time dateTime={alarm.raised_at} title={fullTime(alarm.raised_at)}>
          {shortTime(alarm.raised_at)}
        </time>
        <span className={classes.state}>{t(`alarmState.${alarm.state}`)}</span>
      </span>
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
    </li>
  );
}
