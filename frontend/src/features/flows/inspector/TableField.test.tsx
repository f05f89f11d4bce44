import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { catalogueOf } from "../graph/catalogue";
import { block, blockType, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { BlockInspector } from "./BlockInspector";

const catalogue = catalogueOf([
  blockType("test.table", {
    params: {
      type: "object",
      properties: {
        states: {
          type: "array",
          title: "States",
          maxItems: 3,
          minItems: 1,
          default: [],
          items: { type: "object", properties: { name: { type: "string", title: "Name", default: "" } } },
        },
        moves: {
          type: "array",
          title: "Moves",
          default: [],
          items: {
            type: "object",
            properties: {
              kind: { enum: ["event", "range"], type: "string", title: "Kind", default: "event" },
              high: { type: "number", title: "High", default: 5, show_when: { kind: ["range"] } },
              target: { type: "string", title: "To", default: "", format: "row_of:states.name" },
            },
          },
        },
        rules: {
          type: "array",
          title: "Rules",
          default: [{}],
          items: {
            type: "object",
            properties: {
              when: { enum: ["equal", "between"], type: "string", title: "When", default: "equal" },
              low: { type: "number", title: "Low", default: 0 },
              high: { type: "number", title: "High", unit: "°C", default: 5, show_when: { when: ["between"] } },
              output: { type: "string", title: "Output", default: "" },
            },
          },
        },
        preset: {
          type: "array",
          title: "Preset",
          default: [{ title: "a" }, { title: "b" }],
          items: { type: "object", properties: { title: { type: "string", title: "Title", default: "" } } },
        },
        days: {
          type: "array",
          title: "Days",
          default: [],
          items: {
            type: "string",
            enum: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
          },
        },
      },
    },
  }),
]);
const STATES = [{ name: "Off" }, { name: "On" }];
const open = (params = {}, isReadOnly = false) =>
  openEditor(<BlockInspector id="b1" />, {
    catalogue,
    document: flow({ b1: block("test.table", 0, 0, { states: STATES, ...params }) }),
    isReadOnly,
  });

describe("TableField", () => {
  it("adds a row below with Enter in the last one and goes on typing there", async () => {
    const user = userEvent.setup();
    const { document } = open();
    await user.click(screen.getByRole("textbox", { name: "Name, row 2" }));
    await user.keyboard("{Enter}Fault{Enter}");
    expect(document().blocks.b1?.params.states).toEqual([...STATES, { name: "Fault" }]);
  });

  it("moves rows by keyboard and by button, and the focus goes with them", async () => {
    const user = userEvent.setup();
    const { document } = open();
    await user.click(screen.getByRole("textbox", { name: "Name, row 1" }));
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(document().blocks.b1?.params.states).toEqual([{ name: "On" }, { name: "Off" }]);
    expect(screen.getByRole("textbox", { name: "Name, row 2" })).toHaveFocus();
    await user.click(
      within(screen.getByRole("table", { name: "States" })).getByRole("button", { name: "Move row 2 up" }),
    );
    expect(document().blocks.b1?.params.states).toEqual(STATES);
  });

  it("removes by keyboard down to the smallest number of rows", async () => {
    const user = userEvent.setup();
    const { document } = open();
    await user.click(screen.getByRole("textbox", { name: "Name, row 2" }));
    await user.keyboard("{Alt>}{Delete}{Delete}{/Alt}");
    expect(document().blocks.b1?.params.states).toEqual([{ name: "Off" }]);
    expect(
      within(screen.getByRole("table", { name: "States" })).getByRole("button", { name: "Remove item 1" }),
    ).toBeDisabled();
  });

  it("keeps the rest of a default when one cell of it is changed", async () => {
    const user = userEvent.setup();
    const { document } = openEditor(<BlockInspector id="b1" />, {
      catalogue,
      document: flow({ b1: block("test.table", 0, 0, {}) }),
    });
    await user.type(screen.getByRole("textbox", { name: "Title, row 2" }), "!");
    expect(document().blocks.b1?.params.preset).toEqual([{ title: "a" }, { title: "b!" }]);
  });

  it("marks a text that stands in no row of the other table", () => {
    open({
      moves: [
        { kind: "event", target: "On" },
        { kind: "event", target: "Gone" },
      ],
    });
    expect(screen.getByTestId("param-moves.0.target")).not.toHaveAttribute("aria-invalid", "true");
    expect(screen.getByTestId("param-moves.1.target")).toHaveAttribute("aria-invalid", "true");
  });

  it("shows a cell only where it matters", () => {
    open({ moves: [{ kind: "event" }, { kind: "range" }] });
    expect(screen.queryByTestId("param-moves.0.high")).toBeNull();
    expect(screen.getByTestId("param-moves.1.high")).toHaveValue("5");
  });

  it("puts the server's sentence under its row, and marks no cell for a mere hint", async () => {
    const { view } = open();
    view.setState({
      problems: [
        { block: "b1", field: "params.states.1.name", message: "No transition leads to “On”.", level: "warning" },
      ],
    });
    expect(await screen.findByText("No transition leads to “On”.")).toBeInTheDocument();
    expect(screen.getByTestId("param-states.1.name")).not.toHaveAttribute("aria-invalid", "true");
  });

  it("says the mistake of a cell before what is only remarked about it", async () => {
    const { view } = open();
    const at = { block: "b1", field: "params.states.1.name" };
    view.setState({
      problems: [
        { ...at, message: "No transition leads to “On”.", level: "warning" },
        { ...at, message: "“On” is there twice.", level: "error" },
      ],
    });
    expect(await screen.findByText("“On” is there twice.")).toBeInTheDocument();
    expect(screen.getByTestId("param-states.1.name")).toHaveAttribute("aria-invalid", "true");
  });

  it("makes a small form of each row where columns would not fit beside each other", () => {
    open({ rules: [{ when: "equal" }, { when: "between" }] });
    const table = screen.getByRole("table", { name: "Rules" });
    expect(table).toHaveAttribute("data-stacked");
    expect(
      [...table.querySelectorAll("td[data-title]:not([data-empty])")].map((cell) => cell.getAttribute("data-title")),
    ).toEqual(["When", "Low", "Output", "When", "Low", "High (°C)", "Output"]);
    expect(screen.getByRole("table", { name: "Moves" })).not.toHaveAttribute("data-stacked");
  });

  it("keeps weekdays in their order, however they were clicked", async () => {
    const user = userEvent.setup();
    const { document } = open();
    await user.click(screen.getByRole("button", { name: "Sunday" }));
    await user.click(screen.getByRole("button", { name: "Monday" }));
    expect(document().blocks.b1?.params.days).toEqual(["monday", "sunday"]);
    expect(screen.getByRole("button", { name: "Sunday" })).toHaveAttribute("aria-pressed", "true");
  });
});
