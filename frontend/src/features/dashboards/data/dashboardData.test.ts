import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DashboardData, type SourceAnswer } from "./dashboardData";

const binding = { kind: "metric" as const, metric: 1 };
const answer: SourceAnswer = {
  topic: "m:1",
  path: "cpu/load",
  unit: "%",
  latest: { ts: 3000, value: 3, quality: 0 },
  series: { ts: [1000, 2000, 3000], value: [1, 2, 3] },
};
const live = (ts: number, value: number) => ({
  kind: "value" as const,
  topic: "m:1",
  value: { ts, value, quality: 0 },
  points: [[ts, value]] as [number, number][],
});

let data: DashboardData;
const source = () => data.sources([binding])[0];

beforeEach(() => {
  vi.useFakeTimers();
  data = new DashboardData();
  data.followFrom(() => 0);
  data.load([answer]);
});
afterEach(() => vi.useRealTimers());

describe("DashboardData", () => {
  it("adds live points to the first answer", () => {
    data.heard(live(4000, 4));
    expect(source()?.series.ts).toEqual([1000, 2000, 3000, 4000]);
    expect(source()?.latest?.value).toBe(4);
  });

  it("keeps live points that are newer than a later answer", () => {
    data.heard(live(4000, 4));
    data.heard(live(5000, 5));
    data.load([{ ...answer, series: { ts: [2000, 3000, 4000], value: [2, 3, 4.5] } }]);
    expect(source()?.series).toMatchObject({ ts: [2000, 3000, 4000, 5000], value: [2, 3, 4.5, 5] });
    expect(source()?.latest?.value).toBe(5);
  });

  it("keeps nothing of a longer range that has left the picture", () => {
    data.followFrom(() => 3500);
    data.load([{ ...answer, series: { ts: [], value: [] } }]);
    expect(source()?.series.ts).toEqual([]);
    data.heard(live(4000, 4));
    data.load([{ ...answer, series: { ts: [], value: [] } }]);
    expect(source()?.series.ts).toEqual([4000]);
  });

  it("fills the hole of a lost connection from the next answer", () => {
    data.heard(live(9000, 9));
    data.load([{ ...answer, series: { ts: [3000, 5000, 7000, 9000], value: [3, 5, 7, 9] } }]);
    expect(source()?.series.value).toEqual([3, 5, 7, 9]);
  });

  it("tells once that samples were missed between the first answer and the first live points", () => {
    const missed = vi.fn();
    data.onMissed(missed);
    data.heard(live(6000, 6));
    data.heard(live(9000, 9));
    expect(missed).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["the next in time", answer, 4400],
    [
      "a line whose points come when they will",
      { ...answer, series: { ts: [1000, 2500, 3000], value: [1, 2, 3] } },
      5000,
    ],
    ["a line that was thinned", { ...answer, series: { ts: [1, 2, 3], value: [1, 2, 3], reduced: true } }, 9000],
    ["a number without a line", { ...answer, series: null }, 9000],
  ])("misses nothing with %s", (_, first, ts) => {
    data = new DashboardData();
    data.followFrom(() => 0);
    data.load([first]);
    const missed = vi.fn();
    data.onMissed(missed);
    data.heard(live(ts, 4));
    expect(missed).not.toHaveBeenCalled();
  });

  it("keeps apart what two controls lay down of the same command", () => {
    const command = { name: "dose", title: "", confirmation: "", parameters: [] };
    data.load([{ topic: "c:4:dose", device_id: 4, command }]);
    const bound = (parameters: Record<string, unknown>) =>
      ({ kind: "command", device: 4, command: "dose", parameters }) as const;
    const sources = data.sources([bound({ volume: 2 }), bound({})]);
    expect(sources.map(({ info }) => info.command?.fixed)).toEqual([{ volume: 2 }, {}]);
  });

  it("adds no live points to a range in the past but shows the newest value", () => {
    data.followFrom(null);
    data.heard(live(4000, 4));
    expect(source()?.series.ts).toEqual([1000, 2000, 3000]);
    expect(source()?.latest?.value).toBe(4);
  });

  it("never goes back to an older value", () => {
    data.heard(live(2500, 2.5));
    expect(source()?.latest?.value).toBe(3);
  });

  it("takes the samples from the widget that has them", () => {
    data.load([answer, { ...answer, series: null }]);
    expect(source()?.series.ts).toHaveLength(3);
  });

  it("tells at once, then at most five times a second", () => {
    const changed = vi.fn();
    const leave = data.subscribe(["m:1"], changed);
    for (let i = 0; i < 100; i += 1) {
      data.heard(live(4000 + i, i));
      vi.advanceTimersByTime(10);
      if (i === 0) expect(changed).toHaveBeenCalledTimes(1);
    }
    expect(changed.mock.calls.length).toBeLessThanOrEqual(6);
    leave();
    data.heard(live(9999, 1));
    vi.advanceTimersByTime(500);
    expect(changed.mock.calls.length).toBeLessThanOrEqual(6);
  });

  it("knows nothing of a binding that was never answered", () => {
    expect(data.sources([{ kind: "metric", metric: 77 }])[0]).toMatchObject({
      latest: null,
      revision: 0,
      label: "m:77",
    });
  });
});

it("shows live values of a binding that is not saved yet", () => {
  const data = new DashboardData();
  data.heard({ kind: "value", topic: "o:3:b7:", value: { ts: 1, value: 5, quality: 0 }, points: [] });
  const binding = { kind: "output" as const, flow: 3, block: "b7", key: null, label: "Busy" };
  expect(data.sources([binding])[0]).toMatchObject({ label: "Busy", latest: { value: 5 } });
});
