import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { catalogueOf } from "../graph/catalogue";
import { block, blockType, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { BlockInspector } from "./BlockInspector";

const catalogue = catalogueOf([
  blockType("test.form", {
    title: "Form",
    help: "Do **this**.\n\nAnd `that`.",
    params: {
      type: "object",
      properties: {
        mode: { enum: ["one", "many"], type: "string", default: "one", title: "Mode" },
        limit: { type: "number", title: "Limit", default: 80 },
        path: { type: "string", title: "Path", default: "", show_when: { mode: ["many"] } },
        is_quiet: { type: "boolean", title: "Quiet", default: false },
        names: { type: "array", items: { type: "string" }, title: "Names", default: [], maxItems: 2 },
      },
    },
  }),
]);
const open = (params = {}, isReadOnly = false) =>
  openEditor(<BlockInspector id="b1" />, {
    catalogue,
    document: flow({ b1: block("test.form", 0, 0, params) }),
    isReadOnly,
  });

describe("BlockInspector", () => {
  it("turns typing into params, and one undo takes a word back", async () => {
    const user = userEvent.setup();
    const { document, store } = open({ limit: 80 });
    const limit = screen.getByLabelText("Limit");
    await user.clear(limit);
    await user.type(limit, "92.5");
    expect(document().blocks.b1?.params.limit).toBe(92.5);
    store.getState().undo();
    expect(document().blocks.b1?.params.limit).toBe(80);
  });

  it("leaves an emptied number visibly unset instead of making one up", async () => {
    const user = userEvent.setup();
    const { document } = open({ limit: 80 });
    await user.clear(screen.getByLabelText("Limit"));
    expect(document().blocks.b1?.params.limit).toBeNull();
  });

  it("shows the fields of the chosen mode", async () => {
    const user = userEvent.setup();
    const { document } = open();
    expect(screen.queryByLabelText("Path")).toBeNull();
    await user.click(screen.getByText("Many"));
    await user.type(screen.getByLabelText("Path"), "a/b");
    expect(document().blocks.b1?.params).toMatchObject({ mode: "many", path: "a/b" });
  });

  it("adds to a list up to its bound and removes again", async () => {
    const user = userEvent.setup();
    const { document } = open();
    const add = screen.getByRole("button", { name: "Add" });
    await user.click(add);
    await user.click(add);
    expect(add).toBeDisabled();
    const [, second] = screen.getAllByTestId(/param-names\.\d/);
    if (!second) throw new Error("the list has no second field");
    await user.type(second, "two");
    await user.click(screen.getByRole("button", { name: "Remove item 1" }));
    expect(document().blocks.b1?.params.names).toEqual(["two"]);
  });

  it("puts a message at its field, and one without a field on top", async () => {
    const { view } = open();
    view.setState({
      problems: [
        { block: "b1", field: "params.limit", message: "Too high.", level: "error" },
        { block: "b1", field: "inputs.value", message: "Needs a wire.", level: "error" },
        { block: "b2", field: null, message: "Somebody else's.", level: "error" },
      ],
    });
    const limit = await screen.findByLabelText("Limit");
    const wrapper = limit.closest(".mantine-InputWrapper-root");
    if (!(wrapper instanceof HTMLElement)) throw new Error("the field has no wrapper");
    expect(within(wrapper).getByText("Too high.")).toBeInTheDocument();
    expect(screen.getByText("Needs a wire.")).toBeInTheDocument();
    expect(screen.queryByText("Somebody else's.")).toBeNull();
  });

  it("shows a warning in another colour than an error, with a sign of its own", async () => {
    const { view } = open();
    view.setState({
      problems: [{ block: "b1", field: "params.limit", message: "Rather high.", level: "warning" }],
    });
    const hint = await screen.findByTestId("hint-limit");
    expect(within(hint).getByText("Rather high.")).toBeInTheDocument();
    expect(within(hint).getByLabelText("Limit")).not.toHaveAttribute("aria-invalid", "true");
  });

  it("renders the help and, where nothing may be changed, facts instead of fields", () => {
    open({ limit: 75, is_quiet: true }, true);
    expect(screen.getByText("this").tagName).toBe("STRONG");
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByText("75")).toBeInTheDocument();
    expect(screen.getByText("yes")).toBeInTheDocument();
  });
});
