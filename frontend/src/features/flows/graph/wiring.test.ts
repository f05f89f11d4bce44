import { describe, expect, it } from "vitest";
import { block, CATALOGUE, flow } from "../testing/flow";
import { wireName } from "./document";
import { brokenWires, connect, fittingPorts, refusal } from "./wiring";

const chain = flow(
  {
    b1: block("source.metric"),
    b2: block("math.scale"),
    b3: block("math.add"),
    b4: block("text.source"),
    b5: block("output.debug"),
  },
  "b1.value>b2.value",
  "b2.value>b3.a",
);
const check = (from: string, to: string, document = chain) => refusal(document, CATALOGUE, { from, to });

describe("refusal", () => {
  it("lets equal types and anything into any through", () => {
    expect(check("b1.value", "b3.b")).toBeNull();
    expect(check("b4.text", "b5.value")).toBeNull();
  });

  it("names both types and the port that does not take them", () => {
    expect(check("b4.text", "b3.b")).toEqual({
      code: "type",
      values: { from: "text", to: "number", port: "b", block: "add" },
    });
  });

  it("refuses a loop and spells it out", () => {
    expect(check("b3.sum", "b2.value")).toEqual({ code: "loop", values: { names: "scale → add" } });
    expect(check("b2.value", "b2.value")?.code).toBe("self");
  });

  it("allows a loop through a block that delays, in both directions of drawing", () => {
    const looped = flow({ b1: block("math.add"), b2: block("logic.delay") }, "b1.sum>b2.value");
    expect(check("b2.value", "b1.a", looped)).toBeNull();
    const other = flow({ b1: block("math.add"), b2: block("logic.delay") }, "b2.value>b1.a");
    expect(check("b1.sum", "b2.value", other)).toBeNull();
  });

  it("does not count the wire that the new one replaces as part of a loop", () => {
    const document = flow({ b1: block("math.scale"), b2: block("math.scale") }, "b1.value>b2.value");
    expect(check("b2.value", "b1.value", document)?.code).toBe("loop");
    const other = flow({ b1: block("math.add"), b2: block("math.scale") }, "b2.value>b1.a", "b1.sum>b2.value");
    expect(check("b1.sum", "b2.value", other)?.code).toBe("exists");
  });

  it("names a port that is not there", () => {
    expect(check("b1.gone", "b3.b")).toEqual({ code: "no_output", values: { block: "metric", port: "gone" } });
    expect(check("b9.value", "b3.b")).toEqual({ code: "gone", values: { block: "b9" } });
  });
});

describe("connect", () => {
  it("replaces the wire that fed the same input", () => {
    const next = connect(chain, { from: "b1.value", to: "b3.a" });
    expect(next.wires.map(wireName)).toEqual(["b1.value>b2.value", "b1.value>b3.a"]);
    expect(chain.wires).toHaveLength(2);
  });
});

describe("fittingPorts", () => {
  it("agrees with refusal for every pair of ports, from both ends", () => {
    const looped = { ...chain, blocks: { ...chain.blocks, b6: block("logic.delay") } };
    const outputs = ["b1.value", "b2.value", "b3.sum", "b4.text", "b6.value"];
    const inputs = ["b2.value", "b3.a", "b3.b", "b5.value", "b6.value"];
    const addressOf = (name: string) => ({ block: name.slice(0, 2), port: name.slice(3) });
    for (const from of outputs) {
      const found = fittingPorts(looped, CATALOGUE, addressOf(from), "output").map((at) => `${at.block}.${at.port}`);
      expect(found.sort()).toEqual(inputs.filter((to) => !check(from, to, looped)).sort());
    }
    for (const to of inputs) {
      const found = fittingPorts(looped, CATALOGUE, addressOf(to), "input").map((at) => `${at.block}.${at.port}`);
      expect(found.sort()).toEqual(outputs.filter((from) => !check(from, to, looped)).sort());
    }
  });
});

describe("brokenWires", () => {
  it("finds nothing in a sound flow", () => {
    expect(brokenWires(chain, CATALOGUE).size).toBe(0);
  });

  it("finds misfits, doubled inputs, missing ports and loops", () => {
    const document = flow(
      { b1: block("text.source"), b2: block("math.add"), b3: block("math.scale"), b4: block("source.metric") },
      "b1.text>b2.a",
      "b4.value>b2.b",
      "b3.value>b2.b",
      "b4.nothing>b3.value",
    );
    const codes = [...brokenWires(document, CATALOGUE)].map(([name, { code }]) => `${name} ${code}`);
    expect(codes).toEqual(["b1.text>b2.a type", "b3.value>b2.b doubled", "b4.nothing>b3.value no_output"]);
    const loop = flow({ b1: block("math.scale"), b2: block("math.scale") }, "b1.value>b2.value", "b2.value>b1.value");
    expect([...brokenWires(loop, CATALOGUE).values()].map(({ code }) => code)).toEqual(["in_loop", "in_loop"]);
  });

  it("leaves a wire before or behind a loop alone", () => {
    const document = flow(
      { b0: block("source.metric"), b1: block("math.add"), b2: block("math.scale"), b3: block("output.debug") },
      "b0.value>b1.a",
      "b1.sum>b2.value",
      "b2.value>b1.b",
      "b2.value>b3.value",
    );
    expect([...brokenWires(document, CATALOGUE).keys()]).toEqual(["b1.sum>b2.value", "b2.value>b1.b"]);
  });
});
