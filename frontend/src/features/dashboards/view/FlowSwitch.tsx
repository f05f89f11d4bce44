import { Button } from "@mantine/core";
import { IconSitemap } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { notifyError } from "@/shared/notify/notify";
import { useCan } from "@/shared/session/useMe";
import { type DashboardDetail, dashboardQuery, ensureFlow } from "../queries";

interface FlowSwitchProps {
  dashboard: DashboardDetail;
  /** Keeps what is open before it is left; false when that failed. */
  save: () => Promise<boolean>;
}

/** To the other view of the dashboard: its data flow, in which every widget is a block. It is made on first need. */
export function FlowSwitch({ dashboard, save }: FlowSwitchProps) {
  const { t } = useTranslation("dashboards");
  const navigate = useNavigate();
  const client = useQueryClient();
  const can = useCan();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      if (!(await save())) return null;
      const { flow_id } = await ensureFlow(dashboard.id);
      void client.invalidateQueries({ queryKey: dashboardQuery(dashboard.id).queryKey });
      void client.invalidateQueries({ queryKey: ["flows"] });
      return flow_id;
    },
    onSuccess: (flow) => flow !== null && navigate(`/flows/${flow}`),
    onError: notifyError,
  });
  if (!can("edit_flows")) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconSitemap size={16} stroke={1.6} aria-hidden />}
      loading={isPending}
      onClick={() => mutate()}
      data-testid="open-flow"
    >
      {t("flowSwitch")}
    </Button>
  );
}
