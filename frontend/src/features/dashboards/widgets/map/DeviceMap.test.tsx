import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import type { MapCanvasProps } from "../../maps/MapCanvas";
import { NOW, renderWidget } from "../testing";

const drawn = vi.hoisted(() => vi.fn());
vi.mock("../../maps/LazyMap", () => ({
  LazyMap: (props: MapCanvasProps) => {
    drawn(props);
    return null;
  },
}));

const pump = (value: unknown, place: [number, number] | null = [63.1, 21.6], age_ms = 0) =>
  sampleSource(
    { device: "مضخة 🌡", deviceId: 7, path: "pressure", unit: "bar", place },
    { ts: NOW - age_ms, value: value as number, quality: 0 },
  );
const rules = [{ when: "above" as const, value: 5, level: "critical" as const, text: "Too high" }];

it("marks a device by its worst value, with the value beside it and all in the popup", () => {
  renderWidget("map", [pump(6.25)], { rules });
  expect(drawn.mock.lastCall?.[0].markers).toEqual([
    {
      key: "d:7",
      lat: 63.1,
      lon: 21.6,
      title: "مضخة 🌡",
      look: "critical",
      label: "6.25 bar",
      lines: [["pressure", "6.25 bar"]],
      note: "Too high",
    },
  ]);
  expect(screen.getByTestId("map-list")).toHaveTextContent("مضخة 🌡, pressure 6.25 bar, Too high");
});

it("shows a value that stood still as stale, whatever its limits say", () => {
  renderWidget("map", [pump(6, [1, 2], 60_000)], { rules });
  expect(drawn.mock.lastCall?.[0].markers[0].look).toBe("stale");
});

it("says which devices have no place, and what to do when none has one", () => {
  const other = sampleSource({ device: "Fan", deviceId: 8 }, null);
  renderWidget("map", [pump(1), other]);
  expect(screen.getByText("Without a place: Fan")).toBeInTheDocument();
  renderWidget("map", [pump(1, null)]);
  expect(screen.getByText(/give them the attributes latitude and longitude/)).toBeInTheDocument();
});
