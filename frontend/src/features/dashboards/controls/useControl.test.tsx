import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { Command } from "@/shared/api/types";
import { useConnection } from "@/shared/live/useConnection";
import { show } from "@/testing/render";
import { sampleSource } from "../data/sampleSource";
import { sampleCommand } from "./sampleCommand";
import { type Commands, CommandsContext, useControl } from "./useControl";

const post = vi.spyOn(api, "post");
const heard = vi.fn();

beforeEach(() => {
  post.mockReset();
  heard.mockReset();
  useConnection.setState({ state: "open" });
  outcomes.length = 0;
});
afterEach(() => {
  useConnection.setState({ state: "idle" });
});

const outcomes: unknown[] = [];

function Door() {
  const door = useControl({ widgetId: "w1", isControl: true, sources: [sampleSource({ isWritable: true }, null)] });
  return (
    <>
      <p data-testid="refusal">{door?.refusal ?? "open"}</p>
      <p data-testid="error">{door?.error}</p>
      <button type="button" onClick={() => void door?.send(true).then((outcome) => outcomes.push(outcome))}>
        Send
      </button>
      <button type="button" onClick={() => void door?.send(false)}>
        Off
      </button>
    </>
  );
}

function door(commands: Partial<Commands> = {}) {
  const all = { dashboardId: 3, permissions: ["operate"], ofMetric: new Map(), heard, given: {}, ...commands };
  return (
    <CommandsContext value={all}>
      <Door />
    </CommandsContext>
  );
}

/** What the page gets to know later; the control stays the same. */
let know: (commands: Partial<Commands>) => void = () => undefined;

function Page({ first }: { first: Partial<Commands> }) {
  const [commands, setCommands] = useState(first);
  know = (next) => act(() => setCommands(next));
  return door(commands);
}

const open = (commands: Partial<Commands> = {}) => show(<Page first={commands} />);

const press = () => userEvent.click(screen.getByRole("button", { name: "Send" }));
const keyOf = (call: number) => new Headers(post.mock.calls[call]?.[2]?.headers).get("Idempotency-Key");

it("is closed without the role, and says so", () => {
  open({ permissions: ["view_dashboards"] });
  expect(screen.getByTestId("refusal")).toHaveTextContent("Needs the operator role");
});

it("is closed while nobody would see what it does", () => {
  useConnection.setState({ state: "lost" });
  open();
  expect(screen.getByTestId("refusal")).toHaveTextContent("No connection: nothing can be sent now");
});

it("sends a double click once", async () => {
  post.mockResolvedValue(sampleCommand());
  open();
  await userEvent.dblClick(screen.getByRole("button", { name: "Send" }));
  expect(post).toHaveBeenCalledTimes(1);
  expect(heard).toHaveBeenCalledTimes(1);
});

it("takes a double click for sent when the server has taken it, and not before", async () => {
  let refuse: (error: ApiError) => void = () => undefined;
  post.mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
  open();
  await userEvent.dblClick(screen.getByRole("button", { name: "Send" }));
  expect(outcomes).toEqual([]);
  const refusal = new ApiError({ status: 409, code: "refused", message: "Too much." });
  await act(async () => refuse(refusal));
  expect(outcomes).toEqual([refusal, refusal]);
  expect(post).toHaveBeenCalledTimes(1);
});

it("tries a PIN again, however fast it is typed", async () => {
  post.mockRejectedValue(new ApiError({ status: 403, code: "wrong_pin", message: "This is not the PIN." }));
  open();
  await press();
  await press();
  expect(post).toHaveBeenCalledTimes(2);
});

it("repeats with the same key what may have got lost, so that it happens once", async () => {
  post.mockRejectedValueOnce(new ApiError({ status: 0, code: "unreachable", message: "No answer." }));
  post.mockResolvedValueOnce(sampleCommand());
  open();
  await press();
  expect(screen.getByTestId("error")).toHaveTextContent("Not known whether it arrived: No answer.");
  await press();
  expect(keyOf(0)).toMatch(/^[0-9a-f]{32}$/);
  expect(keyOf(1)).toBe(keyOf(0));
  expect(screen.getByTestId("error")).toBeEmptyDOMElement();
});

it("knows more than that it is not known once the command itself is heard of", async () => {
  post.mockRejectedValueOnce(new ApiError({ status: 0, code: "unreachable", message: "No answer." }));
  open();
  await press();
  expect(screen.getByTestId("error")).toHaveTextContent("Not known whether it arrived");
  know({ ofMetric: new Map([[1, sampleCommand({ id: 8 })]]) });
  expect(screen.getByTestId("error")).toBeEmptyDOMElement();
});

it("says that it was rejected also when the page hears only then what was sent before", async () => {
  post.mockRejectedValueOnce(new ApiError({ status: 403, code: "forbidden", message: "Not yours." }));
  open({ listed: async () => [sampleCommand({ id: 8, status: "done" })] });
  await press();
  expect(screen.getByTestId("error")).toHaveTextContent("Rejected: Not yours.");
  know({ asOf: 4, ofMetric: new Map([[1, sampleCommand({ id: 8, status: "done" })]]) });
  expect(screen.getByTestId("error")).toHaveTextContent("Rejected: Not yours.");
});

it("says that it did not arrive once a later connection knows of no such command", async () => {
  post.mockRejectedValueOnce(new ApiError({ status: 0, code: "unreachable", message: "No answer." }));
  useConnection.setState({ generation: 4 });
  open({ asOf: 4 });
  await press();
  expect(screen.getByTestId("error")).toHaveTextContent("Not known whether it arrived");
  know({ asOf: 5 });
  expect(screen.getByTestId("error")).toHaveTextContent("It did not arrive: nothing was sent");
});

it("takes nothing that was sent before for what got lost", async () => {
  post.mockRejectedValueOnce(new ApiError({ status: 0, code: "unreachable", message: "No answer." }));
  const earlier = sampleCommand({ id: 8, status: "done" });
  useConnection.setState({ generation: 4 });
  let answer: (commands: readonly Command[]) => void = () => undefined;
  open({ listed: () => new Promise((resolve) => (answer = resolve)) });
  await press();
  expect(post).not.toHaveBeenCalled();
  await act(async () => answer([earlier, sampleCommand({ id: 9, metric_id: 77 })]));
  know({ asOf: 5, ofMetric: new Map([[1, earlier]]) });
  expect(screen.getByTestId("error")).toHaveTextContent("It did not arrive: nothing was sent");
});

it("sends nothing when the server does not say what was sent before", async () => {
  open({ listed: () => Promise.reject(new ApiError({ status: 0, code: "unreachable", message: "No answer." })) });
  await press();
  expect(screen.getByTestId("error")).toHaveTextContent("Rejected: No answer.");
  expect(post).not.toHaveBeenCalled();
});

it("never says so of what the server has refused", async () => {
  post.mockRejectedValueOnce(new ApiError({ status: 403, message: "Your profiles do not include this." }));
  open({ asOf: 4 });
  await press();
  know({ asOf: 5 });
  expect(screen.getByTestId("error")).toHaveTextContent("Rejected: Your profiles do not include this.");
});

it("sends another value after the one that is under way, and loses none", async () => {
  const answers: ((command: Command) => void)[] = [];
  post.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  open();
  await press();
  await userEvent.click(screen.getByRole("button", { name: "Off" }));
  expect(post.mock.calls.map(([, body]) => body)).toEqual([{ value: true }]);
  await act(async () => answers[0]?.(sampleCommand({ id: 1 })));
  expect(post.mock.calls.map(([, body]) => body)).toEqual([{ value: true }, { value: false }]);
});

it("says why the server refused", async () => {
  post.mockRejectedValueOnce(new ApiError({ status: 403, message: "Your profiles do not include this." }));
  open();
  await press();
  expect(screen.getByTestId("error")).toHaveTextContent("Rejected: Your profiles do not include this.");
});
