import { describe, expect, it } from "vitest";
import { block, CATALOGUE, flow } from "../testing/flow";
import { bendsOf } from "./routing";

describe("bendsOf", () => {
  it("leaves a wire with free way in the middle", () => {
    const document = flow({ b1: block("math.scale", 0, 0), b2: block("math.scale", 400, 200) }, "b1.value>b2.value");
    expect(bendsOf(document, CATALOGUE).size).toBe(0);
  });

  it("goes up or down beside the block where nothing is in the way", () => {
    const inTheWay = block("math.scale", 280, 0);
    const blocks = { b1: block("math.scale", 0, 0), b2: block("math.scale", 560, -160), b3: inTheWay };
    expect(bendsOf(flow(blocks, "b1.value>b2.value"), CATALOGUE)).toEqual(new Map([["b1.value>b2.value", 216]]));
    const lower = { b1: block("math.scale", 0, -160), b2: block("math.scale", 560, 0), b3: inTheWay };
    expect(bendsOf(flow(lower, "b1.value>b2.value"), CATALOGUE)).toEqual(new Map([["b1.value>b2.value", 536]]));
  });
});
