import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleCommand } from "../../controls/sampleCommand";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const source = [sampleSource({ isWritable: true, low: 0, high: 50, unit: "s" }, { ts: NOW, value: 10, quality: 0 })];

async function type(text: string) {
  const input = screen.getByTestId("number-input");
  await userEvent.clear(input);
  await userEvent.type(input, text);
}

it("sends what is typed when it is set, and not before", async () => {
  const { send, control } = openDoor();
  renderWidget("number_input", source, { control });
  await type("20");
  expect(send).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId("set"));
  expect(send).toHaveBeenCalledExactlyOnceWith(20);
});

it("says in words what it does not take, and keeps it back", async () => {
  const { send, control } = openDoor();
  renderWidget("number_input", source, { control });
  await type("51");
  expect(screen.getByRole("alert")).toHaveTextContent("Give 0 to 50.");
  expect(screen.getByTestId("set")).toBeDisabled();
  await userEvent.keyboard("{Enter}");
  expect(send).not.toHaveBeenCalled();
});

it("keeps to its step where it has to", async () => {
  renderWidget("number_input", source, { ...openDoor(), options: { step: 5, keepToStep: true } });
  await type("12");
  expect(screen.getByRole("alert")).toHaveTextContent("Give multiples of 5 from 0.");
});

it("shows the reported value while another one is under way, and how long it may take", () => {
  const expires_at = new Date(NOW + 42_000).toISOString();
  const { control } = openDoor({ command: sampleCommand({ value: 30, status: "sent", expires_at }) });
  renderWidget("number_input", source, { control });
  expect(screen.getByTestId("reading")).toHaveTextContent("10 s");
  expect(screen.getByTestId("command-state")).toHaveTextContent("Requested 30 s: sent · 42 s left");
});

it("steps stay inside and read like people write them", async () => {
  renderWidget("number_input", source, { ...openDoor(), options: { step: 0.1, decimals: 1 } });
  for (let press = 0; press < 3; press += 1) await userEvent.click(screen.getByTestId("more"));
  expect(screen.getByTestId("number-input")).toHaveValue("10.3 s");
  await type("0");
  await userEvent.click(screen.getByTestId("less"));
  expect(screen.getByTestId("number-input")).toHaveValue("0 s");
});

it("takes back what was typed", async () => {
  const { send, control } = openDoor();
  renderWidget("number_input", source, { control });
  await type("20");
  await userEvent.click(screen.getByTestId("discard"));
  expect(screen.getByTestId("number-input")).toHaveValue("10 s");
  expect(send).not.toHaveBeenCalled();
});
