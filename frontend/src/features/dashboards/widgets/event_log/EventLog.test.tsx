import { screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { sampleSource } from "../../data/sampleSource";
import { renderWidget } from "../testing";
import type { JournalEntry } from "./journalQuery";

vi.mock("@/shared/live/useLiveUpdates", () => ({ useLiveUpdates: () => undefined }));
afterEach(() => vi.restoreAllMocks());

const entry = (more: Partial<JournalEntry>): JournalEntry => ({
  kind: "alarms",
  at: "2026-03-01T11:00:00Z",
  device_id: 1,
  device: "Oven",
  event: "raised",
  title: "Too hot",
  text: "",
  severity: "critical",
  by: null,
  value: 83.4,
  ...more,
});
const listed = (...items: JournalEntry[]) => vi.spyOn(api, "get").mockResolvedValue({ items });

it("tells what happened, to whom and by whom", async () => {
  listed(
    entry({}),
    entry({
      kind: "commands",
      event: "failed",
      title: "valve",
      value: true,
      severity: null,
      by: "Olli",
      text: "No answer",
    }),
    entry({
      kind: "connections",
      event: "disconnected",
      title: "mqtt",
      value: null,
      severity: null,
      device: "مضخة 🚰",
    }),
  );
  renderWidget("event_log", []);
  expect(await screen.findByText("raised")).toBeInTheDocument();
  expect(screen.getByLabelText("Critical")).toBeInTheDocument();
  expect(screen.getByText("Oven · No answer · by Olli")).toBeInTheDocument();
  expect(screen.getByText("مضخة 🚰")).toBeInTheDocument();
});

it("asks for the devices of its metrics and the kinds that were chosen", async () => {
  const get = listed();
  renderWidget("event_log", [sampleSource({ deviceId: 4 }, null), sampleSource({ deviceId: 4 }, null)], {
    options: { commands: false, rows: 9 },
  });
  expect(await screen.findByText("Nothing has happened.")).toBeInTheDocument();
  expect(get).toHaveBeenCalledWith(
    "/api/journal",
    { kinds: "alarms,connections", device: ["4"], site: [], limit: 9 },
    expect.anything(),
  );
});

it("says that nothing was chosen", () => {
  renderWidget("event_log", [], { options: { alarms: false, commands: false, connections: false } });
  expect(screen.getByText("Choose at least one kind of entry.")).toBeInTheDocument();
});

it("is of the site that a variable stands for, and rather of what it is bound to", () => {
  const get = vi.spyOn(api, "get").mockResolvedValue({ items: [] });
  const variables = [{ name: "hall", kind: "site" as const, values: [4], labels: [], problem: null }];
  const asked = () => get.mock.calls.at(-1)?.[1];
  renderWidget("event_log", [], { variables }).unmount();
  expect(asked()).toMatchObject({ device: [], site: ["4"] });
  renderWidget("event_log", [sampleSource({ deviceId: 9 }, null)], { variables });
  expect(asked()).toMatchObject({ device: ["9"], site: [] });
});
