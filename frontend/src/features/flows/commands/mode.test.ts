import { expect, test } from "vitest";
import { createEditorStore } from "../editorStore";
import { changesBetween, fieldOfBlock, MODE_FIELD } from "../graph/changes";
import { block, CATALOGUE, flow } from "../testing/flow";
import { bypass } from "./bypass";
import { chosen } from "./command";
import { switchOff } from "./switchOff";

const line = flow(
  { b1: block("source.metric"), b2: block("math.scale", 240), b3: block("output.debug", 480) },
  "b1.value>b2.value",
  "b2.value>b3.value",
);

function open(...blocks: string[]) {
  const store = createEditorStore({ catalogue: CATALOGUE, document: line });
  store.getState().select(chosen(blocks));
  const modes = () => Object.values(store.getState().scene.document.blocks).map(({ mode }) => mode);
  return { store, modes };
}

test("the selected blocks are switched off together, and on again", () => {
  const { store, modes } = open("b1", "b2");
  store.getState().apply(switchOff, undefined);
  expect(modes()).toEqual(["off", "off", undefined]);
  store.getState().apply(switchOff, undefined);
  expect(store.getState().scene.document).toEqual(line);
});

test("a block that is switched off can be bypassed instead", () => {
  const { store, modes } = open("b2");
  store.getState().apply(switchOff, undefined);
  store.getState().apply(bypass, undefined);
  expect(modes()).toEqual([undefined, "bypass", undefined]);
});

test("what a deploy changes names it", () => {
  const { store } = open("b2");
  store.getState().apply(bypass, undefined);
  const { document } = store.getState().scene;
  expect(changesBetween(line, document).blocks).toEqual([{ block: "b2", kind: "changed", fields: [MODE_FIELD] }]);
  expect(fieldOfBlock(document.blocks.b2, MODE_FIELD)).toBe("bypass");
});
