import { describe, expect, it } from "vitest";
import { createEditorStore, type EditorStore } from "../editorStore";
import { wireName } from "../graph/document";
import { block, CATALOGUE, flow } from "../testing/flow";
import { alignBottoms } from "./alignBottoms";
import { alignCentres } from "./alignCentres";
import { alignRights } from "./alignRights";
import { chosen, type DocumentCommand } from "./command";
import { deleteAndRewire } from "./deleteAndRewire";
import { distributeAcross } from "./distributeAcross";
import { insertOnWire } from "./insertOnWire";
import { replaceBlock, wiresKept } from "./replaceBlock";
import { walkDown } from "./walkDown";
import { walkLeft } from "./walkLeft";
import { walkRight } from "./walkRight";

const line = flow(
  {
    b1: block("source.metric"),
    b2: { ...block("math.scale", 240, 8, { factor: 3 }), label: "Triple" },
    b3: block("logic.threshold", 480),
    b4: block("math.scale", 480, 240),
  },
  "b1.value>b2.value",
  "b2.value>b3.value",
);
const open = (...blocks: string[]) => {
  const store = createEditorStore({ catalogue: CATALOGUE, document: line });
  store.getState().select(chosen(blocks));
  return store;
};
const run = (store: EditorStore, command: DocumentCommand) => store.getState().apply(command, undefined);
const wires = (store: EditorStore) => store.getState().scene.document.wires.map(wireName);
const places = (store: EditorStore, axis: "x" | "y") =>
  Object.values(store.getState().scene.document.blocks).map(({ position }) => position[axis]);
const selected = (store: EditorStore) => [...store.getState().scene.selection.blocks];

describe("arranging by hand", () => {
  it("aligns right edges, centres and lower edges", () => {
    const store = open("b1", "b2");
    run(store, alignRights);
    expect(places(store, "x").slice(0, 2)).toEqual([240, 240]);
    const lower = open("b1", "b2");
    run(lower, alignBottoms);
    expect(places(lower, "y").slice(0, 2)).toEqual([8, 8]);
    const middle = open("b1", "b3");
    run(middle, alignCentres);
    expect(places(middle, "x").slice(0, 3)).toEqual([240, 240, 240]);
  });

  it("gives equal gaps and leaves the outer two alone", () => {
    const store = createEditorStore({
      catalogue: CATALOGUE,
      document: flow({ b1: block("math.scale"), b2: block("math.scale", 216), b3: block("math.scale", 600) }),
    });
    store.getState().select(chosen(["b1", "b2", "b3"]));
    run(store, distributeAcross);
    expect(places(store, "x")).toEqual([0, 304, 600]);
  });
});

describe("walking", () => {
  it("follows the wires to the right and back", () => {
    const store = open("b1");
    run(store, walkRight);
    run(store, walkRight);
    expect(selected(store)).toEqual(["b3"]);
    run(store, walkLeft);
    expect(selected(store)).toEqual(["b2"]);
  });

  it("goes to the neighbour where no wire leads, and stays where nothing is", () => {
    const store = open("b3");
    run(store, walkDown);
    expect(selected(store)).toEqual(["b4"]);
    run(store, walkRight);
    expect(selected(store)).toEqual(["b4"]);
  });

  it("leaves a wire for the block at its end", () => {
    const store = open();
    store.getState().select(chosen([], ["b1.value>b2.value"]));
    run(store, walkRight);
    expect(selected(store)).toEqual(["b2"]);
  });
});

describe("wires that survive", () => {
  it("taking a block out of the line joins its neighbours", () => {
    const store = open("b2");
    run(store, deleteAndRewire);
    expect(wires(store)).toEqual(["b1.value>b3.value"]);
    store.getState().undo();
    expect(wires(store)).toHaveLength(2);
  });

  it("a free block dropped on a wire goes into it, as one step", () => {
    const store = open();
    const wire = { from: "b2.value", to: "b3.value" };
    store.getState().apply(insertOnWire, { block: "b4", wire, at: { x: 400, y: 0 } });
    expect(wires(store)).toEqual(["b1.value>b2.value", "b2.value>b4.value", "b4.value>b3.value"]);
    store.getState().undo();
    expect(store.getState().scene.document).toBe(line);
  });

  it("another type keeps name, place, wires that fit and params that both have", () => {
    const store = open("b2");
    store.getState().apply(replaceBlock, { block: "b2", type: "math.add" });
    expect(wires(store)).toEqual(["b1.value>b2.a", "b2.sum>b3.value"]);
    expect(store.getState().scene.document.blocks.b2).toMatchObject({ label: "Triple", position: { x: 240, y: 8 } });
    store.getState().apply(replaceBlock, { block: "b4", type: "logic.threshold" });
    store.getState().undo();
    store.getState().undo();
    store.getState().apply(replaceBlock, { block: "b2", type: "logic.delay" });
    expect(wires(store)).toEqual(["b1.value>b2.value", "b2.value>b3.value"]);
  });

  it("counts the wires that a replacement would keep", () => {
    expect(wiresKept(line, CATALOGUE, "b2", "math.add")).toBe(2);
    expect(wiresKept(line, CATALOGUE, "b2", "output.debug")).toBe(1);
    expect(wiresKept(line, CATALOGUE, "b2", "text.source")).toBe(0);
  });
});
