import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";

interface FlowSummary {
  id: number;
  name: string;
}

interface DashboardBlock {
  block: string;
  title: string;
  is_control: boolean;
}

export const flowsQuery = queryOptions({
  queryKey: ["flows", "picker"],
  queryFn: ({ signal }) => api.get<Page<FlowSummary>>("/api/flows", { limit: 200 }, signal),
});

/** The blocks of a flow that meet dashboards; the server looks into subflows too. */
export function outputsQuery(flow: number | null) {
  return queryOptions({
    queryKey: ["flows", flow, "outputs"],
    queryFn: ({ signal }) => api.get<Page<DashboardBlock>>(`/api/flows/${flow}/dashboard-blocks`, {}, signal),
  });
}

/** What a flow hands to widgets, or (`isControl`) takes from controls. */
export function outputsIn(
  blocks: Page<DashboardBlock> | undefined,
  isControl: boolean,
): { value: string; label: string }[] {
  return (blocks?.items ?? [])
    .filter((one) => one.is_control === isControl)
    .map(({ block, title }) => ({ value: block, label: title }));
}
