import type { Sample } from "@/shared/api/types";
import { emptySeries } from "./series";
import type { Series, Source, SourceInfo } from "./source";

/** A made-up source, for the examples of widgets and for their tests. */
export function sampleSource(info: Partial<SourceInfo>, latest: Sample | null, series: Series = emptySeries()): Source {
  const path = info.path ?? "cpu/load";
  return {
    info: {
      topic: "m:1",
      state: "ok",
      metricId: 1,
      deviceId: 1,
      device: "Machine",
      path,
      unit: "%",
      dataType: "double",
      expected_s: 1,
      low: null,
      high: null,
      isWritable: false,
      ...info,
    },
    label: path,
    latest,
    series,
    revision: 0,
  };
}

/** A calm curve of `count` points that ends now. */
export function sampleSeries(count: number, step_ms: number, end_ms: number): Series {
  const ts = Array.from({ length: count }, (_, i) => end_ms - (count - 1 - i) * step_ms);
  const value = ts.map((_, i) => 46 + 18 * Math.sin(i / 5) + 7 * Math.sin(i / 1.7));
  return { ts, value, isReduced: false };
}
