import { describe, expect, it } from "vitest";
import { block, flow } from "../testing/flow";
import type { FlowDocument } from "./document";
import { merge } from "./merge";

const BASE = flow(
  { b1: block("source.metric", 0, 0, { metric: 1 }), b2: block("math.scale", 200, 0, { factor: 1, offset: 0 }) },
  "b1.value>b2.value",
);

function changed(document: FlowDocument, id: string, params: Record<string, unknown>): FlowDocument {
  const old = document.blocks[id] ?? block("math.scale");
  return { ...document, blocks: { ...document.blocks, [id]: { ...old, params: { ...old.params, ...params } } } };
}

function without(document: FlowDocument, id: string): FlowDocument {
  const { [id]: _, ...blocks } = document.blocks;
  return { ...document, blocks, wires: document.wires.filter(({ from, to }) => !`${from} ${to}`.includes(`${id}.`)) };
}

describe("merge", () => {
  it("takes whatever only one of the two has changed", () => {
    const other = changed(BASE, "b2", { factor: 3 });
    expect(merge(BASE, BASE, other).document).toEqual(other);
    expect(merge(BASE, other, BASE).document).toEqual(other);
    expect(merge(BASE, other, other).document).toEqual(other);
    expect(merge(BASE, BASE, BASE).conflicts).toEqual([]);
  });

  it("joins changes to different params of one block", () => {
    const merged = merge(BASE, changed(BASE, "b2", { factor: 3 }), changed(BASE, "b2", { offset: 7 }));
    expect(merged.conflicts).toEqual([]);
    expect(merged.document.blocks.b2?.params).toEqual({ factor: 3, offset: 7 });
  });

  it("asks when both changed the same param, and keeps the rest of both", () => {
    const theirs = changed(BASE, "b2", { factor: 3, offset: 1 });
    const mine = changed(BASE, "b2", { factor: 4 });
    const merged = merge(BASE, theirs, mine);
    expect(merged.conflicts).toEqual([{ key: "b2", block: "b2", kind: "fields", fields: ["factor"] }]);
    expect(merged.document.blocks.b2?.params).toEqual({ factor: 4, offset: 1 });
    const chosen = merge(BASE, theirs, mine, new Map([["b2", "theirs"]]));
    expect(chosen.document.blocks.b2?.params).toEqual({ factor: 3, offset: 1 });
  });

  it("joins values inside one param", () => {
    const base = changed(BASE, "b2", { values: { low: 1, high: 9 } });
    const merged = merge(
      base,
      changed(base, "b2", { values: { low: 2, high: 9 } }),
      changed(base, "b2", { values: { low: 1, high: 8 } }),
    );
    expect(merged.conflicts).toEqual([]);
    expect(merged.document.blocks.b2?.params.values).toEqual({ low: 2, high: 8 });
  });

  it("asks when one deleted what the other changed, but not when it was only moved", () => {
    const gone = without(BASE, "b2");
    const merged = merge(BASE, gone, changed(BASE, "b2", { factor: 4 }));
    expect(merged.conflicts).toMatchObject([{ key: "b2", kind: "deleted_by_them" }]);
    expect(merged.document.blocks.b2).toBeDefined();
    expect(
      merge(BASE, gone, changed(BASE, "b2", { factor: 4 }), new Map([["b2", "theirs"]])).document.blocks.b2,
    ).toBeUndefined();
    const moved = { ...BASE, blocks: { ...BASE.blocks, b2: block("math.scale", 400, 0, { factor: 1, offset: 0 }) } };
    expect(merge(BASE, gone, moved)).toMatchObject({ conflicts: [], document: { wires: [] } });
    expect(merge(BASE, moved, gone).document.blocks.b2).toBeUndefined();
  });

  it("gives my new block another id when theirs has taken it", () => {
    const theirs = {
      ...BASE,
      blocks: { ...BASE.blocks, b3: block("output.debug") },
      wires: [{ from: "b2.value", to: "b3.value" }],
    };
    const mine = {
      ...BASE,
      blocks: { ...BASE.blocks, b3: block("math.add") },
      wires: [...BASE.wires, { from: "b1.value", to: "b3.a" }],
      groups: { g1: { title: "", note: "", color: "grey" as const, blocks: ["b3"], notes: [], is_collapsed: false } },
    };
    const merged = merge(BASE, theirs, mine);
    expect([...merged.renamed]).toEqual([["b3", "b4"]]);
    expect(merged.document.blocks.b3?.type).toBe("output.debug");
    expect(merged.document.blocks.b4?.type).toBe("math.add");
    expect(merged.document.wires).toContainEqual({ from: "b1.value", to: "b4.a" });
    expect(merged.document.groups?.g1?.blocks).toEqual(["b4"]);
  });

  it("keeps new wires of both and drops what either has cut", () => {
    const theirs = flow({ ...BASE.blocks, b3: block("output.debug") }, "b1.value>b2.value", "b1.value>b3.value");
    const mine = { ...BASE, wires: [] };
    expect(merge(BASE, theirs, mine).document.wires).toEqual([{ from: "b1.value", to: "b3.value" }]);
  });

  it("asks when both wired the same input anew", () => {
    const base = flow({ a: block("source.metric"), b: block("source.metric"), c: block("output.debug") });
    const theirs = { ...base, wires: [{ from: "a.value", to: "c.value" }] };
    const mine = { ...base, wires: [{ from: "b.value", to: "c.value" }] };
    const merged = merge(base, theirs, mine);
    expect(merged.conflicts).toEqual([{ key: ">c.value", block: "c", kind: "wire", fields: ["a.value", "b.value"] }]);
    expect(merged.document.wires).toEqual(mine.wires);
    expect(merge(base, theirs, mine, new Map([[">c.value", "theirs"]])).document.wires).toEqual(theirs.wires);
  });

  it("joins notes, tests and declared params without a question", () => {
    const note = (text: string) => ({ text, color: "grey" as const, position: { x: 0, y: 0 }, width: 1, height: 1 });
    const param = (name: string) => ({ name, title: name, type: "number" as const });
    const base = { ...BASE, notes: { n1: note("old") }, params: [param("a")] };
    const merged = merge(
      base,
      { ...base, notes: { n1: note("old"), n2: note("theirs") }, params: [param("a"), param("b")] },
      { ...base, notes: { n1: note("mine") }, params: [param("a"), param("c")] },
    );
    expect(merged.document.notes).toEqual({ n1: note("mine"), n2: note("theirs") });
    expect(merged.document.params?.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(merged.conflicts).toEqual([]);
  });

  it("is right for any edits that do not meet: both are there afterwards", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 200; round += 1) {
      const names = Array.from({ length: 6 }, (_, index) => `b${index + 1}`);
      const base = flow(Object.fromEntries(names.map((id) => [id, block("math.scale", 0, 0, { factor: random(9) })])));
      const half = names.filter(() => random(2) === 0);
      let theirs: FlowDocument = base;
      let mine: FlowDocument = base;
      for (const id of names) {
        const edit = { factor: 100 + random(9) };
        if (half.includes(id)) theirs = random(3) === 0 ? without(theirs, id) : changed(theirs, id, edit);
        else mine = random(3) === 0 ? without(mine, id) : changed(mine, id, edit);
      }
      const { document, conflicts } = merge(base, theirs, mine);
      expect(conflicts).toEqual([]);
      for (const id of names) expect(document.blocks[id]).toEqual((half.includes(id) ? theirs : mine).blocks[id]);
      expect(Object.keys(merge(base, mine, theirs).document.blocks).sort()).toEqual(
        Object.keys(document.blocks).sort(),
      );
    }
  });
});
