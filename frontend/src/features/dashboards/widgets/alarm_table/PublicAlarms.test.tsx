import { screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { PublicAlarms } from "./PublicAlarms";

afterEach(() => vi.restoreAllMocks());

const PLACE = { token: "secret", grant: "proof", given: { machine: ["7"] } };
const ALARM = {
  id: 3,
  title: "Too hot",
  severity: "critical",
  state: "active_acked",
  device: "Oven",
  text: "",
  value_at_raise: 83.44,
  raised_at: "2026-03-01T11:00:00Z",
};

function shown(answer: unknown) {
  const calls = fakeServer(() => ({ json: answer }));
  const params = { scope: "current", minSeverity: "warning", rows: 20, followsVariables: true } as const;
  show(<PublicAlarms id="w2" title="Alarms" params={params} page={null} place={PLACE} />);
  return calls;
}

it("lists what the link's own door tells, with nothing to press", async () => {
  const calls = shown({ items: [ALARM], devices: 1 });
  expect(await screen.findByText("Too hot")).toBeInTheDocument();
  expect(screen.getByText("Oven · at 83.4")).toBeInTheDocument();
  expect(screen.getByText("Active, acknowledged")).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  expect(calls[0]?.path).toBe("/api/public/secret/alarms/w2");
});

it("says that no device is there rather than that none has an alarm", async () => {
  shown({ items: [], devices: 0 });
  expect(await screen.findByText("No devices on this dashboard whose alarms could be listed")).toBeInTheDocument();
});

it("is glad when there is none", async () => {
  shown({ items: [], devices: 2 });
  expect(await screen.findByText("No open alarms")).toBeInTheDocument();
});
