import type { DataType, Sample, SampleValue } from "@/shared/api/types";
import type { DeviceCommand } from "../controls/fieldSpec";
import type { Reason } from "../document/dashboardDocument";
import type { Levels } from "./levels";

/** What a widget knows about one of its bindings besides the values. */
export interface SourceInfo {
  topic: string;
  /** `missing`: deleted or not ours to see; the server answers both alike. */
  state: "ok" | "missing";
  metricId: number | null;
  deviceId: number | null;
  device: string;
  /** Degrees north and east of where the device stands; only maps are told. */
  place?: readonly [number, number] | null;
  path: string;
  unit: string;
  dataType: DataType;
  expected_s: number | null;
  low: number | null;
  high: number | null;
  isWritable: boolean;
  /** Why it is missing, where that can be said. */
  reason?: Reason;
  /** What a control sends here instead of a value. */
  command?: DeviceCommand;
}

/** Samples in time order. The arrays grow in place: read them when drawing, compare `revision` to know of changes. */
export interface Series {
  ts: number[];
  value: (number | null)[];
  isReduced: boolean;
  /** So many samples were NaN or infinite: holes, and why. */
  notFinite?: number;
}

/** The same of an earlier period; times are its own, `shift_ms` before those they are compared with. */
export interface Before {
  shift_ms: number;
  series: Series;
  levels: Levels;
}

/** One binding with its data: what a widget is drawn from, live or printed. */
export interface Source {
  info: SourceInfo;
  label: string;
  latest: Sample | null;
  series: Series;
  revision: number;
  /** What the widget's kind needs besides; absent on widgets that need no more. */
  levels?: Levels;
  before?: Before | null;
  /** What a form lays down for its field. */
  field?: unknown;
}

/** How the newest value of a source is to be shown. Each is a look of its own. */
export type Condition = "good" | "uncertain" | "bad" | "stale" | "empty" | "missing";

export const STALE_AFTER_INTERVALS = 3;

export function ageOf(source: Source, now_ms: number): number | null {
  return source.latest ? Math.max(0, now_ms - source.latest.ts) : null;
}

export function isStale(source: Source, now_ms: number): boolean {
  const age = ageOf(source, now_ms);
  const { expected_s } = source.info;
  return age !== null && expected_s !== null && expected_s > 0 && age > expected_s * 1000 * STALE_AFTER_INTERVALS;
}

export function conditionOf(source: Source | undefined, now_ms: number): Condition {
  if (!source) return "empty";
  if (source.info.state === "missing") return "missing";
  if (!source.latest || source.latest.value === null) return "empty";
  // What is no number at all cannot be trusted, whatever the device says of it.
  if (source.latest.quality >= 2 || isNonFinite(source.latest.value)) return "bad";
  if (isStale(source, now_ms)) return "stale";
  return source.latest.quality === 1 ? "uncertain" : "good";
}

function isNonFinite(value: SampleValue): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}

/** Numbers and on/off can be drawn; anything else is a hole in a line. */
export function numberOf(value: SampleValue | undefined): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value ? 1 : 0;
  return null;
}

export function isOn(value: SampleValue | undefined, threshold = 0.5): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value >= threshold;
  if (typeof value === "string") {
    const word = value.trim().toLowerCase();
    if (["on", "true", "1", "yes", "running"].includes(word)) return true;
    if (["off", "false", "0", "no", "stopped", ""].includes(word)) return false;
  }
  return null;
}
