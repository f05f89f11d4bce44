import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, call, inOrganization } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { Dashboard, Page } from "@/shared/api/types";
import { notify, notifyError } from "@/shared/notify/notify";
import { ResourcePicker } from "@/shared/pickers/ResourcePicker";
import type { DeviceType } from "./queries";

type DefaultDashboard = components["schemas"]["DefaultDashboardOut"];

const SHOWN = 30;

/** The dashboard that devices of the type are shown on. */
export function DefaultDashboardField({ type, canEdit }: { type: DeviceType; canEdit: boolean }) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const queryKey = ["device-types", "default-dashboard", type.id];
  const address = `/api/device-types/${type.id}/default-dashboard`;
  const chosen = useQuery({ queryKey, queryFn: ({ signal }) => api.get<DefaultDashboard>(address, {}, signal) });
  if (!chosen.data) return "–";
  const { dashboard_id, name } = chosen.data;

  async function choose(id: number | null): Promise<void> {
    try {
      queries.setQueryData(queryKey, await api.put<DefaultDashboard>(address, { dashboard_id: id }));
      notify(t("types.dashboard_saved"));
    } catch (error) {
      notifyError(error);
    }
  }

  if (!canEdit) return dashboard_id === null ? "–" : <Link to={`/dashboards/${dashboard_id}`}>{name}</Link>;
  return (
    <ResourcePicker<Dashboard>
      name={["dashboards", type.organization_id]}
      list={async (search, signal) => {
        const query = { search, limit: SHOWN };
        const there = inOrganization(type.organization_id);
        return (await call<Page<Dashboard>>("GET", "/api/dashboards", { query, signal, ...there })).items;
      }}
      describe={({ name }) => ({ label: name })}
      readOne={(id) => api.get<Dashboard>(`/api/dashboards/${id}`)}
      placeholder={t("types.no_dashboard")}
      value={dashboard_id}
      change={(id) => void choose(id)}
    />
  );
}
