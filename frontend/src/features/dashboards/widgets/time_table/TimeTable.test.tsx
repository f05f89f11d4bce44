import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import type { PageRequest } from "../../data/pageRequest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openPage, renderWidget } from "../testing";
import { rowsOf, sorted } from "./rows";

const source = (path: string, ts: number[], value: (number | null)[], unit = "°C") =>
  sampleSource({ topic: path, path, unit }, null, { ts, value, isReduced: false });

describe("rows", () => {
  it("stand newest first, one for each time", () => {
    const rows = rowsOf([source("a", [1, 2], [10, null]), source("b", [2], [20])], "exact");
    expect(rows).toEqual([
      { at_ms: 2, values: [null, 20] },
      { at_ms: 1, values: [10] },
    ]);
  });

  it("take the last value of each second, not the hole behind it", () => {
    expect(rowsOf([source("a", [1000, 1400, 1900, 2000], [1, 2, null, 3])], "second")).toEqual([
      { at_ms: 2000, values: [3] },
      { at_ms: 1000, values: [2] },
    ]);
  });

  it("without a value stand last, up and down", () => {
    const rows = rowsOf([source("a", [1, 2, 3], [5, null, 9])], "exact");
    const order = (isUp: boolean) => sorted(rows, { column: 0, isUp }).map(({ values }) => values[0]);
    expect([order(true), order(false)]).toEqual([
      [5, 9, null],
      [9, 5, null],
    ]);
  });
});

describe("table of times", () => {
  const ts = Array.from({ length: 12 }, (_, i) => NOW - (11 - i) * 1000);
  const table = (options = {}) =>
    renderWidget(
      "time_table",
      [
        source(
          "a",
          ts,
          ts.map((_, i) => i),
        ),
      ],
      { options: { pageRows: 5, ...options }, page: openPage().page },
    );
  const values = () =>
    screen
      .getAllByRole("row")
      .slice(1)
      .map((row) => within(row).getAllByRole("cell")[1]?.textContent);

  it("turns its pages", async () => {
    table({ decimals: 0 });
    expect(values()).toEqual(["11", "10", "9", "8", "7"]);
    await userEvent.click(screen.getByRole("button", { name: "Next page" }));
    expect(screen.getByText("6–10 of 12")).toBeInTheDocument();
    expect(values()).toEqual(["6", "5", "4", "3", "2"]);
  });

  it("sorts by a column, up and then down", async () => {
    table({ decimals: 0 });
    await userEvent.click(screen.getByRole("button", { name: /^a/ }));
    expect(values()?.[0]).toBe("0");
    await userEvent.click(screen.getByRole("button", { name: /^a/ }));
    expect(values()?.[0]).toBe("11");
  });

  it("shows another unit", () => {
    table({ unit: "°F", decimals: 0 });
    expect(values()?.[0]).toBe("52");
    expect(screen.getByText("°F")).toBeInTheDocument();
  });

  it("says that there is nothing", () => {
    renderWidget("time_table", [source("a", [], [])]);
    expect(screen.getByText("No samples in this time range.")).toBeInTheDocument();
  });
});

describe("a table of more samples than a page has", () => {
  const thinned = (info = {}) =>
    sampleSource({ topic: "m:7", metricId: 7, path: "a", unit: "°C", ...info }, null, {
      ts: [NOW],
      value: [1],
      isReduced: true,
    });
  const request: PageRequest = {
    dashboardId: 1,
    version: 1,
    range: { from: "now-1h", to: "now" },
    compare: "none",
    given: {},
  };
  const table = (around: PageRequest | null, options = {}) =>
    renderWidget("time_table", [thinned()], { options: { pageRows: 5, ...options }, request: around });

  afterEach(() => vi.restoreAllMocks());

  it("comes page by page from the server, in the unit that is shown", async () => {
    const get = vi
      .spyOn(api, "get")
      .mockResolvedValueOnce({ ts: [NOW, NOW - 1000], values: [[20], [null]], next_cursor: "99" })
      .mockResolvedValueOnce({ ts: [NOW - 2000], values: [[21]], next_cursor: null });
    table(request, { unit: "°F", decimals: 1 });
    expect(await screen.findByText("68.0")).toBeInTheDocument();
    expect(screen.getAllByRole("row")).toHaveLength(3);
    await userEvent.click(screen.getByRole("button", { name: "Next page" }));
    expect(await screen.findByText("69.8")).toBeInTheDocument();
    expect(screen.getByText("Page 2")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Next page" })).toBeDisabled();
    expect(get.mock.calls.map(([path, query]) => [path, (query as { cursor: string | null }).cursor])).toEqual([
      ["/api/samples/rows", null],
      ["/api/samples/rows", "99"],
    ]);
    expect(get.mock.calls[0]?.[1]).toMatchObject({ metric: ["7"], limit: 5 });
  });

  it("turns one page after the other, however fast it is asked to", async () => {
    let answer = (_: unknown) => {};
    vi.spyOn(api, "get")
      .mockResolvedValueOnce({ ts: [NOW], values: [[20]], next_cursor: "99" })
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)) as never)
      .mockResolvedValueOnce({ ts: [NOW - 2000], values: [[22]], next_cursor: null });
    table(request, { decimals: 0 });
    const next = await screen.findByRole("button", { name: "Next page" });
    await userEvent.dblClick(next);
    answer({ ts: [NOW - 1000], values: [[21]], next_cursor: "98" });
    expect(await screen.findByText("21")).toBeInTheDocument();
    expect(screen.getByText("Page 2")).toBeInTheDocument();
    await userEvent.click(next);
    expect(await screen.findByText("22")).toBeInTheDocument();
  });

  it.each([
    ["on paper", null],
    ["behind a public link", { ...request, place: { token: "t", grant: "", given: {} } }],
  ])("says %s that it shows only some", (_, around) => {
    const get = vi.spyOn(api, "get");
    table(around);
    expect(screen.getByText(/these are the telling ones/)).toBeInTheDocument();
    expect(get).not.toHaveBeenCalled();
  });
});
