import { Skeleton } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { TimeText } from "@/shared/time/TimeText";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import classes from "./HomePage.module.css";
import { alarmsQuery } from "./queries";

export function AlarmsAtAGlance() {
  const { t } = useTranslation("home");
  const { data, error, refetch } = useQuery(alarmsQuery);
  const hidden = data ? data.total - data.items.length : 0;
  return (
    <Panel title={t("alarms")} actions={<More to="/alarms" label={t("all_alarms")} />} isFlush>
      {!data && error && <ErrorState error={error} retry={refetch} isSmall />}
      {!data && !error && <Skeleton height={36} m="md" width="auto" />}
      {data?.total === 0 && (
        <p className={classes.quiet}>
          <IconCircleCheck size={20} stroke={1.6} aria-hidden />
          {t("all_quiet")}
        </p>
      )}
      {data && data.total > 0 && (
        <ul className={classes.list}>
          {data.items.map((alarm) => (
            <li key={alarm.id}>
              <Link to={`/alarms?alarm=${alarm.id}`} className={classes.row}>
                <SeverityIcon severity={alarm.severity} label={t(`shared:severity.${alarm.severity}`)} />
                <span className={classes.name}>{alarm.title}</span>
                <span className={classes.hint}>{alarm.device}</span>
                <span className={classes.aside}>
                  <TimeText time={alarm.raised_at} isAge />
                </span>
              </Link>
            </li>
          ))}
          {hidden > 0 && (
            <li>
              <Link to="/alarms" className={classes.row}>
                {t("more_alarms", { count: hidden })}
              </Link>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}

export function More({ to, label }: { to: string; label: string }) {
  return (
    <Link to={to} className={classes.more}>
      {label}
    </Link>
  );
}
