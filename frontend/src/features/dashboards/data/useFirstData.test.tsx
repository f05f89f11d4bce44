import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { useConnection } from "@/shared/live/useConnection";
import { show } from "@/testing/render";
import { emptyDocument } from "../document/dashboardDocument";
import type { DashboardData } from "./dashboardData";
import { useFirstData } from "./useFirstData";
import { DashboardDataContext, useSources } from "./useSources";

vi.mock("@/shared/live/useLiveUpdates", () => ({ useLiveUpdates: () => undefined }));
const get = vi.spyOn(api, "get");

const BINDING = { kind: "metric", metric: 7 } as const;
const DOCUMENT = {
  ...emptyDocument(),
  widgets: { w1: { type: "timeseries", version: 1, title: "", options: {}, bindings: [BINDING], rules: [] } },
};
const RANGE = { from: "now-1h", to: "now" };
const NONE = {};

function answer(ts: number[]) {
  const value = ts.map((at) => at);
  const source = { topic: "m:7", latest: { ts: ts.at(-1), value: 1, quality: 0 }, series: { ts, value } };
  return { widgets: { w1: { sources: [source] } }, variables: [], paths: {} };
}

function Points() {
  const series = useSources([BINDING])[0]?.series;
  return <p data-testid="points">{series?.ts.join(" ")}</p>;
}

let shown: DashboardData;

function Board() {
  const { data } = useFirstData({
    dashboardId: 1,
    version: 1,
    document: DOCUMENT,
    range: RANGE,
    given: NONE,
    isEditing: false,
    compare: "none",
    saved: DOCUMENT,
  });
  shown = data;
  return (
    <DashboardDataContext value={data}>
      <Points />
    </DashboardDataContext>
  );
}

beforeEach(() => {
  get.mockReset();
  useConnection.setState({ state: "open", generation: 1 });
});
afterEach(() => {
  useConnection.setState({ state: "idle", generation: 0 });
});

it("fills the gap when the connection is back, without a reload", async () => {
  const now = Date.now();
  get.mockResolvedValueOnce(answer([now - 3000, now - 2000]));
  show(<Board />);
  await waitFor(() => expect(screen.getByTestId("points")).toHaveTextContent(`${now - 3000} ${now - 2000}`));

  get.mockResolvedValueOnce(answer([now - 3000, now - 2000, now - 1000, now]));
  act(() => useConnection.setState({ state: "lost" }));
  expect(get).toHaveBeenCalledTimes(1);
  act(() => useConnection.setState({ state: "open", generation: 2 }));

  await waitFor(() => expect(screen.getByTestId("points")).toHaveTextContent(`${now - 1000} ${now}`));
  expect(get).toHaveBeenCalledTimes(2);
});

it("asks once more for what came between the first answer and the connection", async () => {
  const now = Date.now();
  const before = [now - 6000, now - 5000, now - 4000];
  get.mockResolvedValueOnce(answer(before));
  show(<Board />);
  await waitFor(() => expect(screen.getByTestId("points")).toHaveTextContent(before.join(" ")));

  const whole = [...before, now - 3000, now - 2000, now - 1000];
  get.mockResolvedValueOnce(answer(whole));
  const value = { ts: now - 1000, value: 1, quality: 0 };
  act(() => shown.heard({ kind: "value", topic: "m:7", value, points: [[now - 1000, 1]] }));

  await waitFor(() => expect(screen.getByTestId("points")).toHaveTextContent(whole.join(" ")), { timeout: 5_000 });
  expect(get).toHaveBeenCalledTimes(2);
});
