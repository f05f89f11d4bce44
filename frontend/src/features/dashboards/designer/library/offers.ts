import { api } from "@/shared/api/client";
import type { Metric, Page } from "@/shared/api/types";
import { parseNode } from "@/shared/nodes/nodes";
import type { PickedNode } from "@/shared/pickers/nodeQueries";
import type { Binding } from "../../document/dashboardDocument";
import type { Dragged } from "../dragged";
import type { Facts } from "./fitting";

/** What was let go on the page, known well enough to offer widgets for it. */
export interface Offered {
  bindings: Binding[];
  facts: Facts[];
  /** Whole devices among it, for which there is an overview. */
  devices: { name: string; metrics: Metric[] }[];
}

/** More metrics than this no widget takes. */
const MOST = 50;

export async function offeredBy(dragged: Dragged, signal?: AbortSignal): Promise<Offered> {
  if (dragged.what === "output") {
    const facts: Facts = { path: dragged.binding.label ?? "", dataType: "double", isWritable: false };
    return { bindings: [dragged.binding], facts: [facts], devices: [] };
  }
  if (dragged.what === "widget") return { bindings: [], facts: [], devices: [] };
  const metrics = await metricsOf(idsOf(dragged.nodes, "metric"), signal);
  const devices = await Promise.all(
    dragged.nodes
      .filter(({ kind }) => kind === "device")
      .map(async ({ key, label }) => ({
        name: label,
        metrics: (
          await api.get<Page<Metric>>("/api/metrics", { device: parseNode(key)?.id ?? "", limit: MOST }, signal)
        ).items,
      })),
  );
  const all = [...metrics, ...devices.flatMap((device) => device.metrics)].slice(0, MOST);
  return {
    bindings: all.map(({ id }) => ({ kind: "metric", metric: id })),
    facts: all.map(({ path, data_type, is_writable }) => ({ path, dataType: data_type, isWritable: is_writable })),
    devices,
  };
}

function idsOf(nodes: readonly PickedNode[], kind: PickedNode["kind"]): string[] {
  return nodes.flatMap((node) => (node.kind === kind ? (parseNode(node.key)?.id ?? []) : []));
}

async function metricsOf(ids: string[], signal?: AbortSignal): Promise<Metric[]> {
  if (ids.length === 0) return [];
  const { items } = await api.get<Page<Metric>>("/api/metrics", { ids: ids.join(), limit: ids.length }, signal);
  // In the order in which they were chosen.
  return ids.flatMap((id) => items.find((metric) => String(metric.id) === id) ?? []);
}
