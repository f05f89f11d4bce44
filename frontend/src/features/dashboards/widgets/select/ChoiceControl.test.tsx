import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { sampleCommand } from "../../controls/sampleCommand";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const reports = (value: number) => [
  sampleSource({ dataType: "long", unit: "", isWritable: true }, { ts: NOW, value, quality: 0 }),
];

describe.each(["segmented", "radio"])("a choice as %s", (look) => {
  it("shows what the device reports and sends another one", async () => {
    const { send, control } = openDoor();
    renderWidget("select", reports(1), { control, options: { look } });
    expect(screen.getByRole("radio", { name: "Automatic" })).toBeChecked();
    await userEvent.click(screen.getByRole("radio", { name: "Manual" }));
    expect(send).toHaveBeenCalledExactlyOnceWith(2);
    expect(screen.getByRole("radio", { name: "Automatic" })).toBeChecked();
  });
});

it("runs ahead only where it is set to, and says that nobody confirmed", () => {
  const { control } = openDoor({ command: sampleCommand({ value: 2, status: "sent" }) });
  renderWidget("select", reports(1), { control, options: { optimistic: true } });
  expect(screen.getByRole("radio", { name: "Manual" })).toBeChecked();
  expect(screen.getByTestId("command-state")).toHaveTextContent("Not confirmed by the device");
});

it("says when the device reports something else", () => {
  renderWidget("select", reports(7), openDoor());
  expect(screen.getByText("Reports 7, which is none of these")).toBeInTheDocument();
});

it("has its own values and words", async () => {
  const { send, control } = openDoor();
  const choices = [
    { label: "Night", value: "n" },
    { label: "Day", value: "d" },
  ];
  renderWidget("select", reports(1), { control, options: { choices } });
  await userEvent.click(screen.getByRole("radio", { name: "Day" }));
  expect(send).toHaveBeenCalledExactlyOnceWith("d");
});
