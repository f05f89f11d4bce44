import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { fakeServer } from "@/testing/server";
import { catalogueOf } from "../graph/catalogue";
import { block, blockType, CATALOGUE, flow, port } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { TestsPanel } from "./TestsPanel";

const DOCUMENT = {
  ...flow({ b1: block("source.metric"), b2: block("math.scale") }, "b1.value>b2.value"),
  tests: [
    {
      name: "doubles",
      given: [{ block: "b1", at_s: 0, value: 2 }],
      expect: [{ block: "b2", port: "value", at_s: 0, value: 4 }],
    },
  ],
};

describe("the tests below the canvas", () => {
  afterEach(() => vi.restoreAllMocks());

  it("changes what is given and expected, each change one step of undo", async () => {
    const editor = openEditor(<TestsPanel />, { document: DOCUMENT });
    const value = await screen.findByTestId("given-value-0");

    await userEvent.clear(value);
    await userEvent.type(value, "2.5");
    await userEvent.click(screen.getByTestId("test-add-expectation"));

    expect(editor.document().tests?.[0]).toMatchObject({
      given: [{ block: "b1", at_s: 0, value: 2.5 }],
      expect: [
        { block: "b2", port: "value", value: 4 },
        { block: "b2", port: "value", at_s: 0 },
      ],
    });
    editor.store.getState().undo();
    expect(editor.document().tests?.[0]?.expect).toHaveLength(1);
    editor.store.getState().undo();
    expect(editor.document()).toEqual(DOCUMENT);
  });

  it("does not say of a test that was changed meanwhile what came of it before", async () => {
    let answer = () => {};
    vi.spyOn(api, "post").mockImplementation(
      () =>
        new Promise((resolve) => {
          answer = () => resolve({ items: [{ name: "doubles", is_ok: true, differences: [], message: "" }] });
        }) as never,
    );
    const editor = openEditor(<TestsPanel />, { document: DOCUMENT });
    await userEvent.click(await screen.findByTestId("test-run"));
    const expected = screen.getByTestId("expect-value-0");
    await userEvent.clear(expected);
    await userEvent.type(expected, "5");
    await act(async () => answer());
    expect(editor.view.getState().testResults).toEqual({});
    await userEvent.click(screen.getByTestId("tests-run-all"));
    await act(async () => answer());
    expect(Object.keys(editor.view.getState().testResults)).toEqual(["doubles"]);
  });

  it("says what comes of a call: the value of its answer, or why it failed", async () => {
    const catalogue = catalogueOf([
      ...CATALOGUE.types.values(),
      blockType("outside.rest", { inputs: [port("value")], outputs: [port("status")], answers: true }),
    ]);
    const document = {
      ...flow({ b1: block("source.metric"), b2: block("outside.rest") }, "b1.value>b2.value"),
      tests: [{ name: "asks", given: [{ block: "b2", at_s: 1, value: 200 }] }],
    };
    const editor = openEditor(<TestsPanel />, { document, catalogue });

    expect(await screen.findByText("Answer to rest")).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByTestId("given-ok-0"), "Failed");
    await userEvent.clear(screen.getByTestId("given-error-0"));
    await userEvent.type(screen.getByTestId("given-error-0"), "No route.");

    expect(editor.document().tests?.[0]?.given).toEqual([
      { block: "b2", at_s: 1, value: null, ok: false, error: "No route." },
    ]);
    await userEvent.selectOptions(screen.getByTestId("given-ok-0"), "Went well");
    expect(screen.getByTestId("given-value-0")).toBeInTheDocument();
    expect(editor.document().tests?.[0]?.given?.[0]).toMatchObject({ ok: true, error: "" });
  });

  it("runs them and shows what came otherwise", async () => {
    const message = "“Value” of “Scale” sent 5 at 0 s; 4 was expected.";
    const difference = {
      kind: "different",
      block: "b2",
      port: "value",
      does: "",
      at_s: 0,
      message,
      expected: 4,
      actual: 5,
    };
    const failing = { name: "doubles", is_ok: false, error: "", checked: 1, differences: [difference] };
    fakeServer(() => ({ json: { items: [failing], passed: 0, failed: 1 } }));
    openEditor(<TestsPanel />, { document: DOCUMENT });

    await userEvent.click(await screen.findByTestId("tests-run-all"));

    expect(await screen.findByTestId("test-result")).toHaveTextContent(message);
    expect(within(screen.getByTestId("test-0")).getByLabelText("Failed")).toBeInTheDocument();
  });

  it("adds an empty one that is fed by the source", async () => {
    const editor = openEditor(<TestsPanel />, { document: DOCUMENT });

    await userEvent.click(await screen.findByLabelText("Add a test"));
    await userEvent.click(await screen.findByText("An empty test"));

    expect(editor.document().tests?.[1]).toEqual({
      name: "New test",
      given: [{ block: "b1", at_s: 0, value: 0 }],
      expect: [],
    });
    expect(screen.getByTestId("test-name")).toHaveValue("New test");
  });
});
