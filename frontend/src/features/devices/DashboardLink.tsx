import { Button } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Device } from "@/shared/api/types";

/** To the dashboard of the device's type, with this device in its variable. */
export function DashboardLink({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const type = device.type_id;
  const { data } = useQuery({
    queryKey: ["device-types", "default-dashboard", type],
    queryFn: ({ signal }) =>
      api.get<components["schemas"]["DefaultDashboardOut"]>(`/api/device-types/${type}/default-dashboard`, {}, signal),
    enabled: type !== null,
    retry: false,
  });
  if (!data?.dashboard_id) return null;
  const query = data.variable ? `?var-${data.variable}=${device.id}` : "";
  return (
    <Button
      component={Link}
      to={`/dashboards/${data.dashboard_id}${query}`}
      variant="default"
      leftSection={<IconLayoutDashboard size={16} stroke={1.6} aria-hidden />}
      title={data.name ?? undefined}
      data-testid="device-dashboard"
    >
      {t("open_dashboard")}
    </Button>
  );
}
