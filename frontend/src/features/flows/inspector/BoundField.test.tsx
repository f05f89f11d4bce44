import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { block, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { BlockInspector } from "./BlockInspector";

describe("BoundField", () => {
  it("makes a field a param of the subflow, with what it has as the default", async () => {
    const document = flow({ b1: block("math.scale", 0, 0, { factor: 4 }) });
    const editor = openEditor(<BlockInspector id="b1" />, { document, subflowId: 3 });
    fireEvent.click(screen.getByTestId("bind-factor"));
    fireEvent.click(await screen.findByTestId("bind-new"));
    expect(editor.document().params).toEqual([
      { name: "factor", title: "Factor", type: "number", unit: "", help: "", default: 4 },
    ]);
    expect(editor.document().blocks.b1?.params.factor).toEqual({ $param: "factor" });
    expect(screen.getByTestId("param-factor").textContent).toContain("Factor");
    editor.store.getState().undo();
    expect(editor.document().params).toBeUndefined();
  });

  it("offers nothing of the kind in a flow", () => {
    openEditor(<BlockInspector id="b1" />, { document: flow({ b1: block("math.scale") }) });
    expect(screen.queryByTestId("bind-factor")).toBeNull();
  });
});
