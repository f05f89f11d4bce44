import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const source = [sampleSource({ isWritable: true }, { ts: NOW, value: 0, quality: 0 })];

it("sends its value", async () => {
  const { send, control } = openDoor();
  renderWidget("button", source, { control, options: { label: "Open", value: 100 } });
  await userEvent.click(screen.getByRole("button", { name: "Open" }));
  expect(send).toHaveBeenCalledExactlyOnceWith(100);
});

it("sends nothing when the person thinks again", async () => {
  const { send, control } = openDoor();
  renderWidget("button", source, { control, options: { label: "Open", confirmText: "Is the gate clear?" } });
  await userEvent.click(screen.getByRole("button", { name: "Open" }));
  await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(send).not.toHaveBeenCalled();
});

it("says why the server refused", () => {
  const { control } = openDoor({ error: "The device is gone." });
  renderWidget("button", source, { control });
  expect(screen.getByRole("alert")).toHaveTextContent("The device is gone.");
});
