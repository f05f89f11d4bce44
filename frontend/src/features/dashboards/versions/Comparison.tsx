import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import { DocumentSketch } from "../list/DashboardSketch";
import { changesQuery, versionQuery } from "../queries";
import { ChangeList } from "./ChangeList";
import classes from "./versions.module.css";

interface ComparisonProps {
  dashboardId: number;
  before: number;
  after: number;
}

/** Two versions beside one another, in outlines and in words. */
export function Comparison({ dashboardId, before, after }: ComparisonProps) {
  const { t } = useTranslation("dashboards");
  const { data, error, refetch } = useQuery(changesQuery(dashboardId, before, after));
  const old = useQuery(versionQuery(dashboardId, before));
  const fresh = useQuery(versionQuery(dashboardId, after));
  if (error) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height={80} />;
  return (
    <div className={classes.details} data-testid="comparison">
      <div className={classes.sketches}>
        {[old, fresh].map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: before and after are nothing but their places.
          <figure key={place}>
            <DocumentSketch raw={one.data?.document} />
            <figcaption>{t("versions.number", { version: place === 0 ? before : after })}</figcaption>
          </figure>
        ))}
      </div>
      <ChangeList changes={data.changes} />
    </div>
  );
}
