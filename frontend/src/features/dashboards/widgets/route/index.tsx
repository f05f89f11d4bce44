import { IconRoute } from "@tabler/icons-react";
import { sampleSeries, sampleSource } from "../../data/sampleSource";
import { noUpgrade } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { Route } from "./Route";

export const fields = {
  background: field.boolean(true),
  speed: field.choice(["10", "60", "300", "1000"], "60"),
};

export const widget = defineWidget({
  type: "route",
  version: 1,
  icon: IconRoute,
  group: "media",
  order: 2,
  keywords: "trip track gps replay path way vehicle",
  params: fields,
  data: { min: 2, max: 20, needsSeries: true, isWritable: false },
  suits: { location: 0.7 },
  hasRules: false,
  shape: "chart",
  size: { desktop: { w: 12, h: 12 }, mobile: { w: 6, h: 10 } },
  minSize: { w: 4, h: 6 },
  component: Route,
  upgrade: noUpgrade,
  example: (now_ms) => {
    const series = sampleSeries(40, 60_000, now_ms);
    const scaled = (base: number, by: number) => ({ ...series, value: series.value.map((v) => base + (v ?? 0) * by) });
    const one = (path: string, shown: typeof series) =>
      sampleSource(
        { topic: `m:${path}`, path, unit: "°" },
        { ts: now_ms, value: shown.value.at(-1) ?? 0, quality: 0 },
        shown,
      );
    return {
      options: { background: false },
      rules: [],
      sources: [
        one("latitude", scaled(60, 0.02)),
        one("longitude", { ...scaled(25, 0), value: series.ts.map((_, i) => 25 + i / 60) }),
      ],
    };
  },
});
