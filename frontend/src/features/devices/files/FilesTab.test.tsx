import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { FilesTab } from "./FilesTab";
import type { DeviceFile, FileVersion } from "./fileQueries";

afterEach(() => vi.restoreAllMocks());

const VERSION: FileVersion = {
  id: 11,
  version: "2.3.1",
  size: 820_000,
  sha256: "6763b487",
  note: "Fixes the start after a power cut",
  metadata: { board: "rev C" },
  is_active: true,
  uploaded_by: "Dana",
  uploaded_from: null,
  created_at: "2026-11-20T12:00:00Z",
  activated_at: "2026-11-20T12:00:00Z",
};
const FILE: DeviceFile = {
  id: 5,
  name: "firmware.bin",
  kind: "FIRMWARE",
  description: "",
  node: "t:2",
  place: "Pump",
  created_at: "2026-11-20T12:00:00Z",
  active: VERSION,
  version_count: 2,
  is_hidden: false,
  permissions: ["read", "manage_templates_files"],
};
const OLD: FileVersion = { ...VERSION, id: 10, version: "2.3.0", note: "", metadata: {}, is_active: false };
const ROLL_OUT = { total: 3, waiting: 0, notified: 1, downloading: 0, downloaded: 0, applied: 1, failed: 1 };
const DELIVERY = { detail: "", bytes_sent: 0, changed_at: "2026-11-20T12:00:00Z" };

function open(permissions: string[], items: DeviceFile[] = [FILE], path = "/devices/1/files") {
  const calls = fakeServer(({ path: asked }) => {
    if (asked === "/api/files") return { json: { items, total: items.length } };
    if (asked === "/api/files/store")
      return { json: { file_bytes: 1000, quota_bytes: 5000, used_bytes: 0, kinds: [] } };
    if (asked === "/api/files/5") return { json: { ...FILE, permissions } };
    if (asked.endsWith("/versions")) return { json: { items: [VERSION, OLD], total: 2 } };
    if (asked.endsWith("/roll-out")) return { json: ROLL_OUT };
    if (asked.endsWith("/deliveries")) {
      const failed = { ...DELIVERY, device_id: 8, device: "pump 2", status: "failed", detail: "wrong checksum" };
      return {
        json: { items: [failed, { ...DELIVERY, device_id: 7, device: "pump 1", status: "applied" }], total: 2 },
      };
    }
    return { json: {} };
  });
  show(<FilesTab device={{ id: 1, permissions }} />, { path });
  return calls;
}

test("a device's files show where they come from and which a nearer one hides", async () => {
  open(["read"], [FILE, { ...FILE, id: 6, node: "d:1", place: "pump 1", name: "config.json", is_hidden: true }]);

  expect(await screen.findByText("firmware.bin")).toBeVisible();
  expect(screen.getByText("Pump")).toBeVisible();
  expect(screen.getByText("This device")).toBeVisible();
  expect(screen.getAllByText("Hidden")).toHaveLength(1);
  expect(screen.queryByRole("button", { name: "New file" })).toBeNull();
});

test("without files, who may is asked to upload one and others are told what belongs here", async () => {
  open(["read", "manage_templates_files"], []);
  expect(await screen.findByText(/Devices fetch the active one/)).toBeVisible();
  expect(screen.getByRole("button", { name: "New file" })).toBeVisible();
});

test("an opened file shows its versions and how far each device is", async () => {
  open(["read"], [FILE], "/devices/1/files?file=5");

  expect(await screen.findByText(/1 of 3 devices have applied it. 1 failed./)).toBeVisible();
  expect(await screen.findByText("wrong checksum")).toBeVisible();
  const versions = await screen.findByRole("list", { name: "Versions" });
  expect(within(versions).getByText("board: rev C")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Upload new version" })).toBeNull();
});

test("deleting the active version asks what devices shall use instead", async () => {
  const user = userEvent.setup();
  const calls = open(["read", "manage_templates_files"], [FILE], "/devices/1/files?file=5");

  await user.click(await screen.findByRole("button", { name: "Actions for 2.3.1" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete version" }));
  expect(await screen.findByRole("radio", { name: "The newest other version, 2.3.0" })).toBeChecked();
  await user.click(screen.getByRole("radio", { name: /None/ }));
  await user.click(screen.getByRole("button", { name: "Delete version" }));

  const sent = calls.find(({ method }) => method === "DELETE");
  expect([sent?.path, sent?.query.get("then")]).toEqual(["/api/files/5/versions/11", "none"]);
});

test("a file that is too large is named before anything is sent", async () => {
  const user = userEvent.setup();
  open(["read", "manage_templates_files"]);

  await user.click(await screen.findByRole("button", { name: "New file" }));
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("Up to 1 kB");
  const input = dialog.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("no file input");
  await user.upload(input, new File([new Uint8Array(1500)], "big.bin"));

  expect(await within(dialog).findByText("big.bin has 1.5 kB; at most 1 kB are taken here.")).toBeVisible();
});
