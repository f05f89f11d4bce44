import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { AlarmsPage } from "./AlarmsPage";

afterEach(() => vi.restoreAllMocks());

const ALARM = {
  id: 5,
  rule_id: 1,
  title: "CPU load is high",
  severity: "critical",
  state: "active_unacked",
  is_open: true,
  device_id: 3,
  device: "pump",
  metric_id: 8,
  value_at_raise: 93,
  text: "the busiest core is at 93 %",
  raised_at: "2026-11-20T12:00:00Z",
  cleared_at: null,
  clear_cause: null,
  ack_at: null,
  ack_by: null,
  ack_comment: "",
  closed_at: null,
  still_active: false,
  version: 1,
};

function serve(items: unknown[]) {
  return fakeServer(() => ({ json: { items, total: items.length } }));
}

test("an operator chooses alarms and acknowledges them together", async () => {
  serve([ALARM]);
  show(<AlarmsPage />, { permissions: ["read", "acknowledge_alarms"], path: "/alarms" });
  await userEvent.click(await screen.findByRole("checkbox", { name: "Choose CPU load is high" }));
  const bar = screen.getByRole("toolbar", { name: "1 alarm chosen" });
  await userEvent.click(within(bar).getByRole("button", { name: "Acknowledge" }));
  expect(await screen.findByRole("dialog", { name: "Acknowledge alarm" })).toBeVisible();
});

test("a viewer sees the alarm, but nothing to acknowledge it with", async () => {
  serve([ALARM]);
  show(<AlarmsPage />, { permissions: ["read"], path: "/alarms" });
  expect(await screen.findByText("CPU load is high")).toBeVisible();
  expect(screen.queryByRole("button", { name: /Acknowledge/ })).toBeNull();
  expect(screen.queryByRole("checkbox")).toBeNull();
});

test("filters go to the server", async () => {
  const calls = serve([]);
  show(<AlarmsPage />, { permissions: ["read"], path: "/alarms?scope=history&severity=major,critical&search=pump" });
  expect(await screen.findByText("No alarm fits this search.")).toBeVisible();
  const list = calls.find(({ path }) => path === "/api/alarms");
  expect(Object.fromEntries(list?.query ?? [])).toMatchObject({ scope: "history", search: "pump" });
  expect(list?.query.getAll("severity")).toEqual(["critical", "major"]);
});

test("an empty list says what belongs there", async () => {
  serve([]);
  show(<AlarmsPage />, { permissions: ["read"], path: "/alarms" });
  expect(await screen.findByText(/All quiet/)).toBeVisible();
});
