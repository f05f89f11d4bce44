import type { DataType, Sample, SampleValue } from "@/shared/api/types";
import type { LiveUpdate } from "@/shared/live/protocol";
import type { DeviceCommand } from "../controls/fieldSpec";
import { type Binding, type Reason, topicOf } from "../document/dashboardDocument";
import type { Levels } from "./levels";
import { addPoints, dropBefore, emptySeries, leavesHole } from "./series";
import { numberOf, type Series, type Source, type SourceInfo, STALE_AFTER_INTERVALS } from "./source";

/** One source as the server describes it. */
export interface SourceAnswer {
  topic: string;
  state?: "ok" | "missing";
  metric_id?: number | null;
  device_id?: number | null;
  device?: string | null;
  place?: readonly [number, number] | null;
  path?: string;
  unit?: string;
  data_type?: DataType;
  expected_interval_s?: number | null;
  low?: number | null;
  high?: number | null;
  is_writable?: boolean;
  reason?: Reason | null;
  command?: Omit<DeviceCommand, "fixed">;
  latest?: Sample | null;
  series?: SeriesAnswer | null;
  levels?: Levels;
  before?: { shift_ms: number; series?: SeriesAnswer | null; levels?: Levels };
}

export interface WidgetAnswer {
  sources: SourceAnswer[];
  conditions?: SourceAnswer[];
  /** How the data flow has it look. */
  look?: SourceAnswer;
}

interface SeriesAnswer {
  ts: number[];
  value: SampleValue[];
  reduced?: boolean;
  not_finite?: number;
}

/** What belongs to one widget alone, because its params say what is asked for. */
interface OfWidget {
  levels: (Pick<Source, "levels" | "before"> | undefined)[];
  revision: number;
}

interface Entry {
  info: SourceInfo;
  latest: Sample | null;
  series: Series;
  revision: number;
}

/** More often than this nobody reads a number; the first change after quiet comes through at once. */
const TELL_EVERY_MS = 200;

/**
 * All values a dashboard page shows, by topic. The server's first answer and the live frames flow in; widgets
 * subscribe to the topics they are bound to. Nothing here knows React, sockets or requests.
 */
export class DashboardData {
  private readonly entries = new Map<string, Entry>();
  private readonly ofWidgets = new Map<string, OfWidget>();
  private readonly listeners = new Map<string, Set<() => void>>();
  /** Live points left of this are no longer kept; null keeps no live points at all (a range in the past). */
  private from_ms: (() => number) | null = null;
  /** Topics with news nobody was told of yet; null when nothing is held back. */
  private held: Set<string> | null = null;
  /** Topics with an answer whose first live points are still to come. */
  private readonly awaited = new Set<string>();
  private missed: (() => void) | null = null;

  /** Tells once, when first live points show that some came between the answer and the moment from which we listen. */
  onMissed(missed: (() => void) | null): void {
    this.missed = missed;
  }

  /** Live points belong to the picture only while its end is now. */
  followFrom(from_ms: (() => number) | null): void {
    this.from_ms = from_ms;
  }

  /** While it is held nobody is told of news; on letting go everybody hears of theirs at once. */
  hold(isHolding: boolean): void {
    if (isHolding) {
      this.held ??= new Set();
      return;
    }
    const waiting = this.held ?? [];
    this.held = null;
    for (const topic of waiting) this.tell(topic);
  }

  /** The answer for whole widgets. Samples of `apart` have a range of their own, so they are left to those. */
  loadWidgets(widgets: Readonly<Record<string, WidgetAnswer>>, apart: ReadonlySet<string> = NONE): void {
    const answers: SourceAnswer[] = [];
    for (const [id, { sources, conditions = [], look }] of Object.entries(widgets)) {
      answers.push(...conditions, ...(look ? [look] : []));
      if (apart.has(id)) {
        answers.push(...sources.map((source) => ({ ...source, series: null })));
        continue;
      }
      answers.push(...sources);
      this.loadLevels(id, sources);
    }
    this.load(answers);
  }

  /** Only what belongs to the widgets alone: lines are kept up to date by live values. */
  refreshWidgets(widgets: Readonly<Record<string, WidgetAnswer>>): void {
    for (const [id, { sources }] of Object.entries(widgets)) this.loadLevels(id, sources);
  }

  private loadLevels(id: string, sources: readonly SourceAnswer[]): void {
    const known = this.ofWidgets.get(id);
    const levels = sources.map(({ levels: found, before }) =>
      found || before
        ? {
            levels: found,
            before: before && {
              shift_ms: before.shift_ms,
              series: seriesOf(before),
              levels: before.levels ?? {},
            },
          }
        : undefined,
    );
    if (!known && levels.every((one) => one === undefined)) return;
    this.ofWidgets.set(id, { levels, revision: (known?.revision ?? 0) + 1 });
    this.tell(widgetKey(id));
  }

  /** A fresh answer takes the place of what was known; live points that came after it was made stay. */
  load(answers: readonly SourceAnswer[]): void {
    // One metric may stand on several widgets, of which only the charts' copy brings samples.
    const withSeries = new Set(answers.filter(({ series }) => series).map(({ topic }) => topic));
    for (const answer of answers) {
      if (withSeries.has(answer.topic) && !answer.series) continue;
      this.loadOne(answer);
    }
    for (const { topic } of answers) this.tell(topic);
  }

  /** Deleted, or no longer ours to see: nothing of it stays. */
  private takeAway(topic: string): void {
    const known = this.entries.get(topic);
    this.entries.set(topic, {
      info: infoOf({ topic, state: "missing" }),
      latest: null,
      series: emptySeries(),
      revision: (known?.revision ?? 0) + 1,
    });
    this.tell(topic);
  }

  private loadOne(answer: SourceAnswer): void {
    if (answer.state === "missing") {
      this.takeAway(answer.topic);
      return;
    }
    const known = this.entries.get(answer.topic);
    const series = seriesOf(answer);
    if (!known) this.awaited.add(answer.topic);
    const end = series.ts.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (known && this.from_ms) {
      // A range that has just become shorter may have no samples; those of the longer one are not in the picture.
      const after = Math.max(end, this.from_ms());
      const later = known.series.ts.map((at, i) => [at, known.series.value[i] ?? null] as const);
      addPoints(
        series,
        later.filter(([at]) => at > after),
      );
    }
    this.entries.set(answer.topic, {
      // The same metric on a map and beside it: only the map's copy brings the place.
      info: { ...infoOf(answer), place: answer.place ?? known?.info.place ?? null },
      latest: newer(known?.latest ?? null, answer.latest ?? null),
      series,
      revision: (known?.revision ?? 0) + 1,
    });
  }

  heard(update: LiveUpdate): void {
    if (update.kind === "error") this.takeAway(update.topic);
    if (update.kind !== "value") return;
    // A binding that is not saved yet has no answer of the server; its live values show all the same.
    const entry = this.entries.get(update.topic) ?? unknownEntry(update.topic);
    this.entries.set(update.topic, entry);
    entry.latest = newer(entry.latest, update.value);
    if (this.from_ms) {
      const first = update.points[0];
      if (first && this.awaited.delete(update.topic)) this.lookForHole(entry.series, first[0]);
      addPoints(entry.series, update.points);
      dropBefore(entry.series, this.from_ms());
    }
    entry.revision += 1;
    this.tell(update.topic);
  }

  private lookForHole(series: Series, at: number): void {
    if (!this.missed || !leavesHole(series, at)) return;
    this.missed();
    this.missed = null;
  }

  /** Grows with every change of one of the topics. */
  revisionOf(topics: readonly string[], widgetId = ""): number {
    const own = this.ofWidgets.get(widgetId)?.revision ?? 0;
    return topics.reduce((sum, topic) => sum + (this.entries.get(topic)?.revision ?? 0), own);
  }

  sources(bindings: readonly Binding[], widgetId = ""): Source[] {
    const own = this.ofWidgets.get(widgetId);
    return bindings.map((binding, place) => {
      const topic = topicOf(binding);
      if (binding.kind === "nothing") {
        const info = { ...infoOf({ topic, state: "missing" }), reason: binding.reason };
        return { ...unknownEntry(topic), info, label: binding.label ?? "" };
      }
      const entry = this.entries.get(topic) ?? unknownEntry(topic);
      const label = binding.label || entry.info.path || topic;
      const field = binding.field === undefined ? {} : { field: binding.field };
      const source = { ...entry, info: infoFor(binding, entry.info), label, ...field };
      return own ? { ...source, ...own.levels[place], revision: entry.revision + own.revision } : source;
    });
  }

  /**
   * How old the youngest value is when none of those that are expected to move does any more; null while one does, or
   * when nothing is expected.
   */
  standstill(topics: readonly string[], now_ms: number): number | null {
    let youngest_ms: number | null = null;
    for (const topic of topics) {
      const entry = this.entries.get(topic);
      const expected_ms = (entry?.info.expected_s ?? 0) * 1000;
      if (!entry?.latest || expected_ms <= 0) continue;
      const age_ms = now_ms - entry.latest.ts;
      if (age_ms <= expected_ms * STALE_AFTER_INTERVALS) return null;
      youngest_ms = Math.min(youngest_ms ?? age_ms, age_ms);
    }
    return youngest_ms;
  }

  subscribe(topics: readonly string[], changed: () => void): () => void {
    const throttled = throttle(changed, TELL_EVERY_MS);
    for (const topic of topics) {
      const listeners = this.listeners.get(topic) ?? new Set();
      this.listeners.set(topic, listeners.add(throttled.call));
    }
    return () => {
      throttled.cancel();
      for (const topic of topics) this.listeners.get(topic)?.delete(throttled.call);
    };
  }

  private tell(topic: string): void {
    if (this.held) {
      this.held.add(topic);
      return;
    }
    for (const listener of this.listeners.get(topic) ?? []) listener();
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Listeners of a widget's own data stand beside those of topics, none of which begins like this. */
export function widgetKey(id: string): string {
  return `#${id}`;
}

function newer(a: Sample | null, b: Sample | null): Sample | null {
  if (!a || !b) return a ?? b;
  return b.ts >= a.ts ? b : a;
}

function seriesOf({ series }: Pick<SourceAnswer, "series">): Series {
  if (!series) return emptySeries();
  return {
    ts: [...series.ts],
    value: series.value.map(numberOf),
    isReduced: series.reduced ?? false,
    ...(series.not_finite ? { notFinite: series.not_finite } : {}),
  };
}

function infoOf(answer: SourceAnswer): SourceInfo {
  return {
    topic: answer.topic,
    state: answer.state ?? "ok",
    metricId: answer.metric_id ?? metricIn(answer.topic),
    deviceId: answer.device_id ?? null,
    device: answer.device ?? "",
    place: answer.place ?? null,
    path: answer.path ?? "",
    unit: answer.unit ?? "",
    dataType: answer.data_type ?? "double",
    expected_s: answer.expected_interval_s ?? null,
    low: answer.low ?? null,
    high: answer.high ?? null,
    isWritable: answer.is_writable ?? false,
    ...(answer.reason ? { reason: answer.reason } : {}),
    ...(answer.command ? { command: { ...answer.command, fixed: {} } } : {}),
  };
}

/** Two controls may send the same command, each with parameters laid down of its own. */
function infoFor(binding: Binding, info: SourceInfo): SourceInfo {
  if (binding.kind !== "command" || !info.command) return info;
  return { ...info, command: { ...info.command, fixed: binding.parameters ?? {} } };
}

function metricIn(topic: string): number | null {
  return topic.startsWith("m:") ? Number(topic.slice(2)) : null;
}

/** Bound, but nothing is known of it yet. */
function unknownEntry(topic: string): Entry {
  return { info: infoOf({ topic }), latest: null, series: emptySeries(), revision: 0 };
}

function throttle(run: () => void, every_ms: number): { call: () => void; cancel: () => void } {
  let ranAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const call = () => {
    if (timer !== undefined) return;
    const wait_ms = ranAt + every_ms - performance.now();
    if (wait_ms <= 0) {
      ranAt = performance.now();
      run();
      return;
    }
    timer = setTimeout(() => {
      timer = undefined;
      ranAt = performance.now();
      run();
    }, wait_ms);
  };
  return { call, cancel: () => clearTimeout(timer) };
}
