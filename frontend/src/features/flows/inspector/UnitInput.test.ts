import { describe, expect, it } from "vitest";
import { clockText } from "./panels/SchedulerPanel";
import { fitting } from "./UnitInput";

const item = (name: string) => ({ value: name, label: name });
const GROUPS = [
  { group: "Pressure", items: [item("bar"), item("psi")] },
  { group: "Power", items: [item("W"), item("kW")] },
];

describe("the units offered", () => {
  it("are found by themselves and by what they measure", () => {
    expect(fitting(GROUPS, "press").flatMap(({ items }) => items)).toEqual(GROUPS[0]?.items);
    expect(fitting(GROUPS, "k")).toEqual([{ group: "Power", items: [item("kW")] }]);
  });

  it("are all of them once one is chosen", () => {
    expect(fitting(GROUPS, "bar")).toEqual(GROUPS);
  });
});

describe("clockText", () => {
  it("shows the clock of the place, with seconds only where there are any", () => {
    expect(clockText("2026-03-29T03:00:00+02:00")).toBe("Sun 29 Mar 2026, 03:00");
    expect(clockText("2026-12-31T23:59:20-05:00")).toBe("Thu 31 Dec 2026, 23:59:20");
  });
});
