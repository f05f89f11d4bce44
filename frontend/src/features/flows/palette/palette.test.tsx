import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { chosen } from "../commands/command";
import { wireName } from "../graph/document";
import { block, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { Palette } from "./Palette";
import { QuickAdd } from "./QuickAdd";
import { WirePicker } from "./WirePicker";

const pair = flow({ b1: block("source.metric"), b2: block("math.add", 288) });

describe("Palette", () => {
  it("inserts the best hit with Enter, behind the selected block and wired to it", async () => {
    const user = userEvent.setup();
    const { document, store } = openEditor(<Palette />, { document: pair });
    store.getState().select(chosen(["b1"]));
    await user.type(screen.getByTestId("palette-search"), "scal{Enter}");
    expect(document().blocks.b3?.type).toBe("math.scale");
    expect(document().wires.map(wireName)).toEqual(["b1.value>b3.value"]);
  });

  it("walks with the arrows and keeps the address of the active block for screen readers", async () => {
    const user = userEvent.setup();
    const { document } = openEditor(<Palette />);
    await user.type(screen.getByTestId("palette-search"), "math{ArrowDown}{Enter}");
    expect(Object.values(document().blocks).map(({ type }) => type)).toEqual(["math.formula"]);
  });
});

describe("QuickAdd", () => {
  it("offers only what takes the wire that was dropped, and wires it", async () => {
    const user = userEvent.setup();
    const { document, view } = openEditor(<QuickAdd />, { document: flow({ b1: block("text.source") }) });
    const at = { x: 400, y: 100 };
    view.setState({ quickAdd: { at, screen: at, from: { port: "b1.text", side: "output" } } });
    const choices = await screen.findAllByRole("option");
    expect(choices.map((choice) => choice.dataset.testid)).toEqual(["pick-output.debug"]);
    await user.keyboard("{Enter}");
    expect(document().wires.map(wireName)).toEqual(["b1.text>b2.value"]);
    expect(view.getState().quickAdd).toBeNull();
  });
});

describe("WirePicker", () => {
  it("wires by keyboard and offers free inputs before taken ones", async () => {
    const user = userEvent.setup();
    const { document, store, view } = openEditor(<WirePicker />, {
      document: flow({ ...pair.blocks, b3: block("math.scale", 0, 200) }, "b1.value>b2.a"),
    });
    store.getState().select(chosen(["b3"]));
    view.setState({ isWiring: true });
    await screen.findByTestId("pick-list");
    await user.keyboard("output{Enter}");
    await user.keyboard("{Enter}");
    expect(document().wires.map(wireName)).toEqual(["b1.value>b2.a", "b3.value>b2.b"]);
  });
});
