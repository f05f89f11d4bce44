import type { Source } from "../data/source";
import type { WidgetKind } from "../widgets/widget";

/** The types of which the server makes figures (`dashboards/figures`). */
const FIGURES: ReadonlySet<string> = new Set([
  "timeseries",
  "band",
  "state_timeline",
  "sparkline",
  "bar",
  "pie",
  "histogram",
  "box",
  "heatmap",
  "scatter",
]);

export interface Offer {
  /** Nodes of the metrics whose samples can be taken out. */
  nodes: string[];
  hasFigure: boolean;
}

/** What of a widget can be taken out. Controls and pictures have nothing. */
export function offerOf(kind: WidgetKind | undefined, sources: readonly Source[]): Offer {
  if (!kind || kind.data.isWritable || kind.group === "controls" || kind.group === "media") {
    return { nodes: [], hasFigure: false };
  }
  const ids = sources.flatMap(({ info }) => (info.state === "ok" && info.metricId !== null ? [info.metricId] : []));
  return { nodes: [...new Set(ids)].map((id) => `m:${id}`), hasFigure: FIGURES.has(kind.type) && ids.length > 0 };
}
