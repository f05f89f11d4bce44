import { EditorView } from "@codemirror/view";
import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { catalogueOf } from "../graph/catalogue";
import { block, blockType, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { BlockInspector } from "./BlockInspector";

const catalogue = catalogueOf([
  blockType("test.script", {
    title: "Script",
    params: {
      type: "object",
      properties: {
        code: { type: "string", title: "Script", default: "let a;", format: "javascript" },
        functions: {
          type: "array",
          title: "Functions",
          default: ["average"],
          items: { enum: ["average", "standard_deviation"], type: "string" },
        },
      },
    },
  }),
]);
const open = (params = {}) =>
  openEditor(<BlockInspector id="b1" />, { catalogue, document: flow({ b1: block("test.script", 0, 0, params) }) });

async function editorIn(testId: string) {
  const content = await screen.findByTestId(testId, {}, { timeout: 10_000 }); // loads its library first
  const view = EditorView.findFromDOM(content);
  if (!view) throw new Error(`${testId} holds no editor`);
  return view;
}

describe("CodeField", () => {
  it("turns typing into the param, and shows what an undo brings back", async () => {
    const { document, store } = open({ code: "let a;" });
    const view = await editorIn("param-code");
    act(() => view.dispatch({ changes: { from: 4, to: 5, insert: "level" } }));
    expect(document().blocks.b1?.params.code).toBe("let level;");
    act(() => store.getState().undo());
    await waitFor(() => expect(view.state.doc.toString()).toBe("let a;"));
  });

  it("marks the line that the server complains about", async () => {
    const { view } = open({ code: "let a;\nlet b = ;" });
    await editorIn("param-code");
    act(() =>
      view.setState({
        problems: [
          { block: "b1", field: "params.code", message: "Line 2, column 9: unexpected token.", level: "error" },
        ],
      }),
    );
    await waitFor(() => expect(document.querySelector(".cm-lintRange-error")).toHaveTextContent(";"));
  });

  it("opens in a dialog, which Esc leaves", async () => {
    const user = userEvent.setup();
    const { document } = open({ code: "let a;" });
    await editorIn("param-code");
    await user.click(screen.getByRole("button", { name: "Edit script" }));
    const wide = await editorIn("wide-code");
    act(() => wide.dispatch({ changes: { from: 0, insert: "// here\n" } }));
    act(() => wide.focus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("wide-code")).toBeNull());
    expect(document().blocks.b1?.params.code).toBe("// here\nlet a;");
    expect((await editorIn("param-code")).state.doc.toString()).toBe("// here\nlet a;");
  });

  it("chooses several of a few", async () => {
    const user = userEvent.setup();
    const { document } = open();
    await user.click(screen.getByRole("combobox", { name: "Functions" }));
    await user.click(await screen.findByText("Standard deviation"));
    expect(document().blocks.b1?.params.functions).toEqual(["average", "standard_deviation"]);
  });
});
