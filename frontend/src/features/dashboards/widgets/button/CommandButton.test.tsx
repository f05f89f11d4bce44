import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleCommand } from "../../controls/sampleCommand";
import { sampleSource } from "../../data/sampleSource";
import { dose, NOW, openDoor, renderWidget } from "../testing";

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

it("sends a device's command at once when all of its parameters are laid down", async () => {
  const { send, control } = openDoor();
  renderWidget("button", [dose({ volume: 2, mode: "fast" })], { control, options: { label: "Dose 2 l" } });
  await userEvent.click(screen.getByRole("button", { name: "Dose 2 l" }));
  expect(send).toHaveBeenCalledExactlyOnceWith({});
});

it("asks for what is left open, and says at the field what is wrong", async () => {
  const { send, control } = openDoor();
  renderWidget("button", [dose()], { control, options: { label: "Dose" } });
  await userEvent.click(screen.getByTestId("button-input"));
  await userEvent.click(await screen.findByTestId("parameters-send"));
  expect(screen.getByText("Fill this in.")).toBeInTheDocument();
  await userEvent.type(screen.getByTestId("parameter-volume"), "9");
  expect(screen.getByText("Give 0 to 5.")).toBeInTheDocument();
  await userEvent.clear(screen.getByTestId("parameter-volume"));
  await userEvent.type(screen.getByTestId("parameter-volume"), "3");
  await userEvent.click(screen.getByTestId("parameters-send"));
  expect(send).toHaveBeenCalledExactlyOnceWith({ volume: 3, mode: "slow" });
});

it("asks the second word that the device's type wants", async () => {
  const { send, control } = openDoor();
  const source = dose({ volume: 2, mode: "fast" });
  const command = source.info.command && { ...source.info.command, confirmation: "Is the tank empty?" };
  renderWidget("button", [{ ...source, info: { ...source.info, command } }], { control, options: { label: "Dose" } });
  await userEvent.click(screen.getByTestId("button-input"));
  expect(await screen.findByText("Is the tank empty?")).toBeInTheDocument();
  // And says what goes along.
  expect(screen.getByText("volume 2, mode fast")).toBeInTheDocument();
  expect(send).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId("send-confirmed"));
  expect(send).toHaveBeenCalledExactlyOnceWith({});
});

it("says what became of the command and what went with it", () => {
  const command = sampleCommand({
    value: { volume: 2, mode: "fast" },
    status: "failed",
    detail: "no water",
    finished_at: new Date(NOW).toISOString(),
  });
  const { control } = openDoor({ command });
  renderWidget("button", [dose()], { control, options: { label: "Dose" } });
  expect(screen.getByTestId("command-state")).toHaveTextContent(/Dose: volume 2, mode fast.*no water/);
});
