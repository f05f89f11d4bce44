import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { sampleCommand } from "../../controls/sampleCommand";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const reported = (value: boolean | null) => [
  sampleSource(
    { dataType: "boolean", unit: "", isWritable: true },
    value === null ? null : { ts: NOW, value, quality: 0 },
  ),
];

describe("toggle", () => {
  it("sends the other state and does not move before the device says so", async () => {
    const { send, control } = openDoor();
    renderWidget("toggle", reported(false), { control });
    await userEvent.click(screen.getByRole("switch"));
    expect(send).toHaveBeenCalledExactlyOnceWith(true);
    expect(screen.getByRole("switch")).not.toBeChecked();
  });

  it("shows what was requested apart from what is reported", () => {
    const { control } = openDoor({ command: sampleCommand({ value: true, status: "delivered" }) });
    renderWidget("toggle", reported(false), { control });
    expect(screen.getByTestId("reading")).toHaveTextContent("Off");
    expect(screen.getByTestId("command-state")).toHaveTextContent("Requested On: delivered");
  });

  it("shows the wanted state at once only where the designer chose that", () => {
    const { control } = openDoor({ command: sampleCommand({ value: true, status: "sent" }) });
    renderWidget("toggle", reported(false), { control, options: { optimistic: true } });
    expect(screen.getByTestId("reading")).toHaveTextContent("On");
  });

  it("falls back to the reported state when the command fails, and says why", () => {
    const { control } = openDoor({
      command: sampleCommand({ value: true, status: "failed", detail: "Interlock open" }),
    });
    renderWidget("toggle", reported(false), { control, options: { optimistic: true } });
    expect(screen.getByTestId("reading")).toHaveTextContent("Off");
    expect(screen.getByTestId("command-state")).toHaveTextContent("On: failed: Interlock open");
  });

  it("says that a command has expired", () => {
    const { control } = openDoor({ command: sampleCommand({ value: false, status: "expired" }) });
    renderWidget("toggle", reported(true), { control });
    expect(screen.getByTestId("command-state")).toHaveTextContent("Off: expired");
  });

  it("asks first where the designer wants that", async () => {
    const { send, control } = openDoor();
    renderWidget("toggle", reported(true), { control, options: { confirmText: "The line stops." } });
    await userEvent.click(screen.getByRole("switch"));
    expect(await screen.findByText("The line stops.")).toBeInTheDocument();
    expect(send).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Off" }));
    expect(send).toHaveBeenCalledExactlyOnceWith(false);
  });

  it("is out of reach without the right and says so", () => {
    const { control } = openDoor({ refusal: "Needs the operator role" });
    renderWidget("toggle", reported(true), { control });
    expect(screen.getByRole("switch")).toBeDisabled();
    expect(screen.getByText("Needs the operator role")).toBeInTheDocument();
  });

  it("knows that it does not know", () => {
    renderWidget("toggle", reported(null), openDoor());
    expect(screen.getByTestId("reading")).toHaveTextContent("Unknown");
  });

  it("can be used by keyboard", async () => {
    const { send, control } = openDoor();
    renderWidget("toggle", reported(false), { control });
    await userEvent.tab();
    await userEvent.keyboard(" ");
    expect(send).toHaveBeenCalledExactlyOnceWith(true);
  });
});
