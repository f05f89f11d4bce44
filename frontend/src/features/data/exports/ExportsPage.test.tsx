import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { usualDefinition } from "@/shared/export/types";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { TopBarForTests } from "@/testing/TopBarForTests";
import { ExportsPage } from "./ExportsPage";

afterEach(() => vi.restoreAllMocks());

const JOB = {
  id: 1,
  name: "Flow of May",
  status: "done",
  progress: 1,
  rows: 1200000,
  metrics: 12,
  size_bytes: 3_000_000,
  file_name: "Flow of May.csv",
  has_file: true,
  link: "/api/exports/download/abc",
  notes: ["One metric was left out: gone since, or not to be read by its owner any more."],
  error: "",
  wants_mail: false,
  schedule_id: null,
  due_at: null,
  created_at: "2026-05-01T00:00:00Z",
  started_at: null,
  finished_at: null,
  expires_at: "2026-05-08T00:00:00Z",
  definition: usualDefinition(["d:1"]),
};

function page() {
  show(
    <TopBarForTests>
      <ExportsPage />
    </TopBarForTests>,
  );
}

test("a finished export is a link, with what was left out said beside it", async () => {
  fakeServer(() => ({ json: { items: [JOB], total: 1 } }));
  page();
  const row = (await screen.findByText("Flow of May")).closest("tr");
  if (!row) throw new Error("the export stands in no row");
  expect(within(row).getByText("CSV · 12 metrics · 1,200,000 rows")).toBeVisible();
  expect(within(row).getByText(/One metric was left out/)).toBeVisible();
  expect(within(row).getByRole("link", { name: "Download Flow of May.csv" })).toHaveAttribute("href", JOB.link);
});

test("one under way shows how far it is and can be cancelled", async () => {
  const running = { ...JOB, status: "running", progress: 0.42, has_file: false, link: null, notes: [] };
  const calls = fakeServer(() => ({ json: { items: [running], total: 1 } }));
  page();
  expect(await screen.findByRole("progressbar", { name: "Flow of May: 42 %" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Cancel Flow of May" }));
  await waitFor(() =>
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toContain("POST /api/exports/1/cancel"),
  );
});
