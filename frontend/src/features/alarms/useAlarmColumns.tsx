import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Alarm } from "@/shared/api/types";
import { ageText, asDate } from "@/shared/time/format";
import { TimeText } from "@/shared/time/TimeText";
import type { Column } from "@/shared/ui/DataTable";
import { SeverityBadge } from "@/shared/ui/SeverityBadge";
import classes from "./AlarmsPage.module.css";
import type { Scope } from "./queries";

interface Acknowledging {
  isMine: (alarm: Alarm) => boolean;
  ask: (alarm: Alarm) => void;
}

export function useAlarmColumns(scope: Scope, acknowledging: Acknowledging | null): Column<Alarm>[] {
  const { t } = useTranslation("alarms");
  const common: Column<Alarm>[] = [
    {
      key: "severity",
      title: t("severity"),
      width: 104,
      onPhone: "aside",
      render: (alarm) => <SeverityBadge severity={alarm.severity} isQuiet={scope === "history"} />,
    },
    {
      key: "title",
      title: t("alarm"),
      onPhone: "title",
      render: (alarm) => (
        <div className={classes.cell}>
          <div className={classes.title}>{alarm.title}</div>
          {alarm.text && alarm.text !== alarm.title && <div className={classes.text}>{alarm.text}</div>}
        </div>
      ),
    },
    {
      key: "device",
      title: t("device"),
      render: (alarm) =>
        alarm.device_id ? (
          <Link
            className={classes.link}
            to={`/devices/${alarm.device_id}${alarm.metric_id ? `?metric=${alarm.metric_id}` : ""}`}
          >
            {alarm.device}
          </Link>
        ) : (
          alarm.device
        ),
    },
  ];
  if (scope === "history") {
    return [
      ...common,
      { key: "raised", title: t("raised"), render: (alarm) => <TimeText time={alarm.raised_at} /> },
      { key: "lasted", title: t("lasted"), render: (alarm) => <Lasted alarm={alarm} /> },
      { key: "end", title: t("end"), render: (alarm) => <HowItEnded alarm={alarm} /> },
    ];
  }
  return [
    ...common,
    { key: "raised", title: t("raised"), render: (alarm) => <TimeText time={alarm.raised_at} isAge /> },
    {
      key: "state",
      title: t("state"),
      render: (alarm) => <span className={classes.state}>{t(`states.${alarm.state}`)}</span>,
    },
    ...(acknowledging
      ? [
          {
            key: "acknowledge",
            title: "",
            isRight: true,
            render: (alarm: Alarm) =>
              alarm.ack_at === null &&
              acknowledging.isMine(alarm) && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t("acknowledge_one", { title: alarm.title })}
                  onClick={() => acknowledging.ask(alarm)}
                >
                  {t("acknowledge.action")}
                </Button>
              ),
          },
        ]
      : []),
  ];
}

function Lasted({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation("alarms");
  if (!alarm.cleared_at) return <span>{t("still_active")}</span>;
  const lasted_ms = asDate(alarm.cleared_at).getTime() - asDate(alarm.raised_at).getTime();
  return <span className="num">{ageText(lasted_ms)}</span>;
}

function HowItEnded({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation("alarms");
  const text = alarm.ack_at
    ? t("acknowledged_by", { name: alarm.ack_by ?? t("somebody"), comment: alarm.ack_comment })
    : t(`causes.${alarm.clear_cause ?? "trigger"}`);
  return (
    <span className={classes.words} title={text}>
      {text}
    </span>
  );
}
