import { Skeleton } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call, inOrganization } from "@/shared/api/client";
import type { Dashboard, Page } from "@/shared/api/types";
import { TimeText } from "@/shared/time/TimeText";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import classes from "./view.module.css";

const SHOWN = 8;

/** The dashboards that stand at a place. */
export function DashboardsHere({ organizationId, siteId }: { organizationId: string; siteId?: number }) {
  const { t } = useTranslation("resources");
  const dashboards = useQuery({
    queryKey: ["dashboards", "here", organizationId, siteId],
    queryFn: ({ signal }) =>
      call<Page<Dashboard>>("GET", "/api/dashboards", {
        query: { site_id: siteId, limit: SHOWN },
        signal,
        ...inOrganization(organizationId),
      }),
    enabled: organizationId !== "",
  });
  const rest = (dashboards.data?.total ?? 0) - SHOWN;
  return (
    <Panel isFlush title={t("dashboards")}>
      {dashboards.data ? (
        dashboards.data.items.length > 0 ? (
          <ul className={classes.boards}>
            {dashboards.data.items.map((dashboard) => (
              <li key={dashboard.id}>
                <Link to={`/dashboards/${dashboard.id}`}>
                  <IconLayoutDashboard size={16} stroke={1.6} aria-hidden />
                  <span className={classes.boardName}>{dashboard.name}</span>
                  <span className={classes.dim}>
                    <TimeText time={dashboard.changed_at} />
                  </span>
                </Link>
              </li>
            ))}
            {rest > 0 && (
              <li>
                <Link to="/dashboards">{t("dashboards_more", { count: rest })}</Link>
              </li>
            )}
          </ul>
        ) : (
          <EmptyState icon={IconLayoutDashboard} text={t("dashboards_empty")} isSmall />
        )
      ) : dashboards.error ? (
        <ErrorState error={dashboards.error} retry={dashboards.refetch} isSmall />
      ) : (
        <Skeleton height={96} />
      )}
    </Panel>
  );
}
