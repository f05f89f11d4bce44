import { describe, expect, it } from "vitest";
import { block, CATALOGUE, flow, group, note } from "../testing/flow";
import { findIn } from "./find";
import { guidesFor } from "./guides";

const document = {
  ...flow({
    b1: block("source.metric", 0, 0, { metric: 12 }),
    b2: { ...block("math.scale", 240, 0, { factor: 1.8 }), label: "To Fahrenheit" },
    b3: block("output.debug", 480),
  }),
  groups: { g1: group({ title: "Weather", blocks: ["b2"] }) },
  notes: { n1: note("Asked for by the cellar", 100) },
};
const nameOf = (format: string, id: number) => (format === "metric" && id === 12 ? "temperature · Boiler" : undefined);
const found = (text: string) => findIn(document, CATALOGUE, text, nameOf).map(({ id }) => id);

describe("finding", () => {
  it.each([
    ["fahrenheit", ["b2"]],
    ["boiler temp", ["b1"]],
    ["output.debug", ["b3"]],
    ["1.8", ["b2"]],
    ["weather", ["b2"]],
    ["cellar", ["n1"]],
    ["b3", ["b3"]],
    ["boiler fahrenheit", []],
    ["  ", []],
  ])("%s is in %s", (text, ids) => {
    expect(found(text)).toEqual(ids);
  });
});

describe("guides", () => {
  const at = (x: number, y: number) => ({ x, y, width: 192, height: 56 });

  it("join what stands in line, the nearest one for each line", () => {
    expect(guidesFor(at(0, 400), [at(0, 0), at(0, 200), at(300, 100)])).toContainEqual({
      axis: "x",
      at: 0,
      from: 200,
      to: 456,
    });
  });

  it("are silent where nothing is in line", () => {
    expect(guidesFor(at(0, 0), [at(1000, 1000), at(8, 72)])).toEqual([]);
  });
});
