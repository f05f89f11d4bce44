import { expect, it } from "vitest";
import { sampleSource } from "../data/sampleSource";
import type { Source, SourceInfo } from "../data/source";
import { placedOf } from "./places";

const source = (info: Partial<SourceInfo>, value: unknown): Source =>
  sampleSource({ deviceId: 1, device: "Truck", ...info }, { ts: 5, value: value as number, quality: 0 });

it("puts a device where its own measured position says", () => {
  const sources = [
    source({ topic: "m:1", path: "gps/latitude" }, 60.5),
    source({ topic: "m:2", path: "gps/Lng" }, 25),
    source({ topic: "m:3", path: "speed" }, 80),
  ];
  expect(placedOf(sources)).toEqual([
    {
      key: "d:1",
      name: "Truck",
      deviceId: 1,
      place: { lat: 60.5, lon: 25 },
      at_ms: 5,
      values: [sources[2]],
    },
  ]);
});

it.each([
  [
    { lat: 1, lon: 2 },
    { lat: 1, lon: 2 },
  ],
  [
    { latitude: 1, longitude: 2, altitude: 3 },
    { lat: 1, lon: 2 },
  ],
  [
    { type: "Point", coordinates: [2, 1] },
    { lat: 1, lon: 2 },
  ],
  [{ lat: 91, lon: 2 }, null],
  [{ lat: "1", lon: 2 }, null],
  [[1, 2], null],
  ["1,2", null],
])("reads the place in %j", (value, place) => {
  expect(placedOf([source({ path: "position" }, value)])[0]?.place).toEqual(place);
});

it("falls back to where the device stands", () => {
  expect(placedOf([source({ path: "temperature", place: [63.1, 21.6] }, 20)])[0]).toMatchObject({
    place: { lat: 63.1, lon: 21.6 },
    at_ms: null,
  });
  expect(placedOf([source({ path: "temperature" }, 20)])[0]?.place).toBeNull();
});

it("leaves out what is missing, and takes what belongs to no device for itself", () => {
  const gone = source({ state: "missing" }, 1);
  const output = source({ topic: "o:1:b2:", deviceId: null, device: "" }, { lat: 1, lon: 2 });
  expect(placedOf([gone, output]).map(({ key }) => key)).toEqual(["o:1:b2:"]);
});
