import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import type { LiveUpdate } from "@/shared/live/protocol";
import { useTopBar } from "@/shared/topbar/useTopBar";
import { DashboardPage } from "../DashboardPage";
import { emptyDocument } from "../document/dashboardDocument";

const live = vi.hoisted(() => ({ tell: (_: unknown) => {}, topics: [] as readonly string[] }));
vi.mock("@/shared/session/useMe", () => ({ useCan: () => () => true }));
vi.mock("@/shared/live/useLiveUpdates", () => ({
  useLiveUpdates: (topics: readonly string[], heard: (update: unknown) => void) => {
    if (!topics.includes("o:3:D1_w1.look:")) return;
    live.topics = topics;
    live.tell = heard;
  },
}));
vi.mock("@/shared/charts/PlotlyChart", () => ({ PlotlyChart: () => null }));

const LOOK = { kind: "output", flow: 3, block: "D1_w1.look", key: null, inputs: ["title", "color", "visible", "unit"] };
const TOPIC = "o:3:D1_w1.look:";

function board() {
  const document = emptyDocument();
  document.widgets.w1 = {
    type: "value",
    version: 1,
    title: "Heat",
    options: {},
    bindings: [{ kind: "metric", metric: 7 }],
    rules: [],
    look: LOOK,
  };
  document.layouts.desktop.p1 = [{ i: "w1", x: 0, y: 0, w: 6, h: 4 }];
  return { id: 1, name: "Mill", version: 1, draft_version: 0, draft: null, permissions: ["view_dashboards"], document };
}

function open(set: unknown) {
  const sources = [{ topic: "m:7", unit: "°C", path: "heat", latest: { ts: Date.now(), value: 91, quality: 0 } }];
  const look = { topic: TOPIC, latest: set === null ? null : { ts: 1000, value: set, quality: 0 } };
  vi.spyOn(api, "get").mockImplementation(async (path: string) => {
    if (path === "/api/dashboards/1") return board() as never;
    if (path === "/api/dashboards/1/data")
      return { widgets: { w1: { sources, look } }, variables: [], paths: {} } as never;
    return { items: [], total: 0 } as never;
  });
  const router = createMemoryRouter([{ path: "/dashboards/:dashboardId", Component: DashboardPage }], {
    initialEntries: ["/dashboards/1"],
  });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <div ref={useTopBar.getState().setActions} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

function tell(value: Record<string, unknown>) {
  const update: LiveUpdate = { kind: "value", topic: TOPIC, value: { ts: Date.now(), value, quality: 0 }, points: [] };
  act(() => live.tell(update));
}

beforeEach(() => {
  live.topics = [];
});
afterEach(() => vi.restoreAllMocks());

it("shows what the designer wrote until the flow sets something, and then that, as it comes", async () => {
  open(null);
  expect(await screen.findByRole("heading", { name: "Heat" })).toBeInTheDocument();
  expect(await screen.findByText("°C")).toBeInTheDocument();

  tell({ title: "Boiler 2", color: "major", unit: "K" });

  const card = await screen.findByRole("article", { name: "Boiler 2" });
  expect(card).toHaveAttribute("data-level", "major");
  expect(await screen.findByText("K")).toBeInTheDocument();
  expect(screen.getByText("Major")).toBeInTheDocument();
});

it("is as the flow left it when the page is opened again, and comes back when the flow shows it", async () => {
  open({ title: "Boiler 2", visible: false });
  await vi.waitFor(() => expect(live.topics).toContain(TOPIC));
  await vi.waitFor(() => expect(screen.queryByTestId("widget-w1")).toBeNull());

  tell({ title: "Boiler 2", visible: true });

  expect(await screen.findByRole("heading", { name: "Boiler 2" })).toBeInTheDocument();
});
