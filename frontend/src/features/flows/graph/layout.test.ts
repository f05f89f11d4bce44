import { describe, expect, it } from "vitest";
import { block, CATALOGUE, flow } from "../testing/flow";
import { BLOCK_WIDTH, sizeOf } from "./geometry";
import { layOut } from "./layout";
import { portsOf } from "./ports";

describe("layOut", () => {
  it("puts every block right of what feeds it and lets none overlap", () => {
    const blocks = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `b${index}`,
        block("math.add", (index * 37) % 300, (index * 91) % 500),
      ]),
    );
    const wires = Array.from({ length: 39 }, (_, index) => `b${Math.floor(index / 2)}.sum>b${index + 1}.a`);
    const laid = layOut(flow(blocks, ...wires), CATALOGUE);
    for (const wire of laid.wires) {
      const from = laid.blocks[wire.from.split(".")[0] ?? ""];
      const to = laid.blocks[wire.to.split(".")[0] ?? ""];
      expect(to?.position.x).toBeGreaterThan((from?.position.x ?? 0) + BLOCK_WIDTH);
    }
    const boxes = Object.entries(laid.blocks).map(([id, one]) => ({
      ...one.position,
      ...sizeOf(portsOf(CATALOGUE, id, one)),
    }));
    const hits = boxes.flatMap((a, i) =>
      boxes.slice(i + 1).filter((b) => a.x === b.x && a.y < b.y + b.height && b.y < a.y + a.height),
    );
    expect(hits).toEqual([]);
  });

  it("moves only the named blocks and keeps their corner", () => {
    const document = flow(
      { b1: block("source.metric", 800, 400), b2: block("math.scale", 80, 40), b3: block("math.scale", 80, 40) },
      "b2.value>b3.value",
    );
    const laid = layOut(document, CATALOGUE, new Set(["b2", "b3"]));
    expect(laid.blocks.b1).toBe(document.blocks.b1);
    expect(laid.blocks.b2?.position).toEqual({ x: 80, y: 40 });
    expect(laid.blocks.b3?.position).toEqual({ x: 368, y: 40 });
  });

  it("ends on a loop", () => {
    const document = flow({ b1: block("math.add"), b2: block("logic.delay") }, "b1.sum>b2.value", "b2.value>b1.a");
    expect(Object.keys(layOut(document, CATALOGUE).blocks)).toEqual(["b1", "b2"]);
  });
});
