import type { components } from "../api/schema";

type Schemas = components["schemas"];
type Period = NonNullable<Schemas["ExportDefinition"]["period"]>;

/** Which metrics, which time, in which form; as the server takes it. */
export type ExportDefinition = Required<Schemas["ExportDefinition"]>;
export type ExportFunction = ExportDefinition["functions"][number];
export type ExportJob = Schemas["ExportOut"];
export type ExportEstimate = Schemas["ExportEstimateOut"];

/** A stretch of time: by the calendar, or between two ends in the server's own words. */
export interface DataRange {
  period: Period | null;
  from: string;
  to: string;
}

export const PERIODS: readonly Period[] = [
  "today",
  "yesterday",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "this_year",
  "last_year",
];

export const EXPORT_FUNCTIONS: readonly ExportFunction[] = ["avg", "min", "max", "sum", "count", "first", "last"];

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** What a new export begins with: as a spreadsheet of this reader's country wants it. */
export function usualDefinition(nodes: string[] = []): ExportDefinition {
  const hasComma = (1.5).toLocaleString().includes(",");
  return {
    nodes,
    period: null,
    from: "now-24h",
    to: "now",
    shape: "wide",
    bucket_s: null,
    functions: ["avg"],
    format: "csv",
    time_zone: localZone(),
    time_format: "local",
    decimal: hasComma ? "," : ".",
    delimiter: hasComma ? ";" : ",",
    bom: true,
    with_quality: false,
  };
}
