import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import type { Alarm } from "@/shared/api/types";
import { renderWidget } from "../testing";

vi.mock("@/shared/session/useMe", () => ({ useCan: () => () => true }));
vi.mock("@/shared/live/useLiveUpdates", () => ({ useLiveUpdates: () => undefined }));

const alarm: Alarm = {
  id: 7,
  rule_id: 1,
  title: "Too hot",
  severity: "critical",
  state: "active_unacked",
  is_open: true,
  device_id: 1,
  device: "Oven",
  metric_id: 1,
  value_at_raise: 83.44,
  text: "",
  raised_at: "2026-03-01T11:00:00Z",
  cleared_at: null,
  clear_cause: null,
  ack_at: null,
  ack_by: null,
  ack_comment: "",
  closed_at: null,
  still_active: false,
  version: 3,
};
const listed = (...items: Alarm[]) => vi.spyOn(api, "get").mockResolvedValue({ items, total: items.length });

describe("alarm table", () => {
  beforeEach(() => void vi.spyOn(api, "post").mockResolvedValue({}));
  afterEach(() => vi.restoreAllMocks());

  it("shows severity, device and value of an alarm", async () => {
    listed(alarm);
    renderWidget("alarm_table", []);
    expect(await screen.findByText("Too hot")).toBeInTheDocument();
    expect(screen.getByText("Oven · at 83.4")).toBeInTheDocument();
    expect(screen.getByLabelText("Critical")).toBeInTheDocument();
  });

  it("acknowledges with a comment and not without", async () => {
    listed(alarm);
    renderWidget("alarm_table", []);
    await userEvent.click(await screen.findByTestId("acknowledge-7"));
    const dialog = within(await screen.findByRole("dialog"));
    const confirm = dialog.getByRole("button", { name: "Acknowledge" });
    await userEvent.type(screen.getByRole("textbox"), "   ");
    expect(confirm).toBeDisabled();
    await userEvent.type(screen.getByRole("textbox"), "Fan is being replaced ");
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(api.post).toHaveBeenCalledExactlyOnceWith("/api/alarms/7/ack", {
        comment: "Fan is being replaced",
        expected_version: 3,
      }),
    );
  });

  it("leaves out what is less severe than asked for", async () => {
    listed(alarm, { ...alarm, id: 8, title: "A bit warm", severity: "warning" });
    renderWidget("alarm_table", [], { options: { minSeverity: "major" } });
    expect(await screen.findByText("Too hot")).toBeInTheDocument();
    expect(screen.queryByText("A bit warm")).not.toBeInTheDocument();
  });

  it("is of the devices that the variables stand for, unless told otherwise", async () => {
    const get = listed(alarm);
    const variables = [{ name: "machine", kind: "device" as const, values: [3, 5], labels: [], problem: null }];
    const asked = () => get.mock.calls.at(-1)?.[1];
    renderWidget("alarm_table", [], { variables }).unmount();
    expect(asked()).toEqual({ scope: "current", limit: 20, device: ["3", "5"], site: [] });
    renderWidget("alarm_table", [], { variables, options: { followsVariables: false } });
    expect(asked()).toEqual({ scope: "current", limit: 20, device: [], site: [] });
  });

  it("is glad when there is none", async () => {
    listed();
    renderWidget("alarm_table", []);
    expect(await screen.findByText("No open alarms")).toBeInTheDocument();
  });
});
