import { describe, expect, it } from "vitest";
import { block, flow } from "../testing/flow";
import { changesBetween } from "./changes";

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
