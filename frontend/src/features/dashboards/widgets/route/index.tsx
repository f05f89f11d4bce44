import { IconRoute } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
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
    const way = between(TOWNS, STEPS);
    const one = (path: string, value: number[]) => {
      const ts = value.map((_, place) => now_ms - (value.length - 1 - place) * 360_000);
      const latest = { ts: now_ms, value: value.at(-1) ?? 0, quality: 0 };
      return sampleSource({ topic: `m:${path}`, path, unit: "°" }, latest, { ts, value, isReduced: false });
    };
    return {
      options: {},
      rules: [],
      sources: [
        one(
          "latitude",
          way.map(([lat]) => lat),
        ),
        one(
          "longitude",
          way.map(([, lon]) => lon),
        ),
      ],
    };
  },
});

/** Along the road from Turku to Oulu, north and east. */
const TOWNS: readonly [number, number][] = [
  [60.45, 22.27],
  [60.39, 23.13],
  [60.17, 24.94],
  [60.98, 25.66],
  [61.69, 27.27],
  [62.24, 25.75],
  [62.89, 27.68],
  [63.56, 27.19],
  [64.22, 27.73],
  [65.01, 25.47],
];
const STEPS = 8;

/** The way from each town to the next in so many steps, with the bends that roads have. */
function between(towns: readonly [number, number][], steps: number): [number, number][] {
  return towns.slice(0, -1).flatMap(([lat, lon], place) => {
    const [nextLat, nextLon] = towns[place + 1] ?? [lat, lon];
    return Array.from({ length: steps }, (_, step): [number, number] => {
      const part = step / steps;
      const bend = 0.12 * Math.sin(2 * Math.PI * part);
      return [lat + (nextLat - lat) * part + bend, lon + (nextLon - lon) * part - bend];
    });
  });
}
