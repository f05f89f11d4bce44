import { Button, Skeleton } from "@mantine/core";
import { IconLayoutDashboard, IconStarFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useCan } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { More } from "./AlarmsAtAGlance";
import classes from "./HomePage.module.css";
import { dashboardsQuery } from "./queries";

export function DashboardsAtAGlance() {
  const { t } = useTranslation("home");
  const can = useCan();
  const { data, error, refetch } = useQuery(dashboardsQuery);
  return (
    <Panel title={t("dashboards")} actions={<More to="/dashboards" label={t("all_dashboards")} />}>
      {!data && error && <ErrorState error={error} retry={refetch} isSmall />}
      {!data && !error && <Skeleton height={72} />}
      {data?.total === 0 && (
        <EmptyState
          icon={IconLayoutDashboard}
          isSmall
          text={t("no_dashboards")}
          action={
            can("edit_dashboards") && (
              <Button component={Link} to="/dashboards">
                {t("create_dashboard")}
              </Button>
            )
          }
        />
      )}
      {data && data.total > 0 && (
        <div className={classes.cards}>
          {data.items.map((dashboard) => (
            <Link key={dashboard.id} to={`/dashboards/${dashboard.id}`} className={classes.card}>
              {dashboard.is_favourite ? (
                <IconStarFilled size={18} aria-label={t("favourite")} />
              ) : (
                <IconLayoutDashboard size={20} stroke={1.5} aria-hidden />
              )}
              <span className={classes.cardText}>
                <span className={classes.name}>{dashboard.name}</span>
                <span className={classes.small}>
                  {t("changed")} <TimeText time={dashboard.changed_at} isAge />
                </span>
              </span>
            </Link>
          ))}
        </div>
      )}
    </Panel>
  );
}
