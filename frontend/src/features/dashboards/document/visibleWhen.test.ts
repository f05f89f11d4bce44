import { describe, expect, it } from "vitest";
import { bindingsOf, type Circumstances, isVisible, passes, readVisibleWhen, writeVisibleWhen } from "./visibleWhen";

const at = (more: Partial<Circumstances> = {}): Circumstances => ({
  read: () => 70,
  variable: () => "north",
  permissions: ["read", "operate"],
  screen: "desktop",
  tabOf: () => undefined,
  ...more,
});
const shown = (conditions: unknown[], more: Partial<Circumstances> = {}, match = "all") =>
  isVisible(readVisibleWhen({ match, conditions }), at(more));
const hot = { kind: "source", binding: { kind: "metric", metric: 4 }, is: "above", value: 60 };

describe("visibleWhen", () => {
  it("shows what has no conditions", () => {
    expect(isVisible(readVisibleWhen(undefined), at())).toBe(true);
    expect(isVisible(readVisibleWhen("nonsense"), at())).toBe(true);
  });

  it("compares a source with a value", () => {
    expect(shown([hot])).toBe(true);
    expect(shown([hot], { read: () => 60 })).toBe(false);
    expect(shown([hot], { read: () => undefined })).toBe(false);
    expect(bindingsOf(readVisibleWhen({ conditions: [hot] }))).toEqual([{ kind: "metric", metric: 4 }]);
  });

  it("takes all or any of its conditions", () => {
    const south = { kind: "variable", name: "site", is: "equal", value: "South" };
    expect(shown([hot, south])).toBe(false);
    expect(shown([hot, south], {}, "any")).toBe(true);
    expect(shown([south], { variable: () => "south" })).toBe(true);
  });

  it("asks who is looking, and at which screen", () => {
    expect(shown([{ kind: "permission", permission: "operate" }])).toBe(true);
    expect(shown([{ kind: "permission", permission: "edit_dashboards" }])).toBe(false);
    expect(shown([{ kind: "screen", screen: "phone" }])).toBe(false);
  });

  it("shows what stands on the open tab and what stood on a tab bar that is gone", () => {
    const tab = { kind: "tab", widget: "w1", tab: "Motors" };
    expect(shown([tab], { tabOf: () => "Motors" })).toBe(true);
    expect(shown([tab], { tabOf: () => "Pumps" })).toBe(false);
    expect(shown([tab])).toBe(true);
  });

  it("keeps conditions of a newer program and hides nothing for them", () => {
    const raw = {
      match: "all",
      conditions: [
        { kind: "moonPhase", phase: "full" },
        { kind: "screen", screen: "wall" },
      ],
    };
    expect(isVisible(readVisibleWhen(raw), at())).toBe(true);
    expect(writeVisibleWhen(readVisibleWhen(raw))).toEqual(raw);
    expect(writeVisibleWhen({ match: "all", conditions: [] })).toBeUndefined();
  });
});

it.each([
  [true, "equal", "1", true],
  [true, "equal", "TRUE", true],
  [5, "equal", "5.0", true],
  ["Run", "notEqual", "run", false],
  [null, "notEqual", "1", true],
  [null, "above", "-1", false],
  ["abc", "above", "1", false],
  [3, "below", "", false],
  ["Motor fault", "contains", "FAULT", true],
  ["", "empty", "", true],
  [0, "empty", "", false],
  [{ a: 1 }, "contains", '"a"', true],
] as const)("%j %s %j is %s", (actual, is, value, outcome) => expect(passes(actual, { is, value })).toBe(outcome));
