import { localZone } from "@/shared/export/types";
import type { Compare, QueryDefinition, QueryFunction } from "../types";

/** Everything that a query asks stands in the address, so that a link is the query. */

export const FUNCTIONS: readonly QueryFunction[] = [
  "avg",
  "min",
  "max",
  "sum",
  "count",
  "first",
  "last",
  "median",
  "percentile",
  "stddev",
  "delta",
  "rate",
  "cumulative",
  "moving_average",
];
export const COMPARES: readonly Compare[] = ["none", "previous", "day", "week", "year"];
export const MAX_METRICS = 50;
const PERIODS = [
  "today",
  "yesterday",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "this_year",
  "last_year",
] as const;

export function usualQuery(): QueryDefinition {
  return {
    metrics: [],
    period: null,
    from: "now-24h",
    to: "now",
    time_zone: localZone(),
    is_raw: false,
    width_s: null,
    points: 300,
    functions: ["avg"],
    percent: 95,
    window: 5,
    compare: "none",
  };
}

/** Parsed at the rim: an address may hold anything. */
export function queryOf(search: URLSearchParams): QueryDefinition {
  const usual = usualQuery();
  const numberOf = (name: string, otherwise: number) => {
    const value = Number(search.get(name));
    return search.get(name) && Number.isFinite(value) ? value : otherwise;
  };
  const functions = FUNCTIONS.filter((one) => (search.get("fn") ?? "").split(",").includes(one)).slice(0, 6);
  const width = search.get("width") ?? "";
  return {
    ...usual,
    metrics: [...new Set((search.get("metrics") ?? "").split(",").map(Number))]
      .filter((id) => Number.isSafeInteger(id) && id > 0)
      .slice(0, MAX_METRICS),
    period: PERIODS.find((one) => one === search.get("period")) ?? null,
    from: search.get("from") ?? usual.from,
    to: search.get("to") ?? usual.to,
    time_zone: search.get("zone") ?? usual.time_zone,
    is_raw: width === "raw",
    width_s: /^[1-9]\d{0,7}$/.test(width) ? Number(width) : null,
    functions: functions.length > 0 ? functions : usual.functions,
    percent: Math.min(Math.max(numberOf("percent", usual.percent), 0), 100),
    window: Math.min(Math.max(Math.round(numberOf("window", usual.window)), 2), 1_000),
    compare: COMPARES.find((one) => one === search.get("compare")) ?? "none",
  };
}

/** What is as usual is left out, but for what depends on the reader: the zone. */
export function addressOfQuery(query: QueryDefinition): URLSearchParams {
  const usual = usualQuery();
  const search = new URLSearchParams();
  if (query.metrics.length > 0) search.set("metrics", query.metrics.join(","));
  if (query.period) search.set("period", query.period);
  else {
    if (query.from !== usual.from) search.set("from", query.from);
    if (query.to !== usual.to) search.set("to", query.to);
  }
  search.set("zone", query.time_zone);
  if (query.is_raw) search.set("width", "raw");
  else if (query.width_s) search.set("width", String(query.width_s));
  if (query.functions.join() !== usual.functions.join()) search.set("fn", query.functions.join(","));
  if (query.functions.includes("percentile")) search.set("percent", String(query.percent));
  if (query.functions.includes("moving_average")) search.set("window", String(query.window));
  if (query.compare !== "none") search.set("compare", query.compare);
  return search;
}
