import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleCommand } from "../../controls/sampleCommand";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const week = { default: 17, zone: "UTC", slots: [{ day: 1, from: "06:00", to: "18:00", value: 21 }] };
const source = [sampleSource({ dataType: "json", unit: "", isWritable: true }, { ts: NOW, value: week, quality: 0 })];
const options = { min: 5, max: 30, unit: "°C" };

it("shows the week that the device reports", () => {
  renderWidget("schedule", source, { ...openDoor(), options });
  expect(screen.getByRole("button", { name: "Tuesday 06:00 to 18:00: 21 °C" })).toBeInTheDocument();
  expect(screen.getByTestId("set")).toBeDisabled();
});

it("adds a time by keyboard and sends the whole week", async () => {
  const { send, control } = openDoor();
  renderWidget("schedule", source, { control, options });
  await userEvent.click(screen.getByTestId("add-slot"));
  await userEvent.click(await screen.findByTestId("slot-done"));
  expect(screen.getByText("Changed, not sent yet")).toBeInTheDocument();
  await userEvent.click(screen.getByTestId("set"));
  expect(send).toHaveBeenCalledExactlyOnceWith({
    ...week,
    slots: [{ day: 0, from: "08:00", to: "17:00", value: 18 }, ...week.slots],
  });
});

it("takes a time out and back in", async () => {
  renderWidget("schedule", source, { ...openDoor(), options });
  await userEvent.click(screen.getByTestId("slot"));
  await userEvent.click(await screen.findByTestId("remove-slot"));
  expect(screen.queryByTestId("slot")).toBeNull();
  await userEvent.click(screen.getByTestId("discard"));
  expect(screen.getByTestId("slot")).toBeInTheDocument();
});

it("says what became of a week though the device has never reported one", () => {
  const command = sampleCommand({
    value: week,
    status: "expired",
    detail: "It never left.",
    finished_at: new Date(NOW).toISOString(),
  });
  const silent = [sampleSource({ dataType: "json", unit: "", isWritable: true }, null)];
  renderWidget("schedule", silent, { ...openDoor({ command }), options });
  expect(screen.getByTestId("command-state")).toHaveTextContent("Title: expired: It never left.");
});
