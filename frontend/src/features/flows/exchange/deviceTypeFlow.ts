import { EMPTY_DOCUMENT, type FlowDocument } from "../graph/document";

export interface TypeMetric {
  readonly path: string;
  readonly values: "number" | "boolean" | "text" | "json";
}

const ROW = 112;

/** What a metric's data type is on a wire. */
export function valuesOf(dataType: string): TypeMetric["values"] {
  if (dataType === "boolean" || dataType === "json") return dataType;
  return dataType === "string" ? "text" : "number";
}

/** A flow that runs for every device of a type: one source for each metric, listening to all these devices. */
export function deviceTypeFlow(type: number, metrics: readonly TypeMetric[]): FlowDocument {
  const blocks = Object.fromEntries(
    metrics.map(({ path, values }, index) => [
      `b${index + 1}`,
      {
        type: "source.metric",
        version: 1,
        params: { mode: "pattern", path, device_type: type, values },
        position: { x: 0, y: index * ROW },
        label: path.slice(0, 60),
      },
    ]),
  );
  return { ...EMPTY_DOCUMENT, blocks };
}
