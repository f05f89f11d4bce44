import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { type Names, offered, supportOf } from "./languages";

const names: Names = {
  words: ["inputs", "outputs", "state"],
  members: { inputs: ["level", "flow"], outputs: ["result"] },
};

function offers(text: string): string[] {
  const state = EditorState.create({ doc: text, extensions: supportOf("javascript", () => names) });
  const found = offered(new CompletionContext(state, text.length, false), names);
  return found?.options.map((option) => option.label) ?? [];
}

describe("completion", () => {
  it("offers the ports behind a dot and in the quotes of a call", () => {
    expect(offers("const a = 1;\noutputs.")).toEqual(["result"]);
    expect(offers("a + inputs.le")).toEqual(["level", "flow"]);
    expect(offers('getInputValue("')).toEqual(["level", "flow"]);
    expect(offers("setOutputValue('re")).toEqual(["result"]);
  });

  it("offers words where a name may stand, and nothing in texts and comments", () => {
    expect(offers("out")).toEqual(names.words);
    expect(offers("// out")).toEqual([]);
    expect(offers("'out")).toEqual([]);
    expect(offers("other.")).toEqual([]);
  });
});
