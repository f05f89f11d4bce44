import { Button, Drawer, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Alarm, AlarmTransition } from "@/shared/api/types";
import { TimeText } from "@/shared/time/TimeText";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SeverityBadge } from "@/shared/ui/SeverityBadge";
import { formatValue } from "@/shared/values/format";
import classes from "./AlarmsPage.module.css";
import { alarmQuery } from "./queries";

interface AlarmDrawerProps {
  id: number | null;
  close: () => void;
  acknowledge: (alarm: Alarm) => void;
  mayAcknowledge: (alarm: Alarm) => boolean;
}

/** All that is known about one alarm, and everything that happened to it. */
export function AlarmDrawer({ id, close, acknowledge, mayAcknowledge }: AlarmDrawerProps) {
  const { t } = useTranslation("alarms");
  const alarm = useQuery({ ...alarmQuery(id ?? 0), enabled: id !== null });
  return (
    <Drawer opened={id !== null} onClose={close} position="right" size={440} title={alarm.data?.title ?? t("alarm")}>
      {alarm.error && <ErrorState error={alarm.error} retry={alarm.refetch} />}
      {alarm.isPending && !alarm.error && <Skeleton height={240} />}
      {alarm.data && (
        <Stack gap="lg">
          {alarm.data.text && <Text>{alarm.data.text}</Text>}
          <Facts alarm={alarm.data} />
          {mayAcknowledge(alarm.data) && alarm.data.is_open && alarm.data.ack_at === null && (
            <Button onClick={() => acknowledge(alarm.data)}>{t("acknowledge.action")}</Button>
          )}
          <ol className={classes.journal} aria-label={t("journal")}>
            {alarm.data.transitions.map((transition) => (
              <Entry key={`${transition.kind} ${transition.at}`} transition={transition} />
            ))}
          </ol>
        </Stack>
      )}
    </Drawer>
  );
}

function Facts({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation("alarms");
  return (
    <dl className={classes.facts}>
      <dt>{t("severity")}</dt>
      <dd>
        <SeverityBadge severity={alarm.severity} isQuiet={!alarm.is_open} />
      </dd>
      <dt>{t("state")}</dt>
      <dd>{alarm.still_active ? t("acknowledged_still_active") : t(`states.${alarm.state}`)}</dd>
      {alarm.device && (
        <>
          <dt>{t("device")}</dt>
          <dd>{alarm.device_id ? <Link to={`/devices/${alarm.device_id}`}>{alarm.device}</Link> : alarm.device}</dd>
        </>
      )}
      {alarm.value_at_raise !== null && (
        <>
          <dt>{t("value_at_raise")}</dt>
          <dd className="num">{formatValue(alarm.value_at_raise)}</dd>
        </>
      )}
      <dt>{t("raised")}</dt>
      <dd>
        <TimeText time={alarm.raised_at} />
      </dd>
      {alarm.cleared_at && (
        <>
          <dt>{t("cleared")}</dt>
          <dd>
            <TimeText time={alarm.cleared_at} /> · {t(`causes.${alarm.clear_cause ?? "trigger"}`)}
          </dd>
        </>
      )}
    </dl>
  );
}

function Entry({ transition }: { transition: AlarmTransition }) {
  const { t } = useTranslation("alarms");
  const { kind, at, by, comment, value } = transition;
  return (
    <li className={classes.entry}>
      <div className={classes.entryHead}>
        <span>
          {t(`transitions.${kind}`)}
          {by && <span> {t("by", { name: by })}</span>}
          {value !== null && <span className={classes.text}> {t("at_value", { value: formatValue(value) })}</span>}
        </span>
        <TimeText time={at} />
      </div>
      {comment && <blockquote className={classes.comment}>{comment}</blockquote>}
    </li>
  );
}
