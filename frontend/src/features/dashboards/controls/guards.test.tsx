import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { sampleSource } from "../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../widgets/testing";
import { SendDialog } from "./SendDialog";
import { sampleCommand } from "./sampleCommand";

const source = [sampleSource({ isWritable: true }, { ts: NOW, value: 1, quality: 0 })];

afterEach(() => {
  vi.useRealTimers();
});

describe("a button that has to be held", () => {
  const hold = () => {
    vi.useFakeTimers();
    const door = openDoor();
    renderWidget("button", source, { control: door.control, options: { label: "Stop", holdMs: 1000 } });
    return { ...door, button: screen.getByRole("button", { name: "Stop" }) };
  };
  const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));

  it("does nothing when it is let go too early", () => {
    const { send, button } = hold();
    fireEvent.pointerDown(button, { button: 0 });
    wait(900);
    fireEvent.pointerUp(button);
    fireEvent.click(button);
    wait(2000);
    expect(send).not.toHaveBeenCalled();
  });
  it("sends once, as soon as it was held long enough", () => {
    const { send, button } = hold();
    fireEvent.pointerDown(button, { button: 0 });
    wait(1000);
    wait(5000);
    fireEvent.pointerUp(button);
    fireEvent.click(button);
    expect(send).toHaveBeenCalledTimes(1);
  });
  it.each([" ", "Enter"])("can be held by the key “%s”, which repeats by itself", (key) => {
    const { send, button } = hold();
    fireEvent.keyDown(button, { key });
    wait(600);
    fireEvent.keyDown(button, { key, repeat: true });
    wait(399);
    expect(send).not.toHaveBeenCalled();
    wait(1);
    fireEvent.keyUp(button, { key });
    expect(send).toHaveBeenCalledTimes(1);
  });
  it("lets go of the finger, so that it is noticed when it slides off", () => {
    const { button } = hold();
    const releasePointerCapture = vi.fn();
    Object.assign(button, { hasPointerCapture: () => true, releasePointerCapture });
    fireEvent.pointerDown(button, { button: 0, pointerId: 7 });
    expect(releasePointerCapture).toHaveBeenCalledTimes(1);
  });
  it("is given up when the finger slides off", () => {
    const { send, button } = hold();
    fireEvent.pointerDown(button, { button: 0 });
    fireEvent.pointerLeave(button);
    wait(2000);
    expect(send).not.toHaveBeenCalled();
  });
});

describe("a control with a PIN", () => {
  it("sends the PIN along and says when it is wrong", async () => {
    const send = vi
      .fn()
      .mockResolvedValueOnce(
        new ApiError({ status: 400, code: "wrong_pin", message: "This is not the PIN: 4 tries left." }),
      )
      .mockResolvedValueOnce(null);
    renderWidget("button", source, {
      control: openDoor({ send }).control,
      options: { label: "Stop", pin: "dashboard" },
    });
    await userEvent.click(screen.getByRole("button", { name: "Stop" }));
    await userEvent.type(await screen.findByLabelText("PIN of this dashboard"), "12a34{Enter}");
    expect(send).toHaveBeenLastCalledWith(true, { pin: "1234" });
    expect(await screen.findByText("This is not the PIN: 4 tries left.")).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText("PIN of this dashboard"), "4321{Enter}");
    expect(send).toHaveBeenLastCalledWith(true, { pin: "4321" });
  });
});

it("asks with the value in the question", async () => {
  const { send, control } = openDoor();
  renderWidget("slider", source, { control, options: { max: 50, unit: "s", confirmText: "Really set {value}?" } });
  fireEvent.change(screen.getByRole("slider"), { target: { value: 20 } });
  fireEvent.pointerUp(screen.getByRole("slider"));
  expect(await screen.findByText("Really set 20 s?")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Set 20 s" }));
  expect(send).toHaveBeenCalledExactlyOnceWith(20);
});

it("says in its question why nothing can be sent any more", () => {
  const safety = { confirmText: "Really set {value}?", pin: "none", holdMs: 0, timeoutS: null } as const;
  const send = vi.fn();
  const words = { words: "20 s", action: "Set 20 s", closed: "Needs the operator role" };
  render(
    <MantineProvider env="test">
      <SendDialog send={send} safety={safety} {...words} close={vi.fn()} />
    </MantineProvider>,
  );
  expect(screen.getByRole("alert")).toHaveTextContent("Needs the operator role");
  expect(screen.getByRole("button", { name: "Set 20 s" })).toBeDisabled();
});

describe("what became of a command", () => {
  const state = (command: Parameters<typeof sampleCommand>[0]) => {
    const { control } = openDoor({ command: sampleCommand(command) });
    renderWidget("button", source, { control, options: { label: "Open", value: 1 } });
    return screen.getByTestId("command-state");
  };
  const at = (ms: number) => new Date(NOW + ms).toISOString();

  it("tells the reason of a failure for a day", () => {
    const failed = state({ value: 1, status: "failed", detail: "The valve is stuck.", finished_at: at(-3_600_000) });
    expect(failed).toHaveTextContent("Open: failed: The valve is stuck.");
  });
  it("tells why one may not send before what is long over", () => {
    const command = sampleCommand({ value: 1, status: "failed", detail: "Stuck.", finished_at: at(-60_000) });
    const { control } = openDoor({ command, refusal: "No connection" });
    renderWidget("button", source, { control, options: { label: "Open", value: 1 } });
    expect(screen.getByTestId("command-state")).toHaveTextContent("No connection");
  });
  it("tells that the time was over", () => {
    const expired = state({ value: 1, status: "expired", detail: "It never left.", finished_at: at(-1000) });
    expect(expired).toHaveTextContent("Open: expired: It never left.");
  });
  it("says what became of it before the end of a long value", () => {
    const value = "a recipe that is longer than any card is wide";
    const failed = state({ value, status: "failed", detail: "No malt.", finished_at: at(-1000) });
    expect(failed).toHaveTextContent("a recipe that is longer than…: failed: No malt.");
    expect(failed).toHaveAttribute("title", expect.stringContaining(value));
  });
  it("is a quiet line afterwards, also after a reload", () => {
    const done = state({ value: 1, status: "done", created_at: at(-300_000), finished_at: at(-299_000) });
    expect(done).toHaveTextContent("Open: done 5 min ago");
  });
});

it("shows who sent what and what became of it", async () => {
  const history = async () => [
    {
      at: "2026-03-01T11:00:00Z",
      by: "Olli",
      name: "burner",
      value: 1,
      status: "failed" as const,
      detail: "Stuck.",
      finished_at: null,
    },
  ];
  renderWidget("button", source, { control: openDoor({ history }).control, options: { label: "Open", value: 1 } });
  await userEvent.click(screen.getByRole("button", { name: "What was sent" }));
  expect(await screen.findByText("Failed: Stuck.")).toBeInTheDocument();
  expect(screen.getByText("Olli")).toBeInTheDocument();
});

describe("what somebody typed", () => {
  const typed = async (failure: ApiError | null, options = {}) => {
    const { control } = openDoor({ send: async () => failure });
    const text = [
      sampleSource({ isWritable: true, dataType: "string", unit: "" }, { ts: NOW, value: "Lager", quality: 0 }),
    ];
    renderWidget("text_input", text, { control, options });
    const field = screen.getByTestId("text-input");
    await userEvent.clear(field);
    await userEvent.type(field, "Pilsner{Enter}");
    return field;
  };
  it("stays when the server does not take it", async () => {
    expect(await typed(new ApiError({ status: 400, message: "Too long." }))).toHaveValue("Pilsner");
  });
  it("stays when the person thinks again", async () => {
    const field = await typed(null, { confirmText: "Really brew {value}?" });
    await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(field).toHaveValue("Pilsner");
  });
  it("makes room for what the device says once it was taken", async () => {
    expect(await typed(null)).toHaveValue("Lager");
  });
});
