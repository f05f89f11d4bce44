import { Button } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/shared/api/client";
import type { Dashboard, Page } from "@/shared/api/types";

const MOST = 3;

/** To the other view of a dashboard's data flow: the dashboard whose widgets are blocks here. */
export function InterfaceLinks({ flowId }: { flowId: number }) {
  const { t } = useTranslation("flows");
  const { data } = useQuery({
    queryKey: ["dashboards", "of-flow", flowId],
    queryFn: ({ signal }) => api.get<Page<Dashboard>>("/api/dashboards", { flow_id: flowId, limit: MOST }, signal),
  });
  return (data?.items ?? []).map(({ id, name }) => (
    <Button
      key={id}
      component={Link}
      to={`/dashboards/${id}?edit=1`}
      variant="default"
      leftSection={<IconLayoutDashboard size={16} stroke={1.6} aria-hidden />}
      title={name}
      data-testid={`interface-${id}`}
    >
      {data?.items.length === 1 ? t("interface") : name}
    </Button>
  ));
}
