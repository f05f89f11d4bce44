import { describe, expect, it } from "vitest";
import { addBlock } from "../commands/addBlock";
import { NOTHING } from "../commands/command";
import { block, blockType, CATALOGUE, flow, port } from "../testing/flow";
import { catalogueOf } from "./catalogue";
import { boundParam, entryOfUse, insideOf, outerOf, portsOfEntries, runsOf, typesWithSubflows } from "./subflows";

const SMOOTH = {
  id: 5,
  name: "Smooth",
  description: "",
  icon: "gauge",
  color: "blue",
  revision: 2,
  inputs: [port("raw")],
  outputs: [port("smooth")],
  params: [{ name: "factor", title: "", type: "number" as const, default: 2 }],
};
const TYPES = [
  ...CATALOGUE.types.values(),
  blockType("subflow.use", { ports: "params" }),
  blockType("subflow.input", { ports: "params" }),
];

describe("subflows in the catalogue", () => {
  it("offers each published subflow, and ports only while a subflow is drawn", () => {
    const shown = (own: number | null) =>
      typesWithSubflows(TYPES, [SMOOTH, { ...SMOOTH, id: 6, revision: null }], own)
        .filter(({ isHidden, family }) => !isHidden && family === "subflow")
        .map(({ type }) => type);
    expect(shown(null)).toEqual(["subflow.use#5"]);
    expect(shown(5)).toEqual(["subflow.input"]);
  });

  it("places a block that runs the subflow, wired at once", () => {
    const types = typesWithSubflows(TYPES, [SMOOTH]);
    const catalogue = catalogueOf(types, portsOfEntries(types));
    const document = flow({ b1: block("source.metric") });
    const after = addBlock.apply(
      { document, selection: NOTHING },
      { type: "subflow.use#5", at: { x: 300, y: 0 }, from: { port: "b1.value", side: "output" } },
      { catalogue, idsAbove: 0 },
    );
    expect(after.document.blocks.b2).toMatchObject({ type: "subflow.use", label: "Smooth" });
    expect(runsOf(after.document.blocks.b2)).toEqual({ subflow: 5, revision: 2, values: { factor: 2 } });
    expect(after.document.wires).toEqual([{ from: "b1.value", to: "b2.raw" }]);
  });

  it("looks as its subflow does, and tells by a port of its own what fails inside", () => {
    const [entry] = typesWithSubflows(TYPES, [SMOOTH]).filter(({ preset }) => preset);
    expect(entry?.look).toEqual({ icon: "gauge", color: "blue" });
    expect(entry?.outputs.map(({ name }) => name)).toEqual(["smooth", "error"]);
    const catalogue = catalogueOf(typesWithSubflows(TYPES, [SMOOTH]));
    expect(entryOfUse(catalogue, block("subflow.use", 0, 0, { subflow: 5, revision: 1 }))).toBe(
      catalogue.types.get("subflow.use#5"),
    );
    expect(entryOfUse(catalogue, block("math.scale"))).toBeUndefined();
  });

  it("shows what is inside under the ids that run", () => {
    const inside = insideOf(flow({ x1: block("math.scale"), o1: block("subflow.output") }, "x1.value>o1.value"), "b3");
    expect(Object.keys(inside.blocks)).toEqual(["b3/x1", "b3/o1"]);
    expect(inside.wires).toEqual([{ from: "b3/x1.value", to: "b3/o1.value" }]);
    expect(outerOf("b3/u1/x1")).toBe("b3");
    expect(boundParam({ $param: "limit" })).toBe("limit");
    expect(boundParam({ limit: 1 })).toBeNull();
  });
});
