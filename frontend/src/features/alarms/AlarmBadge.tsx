import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useAlarmNews } from "@/shared/alarms/useAlarmNews";
import classes from "./AlarmBadge.module.css";
import { openAlarmsQuery } from "./queries";

const MOST_SHOWN = 99;

/** Open alarms, in the colour of the worst one. */
export function AlarmBadge() {
  const { t } = useTranslation("alarms");
  const { data } = useQuery(openAlarmsQuery);
  useAlarmNews();
  const worst = data?.items[0];
  if (!data || !worst) return null;
  return (
    <span className={`${classes.badge} ${classes[worst.severity]} num`}>
      <span aria-hidden>{data.total > MOST_SHOWN ? `${MOST_SHOWN}+` : data.total}</span>
      <span className="visually-hidden">{t("open_count", { count: data.total })}</span>
    </span>
  );
}
