import { describe, expect, it } from "vitest";
import { addBlock } from "./commands/addBlock";
import { addNote } from "./commands/addNote";
import { alignLefts } from "./commands/alignLefts";
import { chosen, type DocumentCommand } from "./commands/command";
import { connectPorts } from "./commands/connectPorts";
import { deleteAndRewire } from "./commands/deleteAndRewire";
import { deleteSelected } from "./commands/deleteSelected";
import { distributeAcross } from "./commands/distributeAcross";
import { duplicate } from "./commands/duplicate";
import { foldGroup } from "./commands/foldGroup";
import { groupSelected } from "./commands/groupSelected";
import { moveBlocks } from "./commands/moveBlocks";
import { moveThings } from "./commands/moveThings";
import { nudgeRight } from "./commands/nudgeRight";
import { COMMANDS } from "./commands/registry";
import { replaceBlock } from "./commands/replaceBlock";
import { selectAll } from "./commands/selectAll";
import { setGroup } from "./commands/setGroup";
import { setLabel } from "./commands/setLabel";
import { setNote } from "./commands/setNote";
import { setParam } from "./commands/setParam";
import { ungroupSelected } from "./commands/ungroupSelected";
import { walkRight } from "./commands/walkRight";
import { createEditorStore, type EditorStore } from "./editorStore";
import { EMPTY_DOCUMENT, type FlowDocument, wireName } from "./graph/document";
import { block, CATALOGUE, flow } from "./testing/flow";

let clock = 0;
function open(document: FlowDocument = EMPTY_DOCUMENT, isReadOnly = false): EditorStore {
  clock = 0;
  return createEditorStore({ catalogue: CATALOGUE, document, isReadOnly, now: () => clock });
}
const documentOf = (store: EditorStore) => store.getState().scene.document;
const selected = (store: EditorStore) => [...store.getState().scene.selection.blocks];
const run = (store: EditorStore, command: DocumentCommand) => store.getState().apply(command, undefined);

const pair = flow({ b1: block("source.metric"), b2: block("math.scale", 240) }, "b1.value>b2.value");

describe("commands", () => {
  it("adds a block with the params its schema starts with, selected, on a free spot", () => {
    const store = open(pair);
    store.getState().apply(addBlock, { type: "math.scale", at: { x: 243, y: 1 } });
    expect(documentOf(store).blocks.b3).toEqual({
      type: "math.scale",
      version: 1,
      params: { factor: 1, offset: 0 },
      position: { x: 240, y: 72 },
      label: "",
    });
    expect(selected(store)).toEqual(["b3"]);
  });

  it("wires a block that was chosen for a dropped wire", () => {
    const store = open(pair);
    store.getState().apply(addBlock, {
      type: "logic.threshold",
      at: { x: 480, y: 0 },
      from: { port: "b2.value", side: "output" },
    });
    expect(documentOf(store).wires.map(wireName)).toEqual(["b1.value>b2.value", "b2.value>b3.value"]);
  });

  it("inserts a block into a wire and makes room for it", () => {
    const store = open(pair);
    store.getState().apply(addBlock, {
      type: "math.scale",
      at: { x: 120, y: 0 },
      into: { from: "b1.value", to: "b2.value" },
    });
    expect(documentOf(store).wires.map(wireName)).toEqual(["b1.value>b3.value", "b3.value>b2.value"]);
    expect(documentOf(store).blocks.b2?.position.x).toBe(360);
  });

  it("never gives a deleted block's id to another block", () => {
    const store = open(pair);
    store.getState().select(chosen(["b2"]));
    run(store, deleteSelected);
    store.getState().apply(addBlock, { type: "math.add", at: { x: 0, y: 0 } });
    expect(Object.keys(documentOf(store).blocks)).toEqual(["b1", "b3"]);
  });

  it("deletes blocks together with their wires", () => {
    const store = open(pair);
    store.getState().select(chosen(["b1"]));
    run(store, deleteSelected);
    expect(documentOf(store)).toEqual(flow({ b2: block("math.scale", 240) }));
  });

  it("refuses a wire that does not fit and keeps the document", () => {
    const store = open(flow({ b1: block("text.source"), b2: block("math.scale") }));
    store.getState().apply(connectPorts, { from: "b1.text", to: "b2.value" });
    expect(documentOf(store).wires).toEqual([]);
    expect(store.getState().past).toEqual([]);
  });

  it("changes nothing while it is read only, but selects", () => {
    const store = open(pair, true);
    run(store, selectAll);
    run(store, deleteSelected);
    expect(documentOf(store)).toBe(pair);
    expect(selected(store)).toEqual(["b1", "b2"]);
  });

  it("merges typing in one field into one step, and starts anew after a pause", () => {
    const store = open(pair);
    for (const value of [1, 12, 123]) {
      clock += 200;
      store.getState().apply(setParam, { block: "b2", path: ["factor"], value });
    }
    clock += 5_000;
    store.getState().apply(setParam, { block: "b2", path: ["factor"], value: 5 });
    expect(store.getState().past).toHaveLength(2);
    store.getState().undo();
    expect(documentOf(store).blocks.b2?.params).toEqual({ factor: 123 });
    store.getState().undo();
    expect(documentOf(store)).toEqual(pair);
  });

  it("sets and clears nested params without touching the rest", () => {
    const store = open(flow({ b1: block("math.scale", 0, 0, { points: [{ x: 1 }, { x: 2 }] }) }));
    const before = documentOf(store).blocks.b1?.params;
    store.getState().apply(setParam, { block: "b1", path: ["points", 1, "x"], value: 9 });
    expect(documentOf(store).blocks.b1?.params).toEqual({ points: [{ x: 1 }, { x: 9 }] });
    store.getState().apply(setParam, { block: "b1", path: ["points", 0], value: undefined });
    expect(documentOf(store).blocks.b1?.params).toEqual({ points: [{ x: 9 }] });
    expect(before).toEqual({ points: [{ x: 1 }, { x: 2 }] });
  });

  it("has one name and no doubled shortcut for each action", () => {
    const names = COMMANDS.map(({ name }) => name);
    const keys = COMMANDS.flatMap(({ shortcuts }) => shortcuts ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(keys).size).toBe(keys.length);
    expect(names).toEqual(expect.arrayContaining(["undo", "redo", "save", "deploy", "wireFrom", "quickAdd"]));
  });
});

describe("undo", () => {
  it("takes back any row of actions to the start, and redo brings each state again", () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const store = open(pair);
      const states = [documentOf(store)];
      for (const act of actions(seed, 60)) {
        act(store);
        clock += 10_000;
        if (documentOf(store) !== states.at(-1)) states.push(documentOf(store));
      }
      expect(store.getState().past).toHaveLength(states.length - 1);
      for (const state of states.slice(0, -1).reverse()) {
        store.getState().undo();
        expect(documentOf(store)).toEqual(state);
      }
      for (const state of states.slice(1)) {
        store.getState().redo();
        expect(documentOf(store)).toEqual(state);
      }
    }
  });

  it("forgets what could be redone once something else is done", () => {
    const store = open(pair);
    store.getState().apply(setLabel, { block: "b1", label: "One" });
    store.getState().undo();
    store.getState().apply(setLabel, { block: "b1", label: "Two" });
    store.getState().redo();
    expect(documentOf(store).blocks.b1?.label).toBe("Two");
  });
});

/** A repeatable row of gestures, chosen by a small linear congruence. */
function actions(seed: number, count: number): ((store: EditorStore) => void)[] {
  let state = seed;
  const pick = <T>(values: readonly T[]): T | undefined => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return values[Math.floor((state / 2_147_483_648) * values.length)];
  };
  const types = [...CATALOGUE.types.keys()];
  const blockIds = (store: EditorStore) => Object.keys(documentOf(store).blocks);
  const gestures: ((store: EditorStore) => void)[] = [
    (store) => store.getState().apply(addBlock, { type: pick(types) ?? "", at: { x: state % 800, y: state % 600 } }),
    (store) => store.getState().select(chosen([pick(blockIds(store)) ?? "b1", pick(blockIds(store)) ?? "b1"])),
    (store) => run(store, duplicate),
    (store) => run(store, deleteSelected),
    (store) => run(store, nudgeRight),
    (store) => run(store, groupSelected),
    (store) => run(store, ungroupSelected),
    (store) => run(store, foldGroup),
    (store) => run(store, deleteAndRewire),
    (store) => run(store, distributeAcross),
    (store) => run(store, walkRight),
    (store) => store.getState().apply(addNote, { at: { x: state % 700, y: state % 500 } }),
    (store) => store.getState().apply(setNote, { note: "n1", values: { text: `T${state}` } }),
    (store) => store.getState().apply(setGroup, { group: "g1", values: { title: `G${state}` } }),
    (store) => store.getState().apply(replaceBlock, { block: pick(blockIds(store)) ?? "b1", type: pick(types) ?? "" }),
    (store) => {
      const id = pick(blockIds(store));
      const blocks = new Map(id ? [[id, { x: state % 640, y: state % 480 }]] : []);
      store.getState().apply(moveThings, { blocks, isDropped: true });
    },
    (store) => run(store, alignLefts),
    (store) =>
      store.getState().apply(setParam, { block: pick(blockIds(store)) ?? "b1", path: ["factor"], value: state }),
    (store) => store.getState().apply(setLabel, { block: pick(blockIds(store)) ?? "b1", label: `L${state}` }),
    (store) =>
      store.getState().apply(connectPorts, {
        from: `${pick(blockIds(store))}.${pick(["value", "sum", "text"])}`,
        to: `${pick(blockIds(store))}.${pick(["value", "a", "b"])}`,
      }),
    (store) => {
      const id = pick(blockIds(store));
      if (id) store.getState().apply(moveBlocks, new Map([[id, { x: state % 640, y: state % 480 }]]));
    },
  ];
  return Array.from({ length: count }, () => (store) => pick(gestures)?.(store));
}
