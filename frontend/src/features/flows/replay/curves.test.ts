import { describe, expect, it } from "vitest";
import { choicesOf, firstChoice, raisedOf } from "./curves";
import type { ReplayResult } from "./queries";
import { result } from "./testing";

const pair = (
  kind: string,
  device_id: number,
  here: [number, number | null] | null,
): ReplayResult["alarms"]["items"][0] => ({
  kind,
  block: "b3",
  device_id,
  here: here && { raised_ts: here[0], cleared_ts: here[1], value: 1 },
  there: null,
});

describe("curves of a replay", () => {
  const curves = [1, 2].map((device_id) => ({ block: "b4", device_id, count: 1, ts: [0], value: [1], reduced: false }));

  it("are offered once, though both sides have them", () => {
    const one = result({ here: { curves }, there: { curves } });

    expect(choicesOf(one)).toEqual([
      { block: "b4", device: 1 },
      { block: "b4", device: 2 },
    ]);
  });

  it("are first shown of a device whose alarms differ", () => {
    const items = [pair("same", 1, [0, 1]), pair("only_here", 2, [0, 1])];

    expect(firstChoice(result({ here: { curves }, alarms: { items } }))).toEqual({ block: "b4", device: 2 });
    expect(firstChoice(result({ here: { curves } }))).toEqual({ block: "b4", device: 1 });
    expect(firstChoice(result({}))).toBeUndefined();
  });

  it("know when an alarm stood, cut to the range", () => {
    const items = [pair("only_here", 1, [-5, 10]), pair("only_here", 1, [40, null]), pair("only_here", 2, [1, 2])];

    expect(raisedOf(items, "here", { device: 1, start_ms: 0, end_ms: 50 })).toEqual([
      { from_ms: 0, to_ms: 10 },
      { from_ms: 40, to_ms: 50 },
    ]);
    expect(raisedOf(items, "there", { device: 1, start_ms: 0, end_ms: 50 })).toEqual([]);
  });
});
