import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import classes from "./UsedIn.module.css";

type Use = components["schemas"]["MetricUseOut"];

/** The flows that read or write a metric; each opens in the editor with the block selected. */
export function UsedIn({ metricId }: { metricId: number }) {
  const { t } = useTranslation("devices");
  const uses = useQuery({
    queryKey: ["metrics", metricId, "uses"],
    queryFn: ({ signal }) => api.get<Page<Use>>(`/api/metrics/${metricId}/uses`, {}, signal),
  });
  if (uses.error) return <ErrorState error={uses.error} retry={uses.refetch} />;
  return (
    <Panel title={t("used_in.title")} isFlush>
      {!uses.data ? (
        <Skeleton height={64} />
      ) : uses.data.items.length === 0 ? (
        <p className={classes.none}>{t("used_in.none")}</p>
      ) : (
        <ul className={classes.uses} data-testid="metric-uses">
          {uses.data.items.map((use) => (
            <li key={`${use.flow_id} ${use.block} ${use.does}`}>
              <Link to={`/flows/${use.flow_id}?block=${encodeURIComponent(use.block)}`} className={classes.use}>
                <span className={classes.flow}>{use.flow}</span>
                <span className={classes.block}>{use.title}</span>
                <span className={classes.state}>
                  {t(`used_in.${use.does}`)} · {t(stateOf(use))}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function stateOf({ is_live, is_draft, is_enabled }: Use): string {
  if (!is_live) return "used_in.draft";
  if (!is_enabled) return "used_in.off";
  return is_draft ? "used_in.live" : "used_in.live_only";
}
