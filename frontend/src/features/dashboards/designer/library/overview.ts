import type { Metric } from "@/shared/api/types";
import type { Clip } from "../../commands/pasteWidgets";
import type { Widget } from "../../document/dashboardDocument";
import { widgetKind, widgetKinds } from "../../widgets/registry";
import { fitting } from "./fitting";

const MOST_CARDS = 12;
const MOST_LINES = 6;

/** Everything a device says at a glance: a card for each metric, one chart of its numbers, the rest in a table. */
export function overviewOf(name: string, metrics: readonly Metric[]): Clip {
  const items: Clip["items"] = [];
  let x = 0;
  let y = 0;
  const put = (type: string, title: string, of: readonly Metric[], w: number, h: number) => {
    const kind = widgetKind(type);
    if (!kind) return;
    if (x + w > 24) {
      x = 0;
      y += 4;
    }
    const bindings = of.map((metric) => ({ kind: "metric" as const, metric: metric.id }));
    const widget: Widget = { type, version: kind.version, title, options: {}, bindings, rules: [] };
    items.push({ widget, sizes: { desktop: { w, h }, mobile: kind.size.mobile }, at: { x, y } });
    x += w;
    if (x >= 24) {
      x = 0;
      y += h;
    }
  };
  for (const metric of metrics.slice(0, MOST_CARDS)) {
    const facts = { path: metric.path, dataType: metric.data_type, isWritable: metric.is_writable };
    put(fitting(widgetKinds(), [facts])[0]?.type ?? "value", "", [metric], 6, 4);
  }
  if (x > 0) {
    x = 0;
    y += 4;
  }
  const numbers = metrics.filter((metric) => ["long", "double"].includes(metric.data_type) && !metric.is_writable);
  if (numbers.length > 0) put("timeseries", name, numbers.slice(0, MOST_LINES), 24, 10);
  if (metrics.length > MOST_CARDS) put("latest_table", name, metrics.slice(0, 50), 24, 9);
  return { kind: "sluice/widgets", frame: "grid", items };
}
