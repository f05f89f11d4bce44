import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { TopBarForTests } from "@/testing/TopBarForTests";
import { QueryPage } from "./QueryPage";

afterEach(() => vi.restoreAllMocks());

const METRIC = {
  id: 7,
  name: "Cooling",
  path: "cooling",
  device: "Hall",
  device_id: 3,
  unit: "°C",
  data_type: "double",
};
const NODE = { key: "m:7", kind: "metric", name: "Cooling", path: [], has_children: false };

function page(address: string, { isAnswering = false } = {}) {
  const calls = fakeServer(({ path }) => {
    if (path === "/api/queries/run" && !isAnswering) return { status: 503, json: { code: "busy", message: "Later." } };
    if (path === "/api/queries/run")
      return {
        json: { from_ms: 0, to_ms: 86_400_000, width_s: 300, shift_ms: null, metrics: [METRIC], series: [], hidden: 0 },
      };
    if (path === "/api/exports/estimate") return { json: { rows: 1, size_bytes: 10, notes: [] } };
    if (path === "/api/tree") return { json: { node: NODE, breadcrumbs: [], items: [], total: 0 } };
    return { json: { items: [], total: 0 } };
  });
  show(
    <TopBarForTests>
      <QueryPage />
    </TopBarForTests>,
    { path: address },
  );
  return calls;
}

const exportButton = () => screen.findByRole("button", { name: "Export" });
const widthsOf = (calls: ReturnType<typeof fakeServer>) =>
  calls
    .filter(({ path }) => path === "/api/exports/estimate")
    .map(({ body }) => (body as { bucket_s: number | null }).bucket_s);

test("a chosen width goes into the export, whether the answer is there yet or not", async () => {
  const calls = page("/data?metrics=7&width=86400&fn=avg");
  await userEvent.click(await exportButton());
  await waitFor(() => expect(widthsOf(calls)).toEqual([86_400]));
});

test("a width that is left to the server is exported when the server has said which", async () => {
  page("/data?metrics=7&fn=avg");
  expect(await exportButton()).toBeDisabled();
});

test("the width that the server chose goes into the export", async () => {
  const calls = page("/data?metrics=7&fn=avg", { isAnswering: true });
  await waitFor(async () => expect(await exportButton()).toBeEnabled());
  await userEvent.click(await exportButton());
  await waitFor(() => expect(widthsOf(calls)).toEqual([300]));
});
