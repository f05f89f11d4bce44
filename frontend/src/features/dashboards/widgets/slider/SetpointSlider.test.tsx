import { fireEvent, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleCommand } from "../../controls/sampleCommand";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const source = [sampleSource({ isWritable: true, low: 0, high: 50, unit: "s" }, { ts: NOW, value: 10, quality: 0 })];

it("sends once, when it is let go", () => {
  const { send, control } = openDoor();
  renderWidget("slider", source, { control });
  const slider = screen.getByRole("slider", { name: "Title" });
  for (const value of [11, 15, 20]) fireEvent.change(slider, { target: { value } });
  expect(send).not.toHaveBeenCalled();
  expect(screen.getByTestId("requested")).toHaveTextContent("Wanted: 20 s");
  fireEvent.pointerUp(slider);
  expect(send).toHaveBeenCalledExactlyOnceWith(20);
});

it("keeps the reported value in sight while another one is under way", () => {
  const { control } = openDoor({ command: sampleCommand({ value: 30, status: "sent" }) });
  renderWidget("slider", source, { control });
  expect(screen.getByTestId("reading")).toHaveTextContent("10s");
  expect(screen.getByTestId("command-state")).toHaveTextContent("Requested 30 s: sent");
  expect(screen.getByRole("slider")).toHaveValue("30");
});

it("forgets a drag that ends with Escape", () => {
  const { send, control } = openDoor();
  renderWidget("slider", source, { control });
  const slider = screen.getByRole("slider");
  fireEvent.change(slider, { target: { value: 40 } });
  fireEvent.keyUp(slider, { key: "Escape" });
  fireEvent.blur(slider);
  expect(send).not.toHaveBeenCalled();
  expect(slider).toHaveValue("10");
});

it("moves by keyboard and sends at the key's release", () => {
  const { send, control } = openDoor();
  renderWidget("slider", source, { control });
  const slider = screen.getByRole("slider");
  fireEvent.change(slider, { target: { value: 11 } });
  fireEvent.keyUp(slider, { key: "ArrowRight" });
  expect(send).toHaveBeenCalledExactlyOnceWith(11);
});

it("takes its ends from the params before the metric's", () => {
  renderWidget("slider", source, { options: { min: 5, max: 20 } });
  expect(screen.getByRole("slider")).toHaveAttribute("min", "5");
  expect(screen.getByRole("slider")).toHaveAttribute("max", "20");
});

it("writes what the device reports as it is, and not as the steps would have it", () => {
  const between = [
    sampleSource({ isWritable: true, low: 0, high: 10, unit: "bar" }, { ts: NOW, value: 5.25, quality: 0 }),
  ];
  renderWidget("slider", between);
  expect(screen.getByTestId("reading")).toHaveTextContent("5.25bar");
});

it("forgets a touch that became a scrolling of the page", () => {
  const { send, control } = openDoor();
  renderWidget("slider", source, { control });
  const slider = screen.getByRole("slider");
  fireEvent.change(slider, { target: { value: 30 } });
  fireEvent.pointerCancel(slider);
  fireEvent.blur(slider);
  expect(send).not.toHaveBeenCalled();
  expect(screen.queryByTestId("requested")).toBeNull();
});
