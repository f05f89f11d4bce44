import type { Bins, Distribution, HourMatrix } from "../data/levels";
import { sampleSeries, sampleSource } from "../data/sampleSource";
import type { Source, SourceInfo } from "../data/source";

/** Made-up figures of a calm curve over one hour, for the examples of chart widgets and for their tests. */
export function exampleBins(now_ms: number, count = 12): Bins {
  const width_ms = 3_600_000 / count;
  const end = Array.from({ length: count }, (_, i) => now_ms - (count - 1 - i) * width_ms);
  const avg = end.map((_, i) => 46 + 18 * Math.sin(i / 2));
  return {
    ts: end.map((at) => at - width_ms),
    end,
    width_s: width_ms / 1000,
    avg,
    min: avg.map((value) => value - 7),
    max: avg.map((value) => value + 9),
    last: avg,
  };
}

export function exampleDistribution(middle = 50): Distribution {
  const edges = Array.from({ length: 13 }, (_, i) => middle - 30 + i * 5);
  const counts = [2, 5, 11, 22, 41, 60, 58, 39, 21, 10, 4, 1];
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
    edges,
    counts,
    low: middle - 24,
    q1: middle - 7,
    median: middle,
    q3: middle + 7,
    high: middle + 25,
    mean: middle + 0.6,
    minimum: middle - 29,
    maximum: middle + 29,
    outliers: [middle - 29, middle + 29],
    outlier_count: 2,
    curve: Array.from({ length: 31 }, (_, i) => [middle - 30 + i * 2, Math.exp(-(((i - 15) / 6) ** 2))]),
    of_averages_s: null,
  };
}

export function exampleHours(): HourMatrix {
  return {
    rows: [0, 1, 2, 3, 4, 5, 6],
    value: Array.from({ length: 7 }, (_, day) =>
      Array.from(
        { length: 24 },
        (__, hour) => (day < 5 ? 40 : 15) + 30 * Math.max(0, Math.sin(((hour - 6) / 12) * Math.PI)),
      ),
    ),
    statistic: "avg",
  };
}

export function exampleSource(now_ms: number, info: Partial<SourceInfo>, more: Partial<Source> = {}): Source {
  const series = sampleSeries(120, 30_000, now_ms);
  const value = series.value.at(-1) ?? null;
  return { ...sampleSource(info, { ts: now_ms, value, quality: 0 }, series), ...more };
}
