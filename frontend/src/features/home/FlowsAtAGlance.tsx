import { Skeleton } from "@mantine/core";
import { IconSchema } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Flow } from "@/shared/api/types";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { More } from "./AlarmsAtAGlance";
import classes from "./HomePage.module.css";
import { flowsQuery } from "./queries";

function stateOf(flow: Flow): "never" | "off" | "runs" {
  if (flow.live_revision === null) return "never";
  return flow.is_enabled ? "runs" : "off";
}

export function FlowsAtAGlance() {
  const { t } = useTranslation("home");
  const { data, error, refetch } = useQuery(flowsQuery);
  return (
    <Panel title={t("flows")} actions={<More to="/flows" label={t("all_flows")} />} isFlush>
      {!data && error && <ErrorState error={error} retry={refetch} isSmall />}
      {!data && !error && <Skeleton height={36} m="md" width="auto" />}
      {data?.total === 0 && <EmptyState icon={IconSchema} isSmall text={t("no_flows")} />}
      <ul className={classes.list}>
        {data?.items.map((flow) => (
          <li key={flow.id}>
            <Link to={`/flows/${flow.id}`} className={classes.row}>
              <IconSchema size={16} stroke={1.6} aria-hidden />
              <span className={classes.name}>{flow.name}</span>
              <span className={classes.aside}>{t(`flow_${stateOf(flow)}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
