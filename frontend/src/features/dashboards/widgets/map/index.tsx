import { IconMap2 } from "@tabler/icons-react";
import { sampleSource } from "../../data/sampleSource";
import { noUpgrade, shownFields } from "../common";
import { field } from "../params";
import { defineWidget } from "../widget";
import { DeviceMap } from "./DeviceMap";

export const fields = {
  labels: field.boolean(true),
  clusters: field.boolean(true),
  background: field.boolean(true),
  latitude: field.optionalNumber({ minimum: -90, maximum: 90 }),
  longitude: field.optionalNumber({ minimum: -180, maximum: 180 }),
  zoom: field.number(5, { minimum: 1, maximum: 18, step: 0.5 }),
  ...shownFields,
};

export const widget = defineWidget({
  type: "map",
  version: 1,
  icon: IconMap2,
  group: "media",
  order: 1,
  keywords: "location position gps fleet geo marker cluster world place",
  params: fields,
  data: { min: 1, max: 500, needsSeries: false, isWritable: false },
  suits: { location: 1, several: 0.35 },
  hasRules: true,
  shape: "chart",
  size: { desktop: { w: 12, h: 12 }, mobile: { w: 6, h: 10 } },
  minSize: { w: 4, h: 5 },
  component: DeviceMap,
  upgrade: noUpgrade,
  example: (now_ms) => ({
    options: { unit: "%" },
    rules: [
      { when: "above", value: 75, level: "minor", text: "" },
      { when: "above", value: 90, level: "critical", text: "" },
    ],
    sources: [
      [1, "Vaasa", 63.1, 21.6, 42],
      [2, "Turku", 60.45, 22.27, 94],
      [3, "Oulu", 65.01, 25.47, 63],
      [4, "Tampere", 61.5, 23.76, 81],
      [5, "Kuopio", 62.89, 27.68, 37],
      [6, "Joensuu", 62.6, 29.76, 55],
      [7, "Helsinki", 60.17, 24.94, 48],
      [8, "Espoo", 60.21, 24.66, 52],
      [9, "Vantaa", 60.29, 25.04, 78],
      [10, "Rovaniemi", 66.5, 25.73, 29],
      [11, "Sundsvall", 62.39, 17.31, 66],
      [12, "Tallinn", 59.44, 24.75, 71],
    ].map(([id, device, lat, lon, value]) =>
      sampleSource(
        { topic: `m:${id}`, deviceId: Number(id), device: String(device), place: [Number(lat), Number(lon)] },
        { ts: now_ms, value: Number(value), quality: 0 },
      ),
    ),
  }),
});
