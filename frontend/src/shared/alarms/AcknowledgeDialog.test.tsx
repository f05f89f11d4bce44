import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { api } from "@/shared/api/client";
import type { Alarm } from "@/shared/api/types";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { AcknowledgeDialog } from "./AcknowledgeDialog";

afterEach(() => vi.restoreAllMocks());

function alarm(id: number, more: Partial<Alarm> = {}): Alarm {
  return {
    id,
    rule_id: 1,
    title: `Alarm ${id}`,
    severity: "major",
    state: "active_unacked",
    is_open: true,
    device_id: 1,
    device: "pump",
    metric_id: 2,
    value_at_raise: 81,
    text: "",
    raised_at: "2026-11-20T12:00:00Z",
    cleared_at: null,
    clear_cause: null,
    ack_at: null,
    ack_by: null,
    ack_comment: "",
    closed_at: null,
    still_active: false,
    version: 4,
    ...more,
  };
}

test("without a word the button stays shut, blanks are no word", async () => {
  const calls = fakeServer(() => ({ json: {} }));
  show(<AcknowledgeDialog alarms={[alarm(7)]} close={() => {}} />);
  const button = await screen.findByRole("button", { name: "Acknowledge" });
  expect(button).toBeDisabled();
  await userEvent.type(screen.getByLabelText(/Comment/), "   ");
  expect(button).toBeDisabled();
  expect(calls).toEqual([]);
});

test("one alarm is acknowledged in the version that the person saw", async () => {
  const calls = fakeServer(() => ({ json: alarm(7, { state: "active_acked" }) }));
  const close = vi.fn();
  show(<AcknowledgeDialog alarms={[alarm(7)]} close={close} />);
  await userEvent.type(await screen.findByLabelText(/Comment/), " valve was closed ");
  await userEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(calls).toMatchObject([
    { method: "POST", path: "/api/alarms/7/ack", body: { comment: "valve was closed", expected_version: 4 } },
  ]);
});

function Page() {
  const [asked, setAsked] = useState<readonly Alarm[]>([]);
  return (
    <>
      {[17, 18].map((id) => (
        <button key={id} type="button" onClick={() => setAsked([alarm(id)])}>
          Ask {id}
        </button>
      ))}
      <AcknowledgeDialog alarms={asked} close={() => setAsked([])} />
    </>
  );
}

test("the late answer about one alarm does not close the question about another", async () => {
  let answer = (_: unknown) => {};
  vi.spyOn(api, "post").mockImplementation(() => new Promise((resolve) => (answer = resolve)) as never);
  show(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Ask 17" }));
  await userEvent.type(await screen.findByLabelText(/Comment/), "valve was closed");
  await userEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await userEvent.click(screen.getByRole("button", { name: "Ask 18" }));
  await userEvent.type(await screen.findByLabelText(/Comment/), "on my way");
  await act(async () => answer(alarm(17, { state: "active_acked" })));
  expect(screen.getByLabelText(/Comment/)).toHaveValue("on my way");
  expect(await screen.findByText("Alarm 17 is acknowledged.")).toBeVisible();
});

test("who was slower reads who was faster and what they wrote", async () => {
  const message = "Olli acknowledged it at 2026-11-20 12:01:00 UTC: on my way";
  fakeServer(() => ({ status: 409, json: { error: { code: "already_acknowledged", message } } }));
  show(<AcknowledgeDialog alarms={[alarm(7)]} close={() => {}} />);
  await userEvent.type(await screen.findByLabelText(/Comment/), "mine");
  await userEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
  expect(await screen.findByText(message)).toBeVisible();
});

test("many alarms share one comment, and those that failed are named", async () => {
  const calls = fakeServer(() => ({
    json: { acknowledged: [alarm(1)], refused: [{ id: 2, code: "already_acknowledged", message: "Olli was faster." }] },
  }));
  const close = vi.fn();
  show(<AcknowledgeDialog alarms={[alarm(1), alarm(2)]} close={close} />);
  await userEvent.type(await screen.findByLabelText(/Comment/), "seen");
  await userEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
  expect(await screen.findByText("Alarm 2: Olli was faster.")).toBeVisible();
  expect(calls[0]).toMatchObject({ path: "/api/alarms/ack", body: { ids: [1, 2], comment: "seen" } });
  expect(close).not.toHaveBeenCalled();
});
