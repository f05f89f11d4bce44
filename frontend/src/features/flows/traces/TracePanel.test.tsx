import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { listen } from "@/shared/shortcuts/shortcuts";
import { fakeServer } from "@/testing/server";
import { block, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { TracePanel } from "./TracePanel";
import { step, trace } from "./testing";

const DOCUMENT = flow({ b1: block("source.metric"), b2: block("math.scale") }, "b1.value>b2.value");
const TRACE = trace(
  step("b1", { outputs: { value: 90 } }),
  step("b2", {
    inputs: { value: 90 },
    fresh: ["value"],
    state_before: { count: 1 },
    state_after: { count: 2 },
    timer: { due: 1_770_000_060_000 },
    effects: [{ does: "raise", value: 90, detail: "Too hot" }],
  }),
);

describe("the trace below the canvas", () => {
  it("is stepped through by the arrow keys and closed by Esc", async () => {
    const leave = listen();
    const editor = openEditor(<TracePanel />, { document: DOCUMENT });
    editor.view.setState({ dock: "trace", trace: TRACE });
    await screen.findByText("temp = 90");

    await userEvent.keyboard("{ArrowRight}");
    expect(editor.view.getState().traceStep).toBe(1);
    await userEvent.keyboard("{ArrowRight}");
    expect(editor.view.getState().traceStep).toBe(1);
    await userEvent.keyboard("{ArrowUp}");
    expect(editor.view.getState().traceStep).toBe(0);
    await userEvent.keyboard("{Escape}");
    expect(editor.view.getState().trace).toBeNull();
    leave();
  });

  it("tells of a step what was remembered, set and asked for", async () => {
    const editor = openEditor(<TracePanel />, { document: DOCUMENT });
    editor.view.setState({ dock: "trace", trace: TRACE, traceStep: 1 });

    const details = await screen.findByTestId("trace-details");
    expect(details).toHaveTextContent("count12");
    expect(details).toHaveTextContent("raise Too hot 90");
    expect(details).toHaveTextContent("Runs again at");
  });

  it("becomes a test of the flow by one click", async () => {
    const test = { name: "temp 90", given: [{ block: "b1", value: 90 }], expect: [] };
    fakeServer(() => ({ json: { test, note: "" } }));
    const editor = openEditor(<TracePanel />, { document: DOCUMENT });
    editor.view.setState({ dock: "trace", trace: TRACE });

    await userEvent.click(await screen.findByTestId("trace-to-test"));

    await expect.poll(() => editor.document().tests).toEqual([test]);
    expect(editor.view.getState()).toMatchObject({ dock: "tests", openTest: 0 });
  });
});
