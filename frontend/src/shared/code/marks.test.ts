import { Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { diagnosticsIn, markOf } from "./marks";

describe("marks", () => {
  it("reads the place out of a sentence", () => {
    expect(markOf("Line 3, column 5: unexpected token.")).toMatchObject({ line: 3, column: 5 });
    expect(markOf("TypeError: x (line 2, column 7)")).toMatchObject({ line: 2, column: 7 });
    expect(markOf("The template is wrong in line 4: no end.")).toMatchObject({ line: 4, column: 1 });
    expect(markOf("The name is taken.")).toBeNull();
    expect(markOf(undefined)).toBeNull();
  });

  it("covers the word at the place", () => {
    const text = Text.of(["let a = 1;", "foo.bar();"]);
    expect(diagnosticsIn(text, [{ line: 2, column: 5, message: "no" }])).toMatchObject([{ from: 15, to: 18 }]);
  });

  it("stays inside a text that has become shorter", () => {
    const text = Text.of(["let x = ", ""]);
    expect(diagnosticsIn(text, [{ line: 9, column: 9, message: "no" }])).toMatchObject([{ from: 9, to: 9 }]);
    expect(diagnosticsIn(text, [{ line: 1, column: 99, message: "no" }])).toMatchObject([{ from: 7, to: 8 }]);
  });
});
