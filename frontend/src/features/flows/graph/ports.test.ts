import { describe, expect, it } from "vitest";
import { block, CATALOGUE, flow, port } from "../testing/flow";
import { blocksWithUnknownPorts, portsOf, withPorts } from "./ports";

const sum = block("math.formula", 0, 0, { formula: "a + b" });

describe("ports that depend on params", () => {
  it("are asked for once per params, then known", () => {
    const document = flow({ b1: sum, b2: block("math.scale") });
    expect(Object.keys(blocksWithUnknownPorts(document, CATALOGUE))).toEqual(["b1"]);
    const told = { b1: { inputs: [port("a"), port("b")], outputs: [port("result")] } };
    const catalogue = withPorts(CATALOGUE, document.blocks, told);
    expect(portsOf(catalogue, "b1", sum).inputs.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(blocksWithUnknownPorts(document, catalogue)).toEqual({});
  });

  it("stay as they were while a formula is half typed", () => {
    const known = withPorts(
      CATALOGUE,
      { b1: sum },
      { b1: { inputs: [port("a"), port("b")], outputs: [port("result")] } },
    );
    const half = block("math.formula", 0, 0, { formula: "a +" });
    expect(portsOf(known, "b1", half).inputs.map(({ name }) => name)).toEqual(["a", "b"]);
    const told = withPorts(known, { b1: half }, { b1: { inputs: null, outputs: null } });
    expect(portsOf(told, "b1", half).inputs.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(blocksWithUnknownPorts(flow({ b1: half }), told)).toEqual({});
  });
});
