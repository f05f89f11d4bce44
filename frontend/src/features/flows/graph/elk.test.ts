import Elk from "elkjs/lib/elk.bundled.js";
import { describe, expect, it } from "vitest";
import { block, CATALOGUE, flow, group, note } from "../testing/flow";
import type { FlowDocument } from "./document";
import { elkGraphOf, placesIn } from "./elk";
import { boxOfGroup } from "./groups";

const tangle = flow(
  {
    b1: block("source.metric", 500, 300),
    b2: block("math.scale", 0, 100),
    b3: block("math.scale", 100, 500),
    b4: block("math.add", 300, 40),
    b5: block("output.debug", 20, 20),
  },
  "b1.value>b2.value",
  "b1.value>b3.value",
  "b2.value>b4.a",
  "b3.value>b4.b",
  "b4.sum>b5.value",
  "b4.gone>b5.value",
);

async function arranged(document: FlowDocument, only?: ReadonlySet<string>) {
  const laidOut = await new Elk().layout(elkGraphOf(document, CATALOGUE, only));
  return placesIn(laidOut, document, CATALOGUE);
}

describe("the large layout", () => {
  it("puts every block right of what feeds it, and keeps the upper left corner", async () => {
    const { blocks } = await arranged(tangle);
    const x = (id: string) => blocks.get(id)?.x ?? Number.NaN;
    expect(x("b1")).toBeLessThan(x("b2"));
    expect(x("b2")).toBe(x("b3"));
    expect(x("b3")).toBeLessThan(x("b4"));
    expect(x("b4")).toBeLessThan(x("b5"));
    expect(Math.min(...[...blocks.values()].map((place) => place.x))).toBe(0);
    expect(Math.min(...[...blocks.values()].map((place) => place.y))).toBe(20 + 4);
  });

  it("keeps a group together: no other block stands in its frame", async () => {
    const document = { ...tangle, groups: { g1: group({ blocks: ["b2", "b4"] }) }, notes: { n1: note("b5", 20, 100) } };
    const { blocks, notes } = await arranged(document);
    const moved = Object.fromEntries(
      Object.entries(document.blocks).map(([id, one]) => [id, { ...one, position: blocks.get(id) ?? one.position }]),
    );
    const frame = boxOfGroup({ ...document, blocks: moved }, CATALOGUE, document.groups.g1);
    for (const id of ["b1", "b3", "b5"]) {
      const { x, y } = moved[id]?.position ?? { x: 0, y: 0 };
      const isInside =
        frame && x + 192 > frame.x && x < frame.x + frame.width && y + 56 > frame.y && y < frame.y + frame.height;
      expect(isInside).toBe(false);
    }
    // A note stays beside the block that it stood beside.
    const near = blocks.get("b2");
    expect(notes.get("n1")).toEqual({ x: (near?.x ?? 0) + 20, y: near?.y });
  });

  it("moves what is folded as one box", async () => {
    const document = { ...tangle, groups: { g1: group({ blocks: ["b2", "b3"], is_collapsed: true }) } };
    const { blocks } = await arranged(document);
    const [b2, b3] = [blocks.get("b2"), blocks.get("b3")];
    expect([(b3?.x ?? 0) - (b2?.x ?? 0), (b3?.y ?? 0) - (b2?.y ?? 0)]).toEqual([104, 400]);
  });

  it("moves only what it is asked to", async () => {
    const { blocks } = await arranged(tangle, new Set(["b4", "b5"]));
    expect([...blocks.keys()]).toEqual(["b4", "b5"]);
  });
});
