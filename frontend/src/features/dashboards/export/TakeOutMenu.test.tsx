import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { download } from "@/shared/api/download";
import { show } from "@/testing/render";
import { type PageRequest, PageRequestContext } from "../data/pageRequest";
import { sampleSource } from "../data/sampleSource";
import { widgetKind } from "../widgets/registry";
import { TakeOutMenu } from "./TakeOutMenu";
import { offerOf } from "./takeOut";

vi.mock("@/shared/api/download", () => ({ download: vi.fn(async () => undefined), saveBlob: vi.fn() }));
afterEach(() => vi.clearAllMocks());

const RANGE = { from: "now-1h", to: "now" };
const REQUEST: PageRequest = { dashboardId: 7, version: 1, range: RANGE, compare: "none", given: {} };
const source = sampleSource({ topic: "m:3", metricId: 3 }, null);

function showMenu(request: PageRequest) {
  const offer = offerOf(widgetKind("timeseries"), [source]);
  show(
    <PageRequestContext value={request}>
      <TakeOutMenu widgetId="w1" title="Boiler" range={RANGE} offer={offer} />
    </PageRequestContext>,
  );
}

it("offers nothing of controls, and samples and a figure of charts", () => {
  expect(offerOf(widgetKind("slider"), [source])).toEqual({ nodes: [], hasFigure: false });
  expect(offerOf(widgetKind("value"), [source, source])).toEqual({ nodes: ["m:3"], hasFigure: false });
  expect(offerOf(widgetKind("timeseries"), [source])).toEqual({ nodes: ["m:3"], hasFigure: true });
});

it("fetches the interactive page of the range that is shown", async () => {
  showMenu(REQUEST);
  await userEvent.click(screen.getByRole("button", { name: "Take out" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Interactive page (HTML)" }));
  expect(download).toHaveBeenCalledWith(
    "/api/dashboards/7/widgets/w1/figure",
    expect.objectContaining({ from: "now-1h", to: "now", format: "html" }),
    "Boiler.html",
  );
});

it("is not there for whoever has only a public link", () => {
  showMenu({ ...REQUEST, place: { token: "x", grant: "", given: {} } });
  expect(screen.queryByRole("button")).toBeNull();
});
