import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { type Call, fakeServer } from "@/testing/server";
import { ExportDialog } from "./ExportDialog";
import { fileNameOf } from "./requestExport";

afterEach(() => vi.restoreAllMocks());

const ESTIMATE = { metrics: 2, rows: 1234, is_more: false, is_small: true, from_ms: 0, to_ms: 1 };
const NODE = { node: { key: "d:1", kind: "device", label: "Pump 1" }, breadcrumbs: [], items: [], total: 0 };

function server(answerToExport: () => ReturnType<Parameters<typeof fakeServer>[0]>): Call[] {
  return fakeServer(({ path }) => {
    if (path === "/api/exports/estimate") return { json: ESTIMATE };
    if (path === "/api/exports") return answerToExport();
    return { json: NODE };
  });
}

test("it says how much comes, and asks for exactly what is chosen", async () => {
  const calls = server(() => ({ status: 202, json: { id: 7, status: "waiting" } }));
  const close = vi.fn();
  show(<ExportDialog isOpen close={close} nodes={["d:1"]} initial={{ bucket_s: 3_600, functions: ["min", "max"] }} />);
  expect(await screen.findByText(/2 metrics, up to 1,234 rows: comes at once/)).toBeVisible();
  expect(await screen.findByText("Pump 1")).toBeVisible();
  await userEvent.click(screen.getByText("A row per sample"));
  await userEvent.click(screen.getByRole("button", { name: "Export" }));
  await waitFor(() => expect(close).toHaveBeenCalled());
  const asked = calls.find(({ path }) => path === "/api/exports")?.body;
  expect(asked).toMatchObject({
    nodes: ["d:1"],
    shape: "long",
    bucket_s: 3_600,
    functions: ["min", "max"],
    delivery: "auto",
  });
});

test("what the server refuses stands where it can be changed", async () => {
  const error = { code: "refused", message: "“now” is not before “now-1h”: exchange them.", field: "from" };
  server(() => ({ status: 400, json: { error } }));
  show(<ExportDialog isOpen close={() => {}} nodes={["d:1"]} />);
  await userEvent.click(await screen.findByRole("button", { name: "Export" }));
  expect(await screen.findByText(error.message)).toBeVisible();
  expect(screen.getByRole("button", { name: "Export" })).toBeEnabled();
});

test("without a place there is nothing to export", async () => {
  server(() => ({ json: {} }));
  show(<ExportDialog isOpen close={() => {}} nodes={[]} />);
  expect(await screen.findByRole("button", { name: "Export" })).toBeDisabled();
});

test.each([
  ['attachment; filename="Flow 2026.csv"', "Flow 2026.csv"],
  ["attachment; filename*=utf-8''K%C3%BChlung.csv", "Kühlung.csv"],
  ["attachment", null],
])("the file's name in %s is %s", (header, name) => {
  expect(fileNameOf(new Response("", { headers: { "Content-Disposition": header } }))).toBe(name);
});
