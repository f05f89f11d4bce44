import { fireEvent, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const source = [sampleSource({ isWritable: true, low: 0, high: 50, unit: "s" }, { ts: NOW, value: 10, quality: 0 })];

it("turns by keyboard and sends with Enter", () => {
  const { send, control } = openDoor();
  renderWidget("knob", source, { control });
  const knob = screen.getByRole("slider", { name: "Title" });
  for (const key of ["ArrowUp", "ArrowUp", "PageUp", "ArrowLeft"]) fireEvent.keyDown(knob, { key });
  expect(knob).toHaveAttribute("aria-valuetext", "21 s");
  expect(send).not.toHaveBeenCalled();
  fireEvent.keyDown(knob, { key: "Enter" });
  expect(send).toHaveBeenCalledExactlyOnceWith(21);
});

it("forgets a turn that ends with Escape", () => {
  const { send, control } = openDoor();
  renderWidget("knob", source, { control });
  const knob = screen.getByRole("slider");
  fireEvent.keyDown(knob, { key: "End" });
  expect(screen.getByTestId("requested")).toHaveTextContent("Wanted: 50 s");
  fireEvent.keyDown(knob, { key: "Escape" });
  fireEvent.blur(knob);
  expect(send).not.toHaveBeenCalled();
  expect(knob).toHaveAttribute("aria-valuenow", "10");
});

it("is out of reach without the right", () => {
  const { control } = openDoor({ refusal: "Needs the operator role" });
  renderWidget("knob", source, { control });
  const knob = screen.getByRole("slider");
  fireEvent.keyDown(knob, { key: "End" });
  expect(knob).toHaveAttribute("aria-disabled", "true");
  expect(knob).toHaveAttribute("aria-valuenow", "10");
});

it("is not turned by a finger that scrolls past it", () => {
  const { send, control } = openDoor();
  renderWidget("knob", source, { control });
  const knob = screen.getByRole("slider");
  fireEvent.pointerDown(knob, { button: 0, pointerType: "touch", clientX: 200, clientY: 10 });
  fireEvent.pointerUp(knob, { pointerType: "touch" });
  expect(send).not.toHaveBeenCalled();
  expect(knob).toHaveAttribute("aria-valuenow", "10");
});
