import { describe, expect, it } from "vitest";
import { block, flow } from "../testing/flow";
import { changesBetween, fieldOfBlock } from "./changes";

describe("changesBetween", () => {
  it("counts what a deploy changes, and not what only moved", () => {
    const before = flow({ b1: block("math.scale", 0, 0, { factor: 1 }), b2: block("math.add") }, "b1.value>b2.a");
    const after = flow({ b1: block("math.scale", 80, 80, { factor: 2 }), b3: block("math.add") }, "b1.value>b3.a");
    const changes = changesBetween(before, after);
    expect(changes.blocks).toEqual([
      { block: "b1", kind: "changed", fields: ["factor"] },
      { block: "b3", kind: "added", fields: [] },
      { block: "b2", kind: "removed", fields: [] },
    ]);
    expect(changes.wiresAdded).toEqual(["b1.value>b3.a"]);
    expect(changes.wiresRemoved).toEqual(["b1.value>b2.a"]);
    expect(changes.count).toBe(5);
    const moved = flow({ b1: block("math.scale", 8, 8, { factor: 1 }), b2: block("math.add") }, "b1.value>b2.a");
    expect(changesBetween(before, moved).count).toBe(0);
  });
});

describe("changes in detail", () => {
  it("tells which value inside a param changed, what only moved, and which declarations", () => {
    const use = (values: Record<string, unknown>, x = 0) => block("subflow.use", x, 0, { subflow: 1, values });
    const before = flow({ b1: use({ low: 1, high: 2 }), b2: block("math.add") });
    const after = flow({ b1: use({ low: 1, high: 3 }), b2: block("math.add", 80) });
    const param = { name: "a", title: "A", type: "number" as const };
    const changes = changesBetween(before, { ...after, params: [param] });
    expect(changes.blocks).toEqual([{ block: "b1", kind: "changed", fields: ["values.high"] }]);
    expect(changes.moved).toEqual(["b2"]);
    expect(changes.params).toEqual(["a"]);
    expect(fieldOfBlock(after.blocks.b1, "values.high")).toBe(3);
  });
});
