import { beforeEach, describe, expect, it } from "vitest";
import { addWidget } from "../commands/addWidget";
import { arrange, nudge } from "../commands/arrange";
import { setOption, setTitle } from "../commands/changeWidget";
import { addPage, movePage, removePage, renamePage } from "../commands/pages";
import { clipOf, pasteWidgets } from "../commands/pasteWidgets";
import { copyFromDesktop } from "../commands/phone";
import { removeWidgets } from "../commands/removeWidgets";
import { emptyDocument, type Widget } from "../document/dashboardDocument";
import { boxesOf } from "../document/layout";
import { createDashboardEditor, type DashboardEditor, isDirty } from "./dashboardEditor";

const WIDGET: Widget = { type: "value", version: 1, title: "", options: {}, bindings: [], rules: [] };
const SIZES = { desktop: { w: 6, h: 4 }, mobile: { w: 3, h: 4 } };

let time: number;
let editor: DashboardEditor;
const state = () => editor.getState();
const add = (id: string) => state().run(addWidget({ id, widget: WIDGET, pageId: "p1", sizes: SIZES }));
const desktop = () => state().document.layouts.desktop.p1;

beforeEach(() => {
  time = 0;
  editor = createDashboardEditor(emptyDocument(), 1, () => time);
});

describe("dashboard editor", () => {
  it("puts a new widget into the first free place", () => {
    add("w1");
    add("w2");
    expect(desktop()).toEqual([
      { i: "w1", x: 0, y: 0, w: 6, h: 4 },
      { i: "w2", x: 6, y: 0, w: 6, h: 4 },
    ]);
  });

  it("lets the phone follow until somebody arranges it, and then adds at its end", () => {
    const phone = () => boxesOf(state().document, "mobile", "p1");
    add("w1");
    add("w2");
    expect(state().document.layouts.mobile.p1).toEqual([]);
    expect(phone()).toEqual([
      { i: "w1", x: 0, y: 0, w: 3, h: 4 },
      { i: "w2", x: 3, y: 0, w: 3, h: 4 },
    ]);
    state().run(nudge({ layout: "mobile", pageId: "p1" }, ["w1"], { dw: 3 }));
    add("w3");
    expect(phone().map(({ i, y }) => [i, y])).toEqual([
      ["w1", 0],
      ["w2", 4],
      ["w3", 8],
    ]);
  });

  it("takes back twenty steps and does them again", () => {
    const before = state().document;
    for (let i = 1; i <= 20; i += 1) add(`w${i}`);
    const after = state().document;
    for (let i = 0; i < 20; i += 1) state().undo();
    expect(state().document).toEqual(before);
    expect(isDirty(state())).toBe(false);
    for (let i = 0; i < 20; i += 1) state().redo();
    expect(state().document).toEqual(after);
  });

  it("forgets what was undone once something new is done", () => {
    add("w1");
    state().undo();
    add("w2");
    state().redo();
    expect(Object.keys(state().document.widgets)).toEqual(["w2"]);
  });

  it("undoes a typed word at once but not the word before it", () => {
    add("w1");
    for (const title of ["C", "CP", "CPU"]) state().run(setTitle("w1", title));
    time = 5000;
    state().run(setTitle("w1", "CPU load"));
    state().undo();
    expect(state().document.widgets.w1?.title).toBe("CPU");
    state().undo();
    expect(state().document.widgets.w1?.title).toBe("");
    state().redo();
    expect(state().document.widgets.w1?.title).toBe("CPU");
  });

  it("makes no step of a change that changes nothing", () => {
    add("w1");
    state().run(setOption("w1", "decimals", 2));
    const steps = state().past.length;
    time = 9000;
    state().run(setOption("w1", "decimals", 2));
    expect(state().past.length).toBe(steps);
  });

  it("removes a widget everywhere and from the selection", () => {
    add("w1");
    state().select(["w1"]);
    state().run(removeWidgets(["w1"]));
    expect(desktop()).toEqual([]);
    expect(state().document.layouts.mobile.p1).toEqual([]);
    expect(state().selection).toEqual([]);
    state().undo();
    expect(state().document.widgets.w1).toEqual(WIDGET);
  });

  it("pastes copies under new ids", () => {
    add("w1");
    const { command, ids } = pasteWidgets(state().document, "p1", clipOf(state().document, ["w1"]));
    state().run(command);
    expect(ids).toEqual(["w2"]);
    expect(desktop()?.[1]).toEqual({ i: "w2", x: 6, y: 0, w: 6, h: 4 });
  });

  it("moves and resizes by cells inside the grid", () => {
    add("w1");
    const place = { layout: "desktop" as const, pageId: "p1" };
    state().run(nudge(place, ["w1"], { dx: -1 }));
    state().run(nudge(place, ["w1"], { dx: 30 }));
    state().run(nudge(place, ["w1"], { dw: -2, dh: 1 }));
    expect(desktop()).toEqual([{ i: "w1", x: 18, y: 0, w: 4, h: 5 }]);
    state().undo();
    expect(desktop()).toEqual([{ i: "w1", x: 0, y: 0, w: 6, h: 4 }]);
  });

  it("trades places with the widget below when moved down", () => {
    add("w1");
    add("w2");
    state().run(
      arrange({ layout: "desktop", pageId: "p1" }, [
        { i: "w1", x: 0, y: 0, w: 6, h: 4 },
        { i: "w2", x: 0, y: 4, w: 6, h: 2 },
      ]),
    );
    state().run(nudge({ layout: "desktop", pageId: "p1" }, ["w1"], { dy: 1 }));
    expect(desktop()).toEqual([
      { i: "w1", x: 0, y: 2, w: 6, h: 4 },
      { i: "w2", x: 0, y: 0, w: 6, h: 2 },
    ]);
    time = 9000;
    state().run(nudge({ layout: "desktop", pageId: "p1" }, ["w1"], { dy: -1 }));
    expect(desktop()).toEqual([
      { i: "w1", x: 0, y: 0, w: 6, h: 4 },
      { i: "w2", x: 0, y: 4, w: 6, h: 2 },
    ]);
  });

  it("adds, renames, moves and removes pages with their widgets", () => {
    add("w1");
    state().run(addPage("p2", "Details"));
    state().run(renamePage("p2", "More"));
    state().run(movePage("p2", -1));
    expect(state().document.pages).toEqual([
      { id: "p2", title: "More" },
      { id: "p1", title: "Overview" },
    ]);
    state().run(removePage("p1"));
    expect(state().document.widgets).toEqual({});
    state().run(removePage("p2"));
    expect(state().document.pages).toEqual([{ id: "p2", title: "More" }]);
    state().undo();
    expect(state().document.widgets.w1).toEqual(WIDGET);
  });

  it("makes the phone's layout from the desktop's", () => {
    add("w1");
    state().run(arrange({ layout: "desktop", pageId: "p1" }, [{ i: "w1", x: 0, y: 0, w: 24, h: 8 }]));
    state().run(copyFromDesktop("p1"));
    expect(state().document.layouts.mobile.p1).toEqual([{ i: "w1", x: 0, y: 0, w: 6, h: 8 }]);
  });

  it("is clean after a save and dirty after an undo behind it", () => {
    add("w1");
    state().markSaved(state().document, 2);
    expect(isDirty(state())).toBe(false);
    state().undo();
    expect(isDirty(state())).toBe(true);
    expect(state().version).toBe(2);
  });
});
