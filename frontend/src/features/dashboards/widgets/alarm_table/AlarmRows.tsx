import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm } from "@/shared/api/types";
import { fullTime, shortTime } from "@/shared/time/format";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { formatValue } from "../../data/format";
import classes from "./AlarmTable.module.css";

export type ShownAlarm = Pick<
  Alarm,
  "id" | "title" | "severity" | "state" | "device" | "text" | "value_at_raise" | "raised_at"
>;

export function AlarmRows({ title, children }: { title: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={title}>
      <ul className={classes.list}>{children}</ul>
    </section>
  );
}

interface AlarmRowProps {
  alarm: ShownAlarm;
  /** Somebody knows of it already. */
  isQuiet: boolean;
  children?: ReactNode;
}

/** One alarm: how bad, what, where, since when. */
export function AlarmRow({ alarm, isQuiet, children }: AlarmRowProps) {
  const { t } = useTranslation("dashboards");
  const isActive = alarm.state.startsWith("active");
  const value = alarm.value_at_raise === null ? "" : formatValue(alarm.value_at_raise, 1);
  return (
    <li className={classes.row} data-active={isActive} data-severity={alarm.severity} data-testid={`alarm-${alarm.id}`}>
      <span className={classes.mark}>
        <SeverityIcon severity={alarm.severity} isQuiet={!isActive || isQuiet} label={t(`level.${alarm.severity}`)} />
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
      {children}
    </li>
  );
}
