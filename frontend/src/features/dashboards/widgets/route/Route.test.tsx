import { fireEvent, screen } from "@testing-library/react";
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

const HOUR = 3_600_000;
const axis = (path: string, ...values: (number | null)[]) =>
  sampleSource({ topic: `m:${path}`, path, device: "Truck", deviceId: 1 }, null, {
    ts: values.map((_, at) => NOW - HOUR + (at * HOUR) / (values.length - 1)),
    value: values,
    isReduced: false,
  });

it("draws the way, stands at its end, and says how long it is", () => {
  renderWidget("route", [axis("latitude", 0, 0), axis("longitude", 0, 1)]);
  const props = drawn.mock.lastCall?.[0];
  expect(props.routes[0]).toHaveLength(2);
  expect(props.markers[0]).toMatchObject({ lat: 0, lon: 1, title: "Truck" });
  expect(screen.getByText("111.2 km in 1 h")).toBeInTheDocument();
});

it("takes the axes by their names, whatever their order", () => {
  renderWidget("route", [axis("longitude", 5, 6), axis("latitude", 50, 51)]);
  expect(drawn.mock.lastCall?.[0].markers[0]).toMatchObject({ lat: 51, lon: 6 });
});

it("goes to a moment by keyboard, and begins anew when played at the end", () => {
  renderWidget("route", [axis("latitude", 0, 10), axis("longitude", 0, 10)]);
  const slider = screen.getByRole("slider", { name: "Moment of the route" });
  fireEvent.keyDown(slider, { key: "Home" });
  expect(drawn.mock.lastCall?.[0].markers[0]).toMatchObject({ lat: 0, lon: 0 });
  fireEvent.click(screen.getByRole("button", { name: "Play the route" }));
  expect(screen.getByRole("button", { name: "Pause" })).toBeInTheDocument();
});

it("says what it needs, and that nothing came", () => {
  renderWidget("route", [axis("latitude", 1, 2)]);
  expect(screen.getByText(/Bind the latitude and the longitude/)).toBeInTheDocument();
  renderWidget("route", [axis("latitude", null, null), axis("longitude", null, null)]);
  expect(screen.getByText("No positions in this time.")).toBeInTheDocument();
});
