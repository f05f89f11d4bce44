import { describe, expect, it } from "vitest";
import { block, flow } from "../testing/flow";
import { clip, clippingText, paste, readClipping } from "./clipboard";
import { wireName } from "./document";

const document = flow(
  { b1: block("source.metric", 0, 0), b2: block("math.scale", 240, 40), b3: block("output.debug", 480, 0) },
  "b1.value>b2.value",
  "b2.value>b3.value",
);

describe("the text form", () => {
  it("carries the chosen blocks and only the wires between them", () => {
    const clipping = readClipping(clippingText(clip(document, ["b2", "b3"])));
    expect(Object.keys(clipping?.blocks ?? {})).toEqual(["b2", "b3"]);
    expect(clipping?.wires.map(wireName)).toEqual(["b2.value>b3.value"]);
  });

  it("comes back under fresh ids at the asked place", () => {
    const pasted = paste(document, clip(document, ["b1", "b2"]), { at: { x: 100, y: 203 } }, 7);
    expect(pasted.blocks).toEqual(["b8", "b9"]);
    expect(pasted.document.blocks.b8?.position).toEqual({ x: 104, y: 200 });
    expect(pasted.document.blocks.b9?.position).toEqual({ x: 344, y: 240 });
    expect(pasted.document.wires.map(wireName)).toContain("b8.value>b9.value");
    expect(pasted.document.wires).toHaveLength(3);
  });

  it("reads a whole flow document too", () => {
    expect(Object.keys(readClipping(JSON.stringify(document))?.blocks ?? {})).toHaveLength(3);
  });

  it.each([
    "",
    "hello",
    "[]",
    "{}",
    '{"blocks":{}}',
    '{"blocks":{"b1":{"kind":"x"}}}',
    '{"blocks":{"a.b":{"type":"x"}}}',
  ])("is not fooled by %s", (text) => {
    expect(readClipping(text)).toBeNull();
  });
});
