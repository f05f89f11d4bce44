import { describe, expect, it } from "vitest";
import { createEditorStore, type EditorStore } from "../editorStore";
import { clip, paste, readClipping } from "../graph/clipboard";
import { type FlowDocument, wireName } from "../graph/document";
import { boxOfGroup, hiddenIn } from "../graph/groups";
import { withSoundRemarks } from "../graph/remarks";
import { block, CATALOGUE, flow, group, note } from "../testing/flow";
import { addBlock } from "./addBlock";
import { addNote } from "./addNote";
import { chosen, type DocumentCommand } from "./command";
import { deleteSelected } from "./deleteSelected";
import { duplicate } from "./duplicate";
import { foldGroup } from "./foldGroup";
import { groupSelected } from "./groupSelected";
import { moveThings } from "./moveThings";
import { nudgeRight } from "./nudgeRight";
import { setGroup } from "./setGroup";
import { setNote } from "./setNote";
import { ungroupSelected } from "./ungroupSelected";

const line = flow(
  { b1: block("source.metric"), b2: block("math.scale", 240), b3: block("output.debug", 480) },
  "b1.value>b2.value",
  "b2.value>b3.value",
);
const open = (document: FlowDocument = line) => createEditorStore({ catalogue: CATALOGUE, document });
const documentOf = (store: EditorStore) => store.getState().scene.document;
const run = (store: EditorStore, command: DocumentCommand) => store.getState().apply(command, undefined);

function grouped(): EditorStore {
  const store = open({ ...line, groups: { g1: group({ blocks: ["b1", "b2"] }) } });
  store.getState().select(chosen([], [], [], ["g1"]));
  return store;
}

describe("groups", () => {
  it("are drawn around the selection, and one undo takes the frame away", () => {
    const store = open();
    store.getState().select(chosen(["b1", "b2"]));
    run(store, groupSelected);
    expect(documentOf(store).groups?.g1?.blocks).toEqual(["b1", "b2"]);
    expect([...store.getState().scene.selection.groups]).toEqual(["g1"]);
    store.getState().undo();
    expect(documentOf(store)).toBe(line);
  });

  it("take a block from the group it was in", () => {
    const store = grouped();
    store.getState().select(chosen(["b2", "b3"]));
    run(store, groupSelected);
    expect(documentOf(store).groups).toMatchObject({ g1: { blocks: ["b1"] }, g2: { blocks: ["b2", "b3"] } });
  });

  it("move with all that is in them", () => {
    const store = grouped();
    run(store, nudgeRight);
    expect(Object.values(documentOf(store).blocks).map(({ position }) => position.x)).toEqual([8, 248, 480]);
  });

  it("keep the frame that was drawn by hand, which goes along when all of it moves", () => {
    const store = grouped();
    const frame = { x: -200, y: -200, width: 800, height: 600 };
    store.getState().apply(setGroup, { group: "g1", values: { frame } });
    const box = () => boxOfGroup(documentOf(store), CATALOGUE, documentOf(store).groups?.g1 ?? group({}));
    expect(box()).toEqual(frame);
    run(store, nudgeRight);
    expect(box()).toEqual({ ...frame, x: -192 });
    store.getState().apply(moveThings, { blocks: new Map([["b1", { x: 40, y: 0 }]]) });
    expect(box()).toEqual({ ...frame, x: -192 });
    store.getState().apply(moveThings, { blocks: new Map([["b2", { x: 904, y: 0 }]]) });
    expect(box()?.width).toBe(904 + 192 + 24 + 192);
    store.getState().apply(moveThings, { blocks: new Map([["b2", { x: 240, y: 0 }]]), fitsFrames: true });
    expect(documentOf(store).groups?.g1?.frame).toBeUndefined();
  });

  it("go with their blocks, and ungrouping keeps these", () => {
    const store = grouped();
    run(store, deleteSelected);
    expect(documentOf(store)).toMatchObject({ groups: {}, wires: [] });
    expect(Object.keys(documentOf(store).blocks)).toEqual(["b3"]);
    store.getState().undo();
    store.getState().select(chosen([], [], [], ["g1"]));
    run(store, ungroupSelected);
    expect(documentOf(store).groups).toEqual({});
    expect(Object.keys(documentOf(store).blocks)).toHaveLength(3);
    expect([...store.getState().scene.selection.blocks]).toEqual(["b1", "b2"]);
  });

  it("lose a block that is deleted, and vanish with the last one", () => {
    const store = grouped();
    store.getState().select(chosen(["b1"]));
    run(store, deleteSelected);
    expect(documentOf(store).groups?.g1?.blocks).toEqual(["b2"]);
    store.getState().select(chosen(["b2"]));
    run(store, deleteSelected);
    expect(documentOf(store).groups).toEqual({});
  });

  it("take in what is dropped in their frame, and let go what is pulled out of it", () => {
    const store = grouped();
    const drop = (x: number, y: number) =>
      store.getState().apply(moveThings, { blocks: new Map([["b3", { x, y }]]), isDropped: true });
    drop(120, 24);
    expect(documentOf(store).groups?.g1?.blocks).toEqual(["b1", "b2", "b3"]);
    // It still touches the frame: a group grows this way.
    drop(400, 24);
    expect(documentOf(store).groups?.g1?.blocks).toContain("b3");
    drop(1200, 400);
    expect(documentOf(store).groups?.g1?.blocks).toEqual(["b1", "b2"]);
  });

  it("take in a block that is added inside", () => {
    const wide = flow({ b1: block("source.metric"), b2: block("math.scale", 600) });
    const store = open({ ...wide, groups: { g1: group({ blocks: ["b1", "b2"] }) } });
    store.getState().apply(addBlock, { type: "math.add", at: { x: 300, y: 0 } });
    expect(documentOf(store).groups?.g1?.blocks).toEqual(["b1", "b2", "b3"]);
  });

  it("fold to one box that hides what is in them and keeps the wires across", () => {
    const store = grouped();
    run(store, foldGroup);
    const document = documentOf(store);
    expect([...hiddenIn(document).blocks.keys()]).toEqual(["b1", "b2"]);
    const frame = document.groups?.g1 && boxOfGroup(document, CATALOGUE, document.groups.g1);
    expect(frame).toMatchObject({ x: -24, width: 192 });
    expect(document.wires).toBe(line.wires);
  });
});

describe("notes", () => {
  it("are added, written, and undone word by word", () => {
    const store = open();
    store.getState().apply(addNote, { at: { x: 3, y: 200 } });
    expect(documentOf(store).notes?.n1).toMatchObject({ text: "", position: { x: 0, y: 200 } });
    store.getState().apply(setNote, { note: "n1", values: { text: "Why" } });
    store.getState().undo();
    expect(documentOf(store).notes?.n1?.text).toBe("");
    store.getState().undo();
    expect(documentOf(store).notes).toBeUndefined();
  });

  it("are duplicated with their group under new names", () => {
    const store = open({
      ...line,
      groups: { g1: group({ title: "Pair", blocks: ["b1", "b2"], notes: ["n1"] }) },
      notes: { n1: note("Hi") },
    });
    store.getState().select(chosen([], [], [], ["g1"]));
    run(store, duplicate);
    const document = documentOf(store);
    expect(document.groups?.g2).toMatchObject({ title: "Pair", blocks: ["b4", "b5"], notes: ["n2"] });
    expect(document.notes?.n2?.text).toBe("Hi");
    expect(document.wires.map(wireName)).toContain("b4.value>b5.value");
  });
});

describe("the text form", () => {
  const rich = { ...line, groups: { g1: group({ blocks: ["b1", "b2"] }) }, notes: { n1: note("Hi") } };

  it("carries a whole flow with groups and notes, and half a group without its frame", () => {
    const whole = readClipping(JSON.stringify(rich));
    expect(whole).toMatchObject({ groups: rich.groups, notes: rich.notes });
    expect(clip(rich, ["b1"]).groups).toEqual({});
  });

  it("pastes a note alone", () => {
    const clipping = readClipping(JSON.stringify(clip(rich, [], ["n1"])));
    const pasted = clipping && paste(line, clipping, { at: { x: 80, y: 80 } }, 3);
    expect(pasted?.document.notes?.n1).toMatchObject({ text: "Hi", position: { x: 80, y: 80 } });
    expect(pasted?.document.groups).toBeUndefined();
  });

  it("opens whatever other programs have left in the remarks", () => {
    const strange = { ...line, groups: { g1: 7, g2: { blocks: ["b1", 4, "gone"], color: "pink" } }, notes: [1] };
    const sound = withSoundRemarks(strange as never);
    expect(sound.groups).toEqual({ g2: group({ title: "", blocks: ["b1"], color: "grey" }) });
    expect(sound.notes).toEqual({});
    expect(sound.blocks).toBe(line.blocks);
  });
});
