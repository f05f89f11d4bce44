import { beforeEach, describe, expect, it } from "vitest";
import { emptyDocument, parseDocument, type Widget } from "../document/dashboardDocument";
import { boxesOf, hiddenOn } from "../document/layout";
import { readVisibleWhen } from "../document/visibleWhen";
import { createDashboardEditor, type DashboardEditor } from "../editor/dashboardEditor";
import { addWidget } from "./addWidget";
import { align, distribute, restack, sameSize } from "./align";
import { arrange, nudge, setBox } from "./arrange";
import { changeSetting } from "./changeSettings";
import { setBindings, setOption, setTitle, setVisibleWhen } from "./changeWidget";
import type { Command } from "./command";
import { duplicatePage, putPage, removePage, renamePage, setPageKind, setPageSize } from "./pages";
import { clipOf, parseClip, pasteWidgets } from "./pasteWidgets";
import { copyFromDesktop, followDesktop, showOnly } from "./phone";
import { removeWidgets } from "./removeWidgets";
import { setVariables } from "./setVariables";
import { group, setLocked, ungroup, withGroups } from "./together";

const WIDGET: Widget = { type: "value", version: 1, title: "", options: {}, bindings: [], rules: [] };
const SIZES = { desktop: { w: 6, h: 4 }, mobile: { w: 3, h: 4 } };
const HERE = { layout: "desktop" as const, pageId: "p1" };
const PHONE = { layout: "mobile" as const, pageId: "p1" };

let editor: DashboardEditor;
const state = () => editor.getState();
const run = (command: Command) => state().run(command);
const add = (id: string) => run(addWidget({ id, widget: WIDGET, pageId: "p1", sizes: SIZES }));
const boxes = () => state().document.layouts.desktop.p1 ?? [];
const phone = () => boxesOf(state().document, "mobile", "p1");
const box = (id: string) => boxes().find(({ i }) => i === id);

beforeEach(() => {
  let time = 0;
  // Each step a minute after the last: nothing is put together into one.
  editor = createDashboardEditor(emptyDocument(), 1, () => {
    time += 60_000;
    return time;
  });
  for (const id of ["w1", "w2", "w3"]) add(id);
});

describe("undo", () => {
  it("gives the very first document after twenty mixed steps, and the last again", () => {
    const steps: Command[] = [
      addWidget({ id: "w4", widget: WIDGET, pageId: "p1", sizes: SIZES, place: { layout: "desktop", x: 0, y: 0 } }),
      nudge(HERE, ["w1"], { dx: 3 }),
      nudge(HERE, ["w2"], { dw: 2, dh: 1 }),
      group(["w1", "w2"]),
      setLocked(["w3"], true),
      align(HERE, ["w1", "w2"], "left"),
      sameSize(HERE, ["w2", "w1"], "both"),
      setTitle("w1", "Pressure"),
      setOption(["w1", "w2"], "decimals", 3),
      setBindings("w1", [{ kind: "metric", metric: 7 }]),
      copyFromDesktop("p1"),
      showOnly("p1", ["w2"], "desktop"),
      nudge(PHONE, ["w1"], { dh: 2 }),
      duplicatePage("p1", "p2", "Copy"),
      renamePage("p2", "Night"),
      setPageKind("p1", "free"),
      restack(HERE, ["w1"], "front"),
      setBox(HERE, "w1", { x: 500, y: 333, r: 45 }),
      changeSetting("background", "sunken"),
      ungroup(["w1", "w2"]),
      setLocked(["w3"], false),
      removeWidgets(["w3"]),
      putPage("p2", 0),
      removePage("p2"),
    ];
    const first = state().document;
    const taken = state().past.length;
    for (const step of steps) {
      const before = state().document;
      run(step);
      expect(state().document, step.name).not.toBe(before);
    }
    const last = state().document;
    expect(state().past.length - taken).toBe(steps.length);
    for (const _ of steps) state().undo();
    expect(state().document).toEqual(first);
    for (const _ of steps) state().redo();
    expect(state().document).toEqual(last);
  });
});

describe("what is locked", () => {
  it("is neither moved nor deleted", () => {
    run(setLocked(["w1"], true));
    const before = state().document;
    run(nudge(HERE, ["w1"], { dx: 1 }));
    run(setBox(HERE, "w1", { w: 3 }));
    run(removeWidgets(["w1"]));
    expect(state().document).toBe(before);
    run(removeWidgets(["w1", "w2"]));
    expect(Object.keys(state().document.widgets)).toEqual(["w1", "w3"]);
  });
});

describe("groups", () => {
  it("are found by any of their members", () => {
    run(group(["w1", "w3"]));
    expect(withGroups(state().document, ["w3"])).toEqual(["w3", "w1"]);
    expect(withGroups(state().document, ["w2"])).toEqual(["w2"]);
  });

  it("stay apart from their copies", () => {
    run(group(["w1", "w2"]));
    const { command, ids } = pasteWidgets(state().document, "p1", clipOf(state().document, ["w1", "w2"]));
    run(command);
    expect(withGroups(state().document, ["w1"])).toEqual(["w1", "w2"]);
    expect(withGroups(state().document, [ids[0] ?? ""])).toEqual(ids);
    run(duplicatePage("p1", "p2", "Copy"));
    const [copy] = state().document.layouts.desktop.p2 ?? [];
    expect(withGroups(state().document, [copy?.i ?? ""])).toHaveLength(2);
  });
});

describe("copies", () => {
  it("keep their places among themselves and survive as text", () => {
    run(
      arrange(HERE, [
        { i: "w1", x: 0, y: 0, w: 6, h: 4 },
        { i: "w2", x: 6, y: 0, w: 12, h: 2 },
        { i: "w3", x: 6, y: 2, w: 12, h: 2 },
      ]),
    );
    const clip = parseClip(JSON.stringify(clipOf(state().document, ["w3", "w1", "w2"])));
    if (!clip) throw new Error("What was copied can be pasted.");
    const other = createDashboardEditor(emptyDocument(), 1);
    other.getState().run(pasteWidgets(other.getState().document, "p1", clip).command);
    expect(other.getState().document.layouts.desktop.p1).toEqual(boxes());
  });

  it("bring the variables they name along, and take those that are there", () => {
    const machine = { name: "machine", kind: "device", label: "Machine", default: 12 };
    run(setVariables([machine, { name: "unused", kind: "text" }]));
    run(setBindings("w1", [{ kind: "path", device: "$machine", path: "flow" }]));
    const clip = parseClip(JSON.stringify(clipOf(state().document, ["w1"])));
    if (!clip) throw new Error("What was copied can be pasted.");
    const other = createDashboardEditor(emptyDocument(), 1);
    other.getState().run(pasteWidgets(other.getState().document, "p1", clip).command);
    expect(other.getState().document.variables).toEqual([machine]);
    other.getState().undo();
    expect(other.getState().document.variables).toEqual([]);
    other.getState().run(setVariables([{ ...machine, default: 13 }]));
    other.getState().run(pasteWidgets(other.getState().document, "p1", clip).command);
    expect(other.getState().document.variables).toEqual([{ ...machine, default: 13 }]);
  });

  it("stand under the tabs that were copied with them", () => {
    run(setVisibleWhen("w2", { match: "all", conditions: [{ kind: "tab", widget: "w1", tab: "Two" }] }));
    const tabOf = (id: string | undefined) =>
      readVisibleWhen(state().document.widgets[id ?? ""]?.visibleWhen).conditions;
    const { command, ids } = pasteWidgets(state().document, "p1", clipOf(state().document, ["w1", "w2"]));
    run(command);
    expect(tabOf(ids[1])).toEqual([{ kind: "tab", widget: ids[0], tab: "Two" }]);
    run(duplicatePage("p1", "p2", "Copy"));
    const copies = state().document.layouts.desktop.p2?.map(({ i }) => i) ?? [];
    expect(tabOf(copies[1])).toEqual([{ kind: "tab", widget: copies[0], tab: "Two" }]);
    expect(tabOf("w2")).toEqual([{ kind: "tab", widget: "w1", tab: "Two" }]);
  });

  it("lie beside their originals on a free page", () => {
    run(setPageKind("p1", "free"));
    run(setBox(HERE, "w1", { x: 100, y: 80, w: 50, h: 40, r: 30 }));
    const { command, ids } = pasteWidgets(state().document, "p1", clipOf(state().document, ["w1"]));
    run(command);
    expect(box(ids[0] ?? "")).toMatchObject({ x: 116, y: 96, w: 50, h: 40, r: 30 });
  });

  it("are not made of what is no clip", () => {
    for (const text of [
      "",
      "hello",
      "[]",
      '{"kind":"sluice/widgets"}',
      '{"kind":"sluice/widgets","items":[null,{}]}',
    ]) {
      expect(parseClip(text)).toBeNull();
    }
  });
});

describe("the phone", () => {
  it("hides what is for the desktop alone and shows it again at the end", () => {
    run(copyFromDesktop("p1"));
    run(showOnly("p1", ["w1"], "desktop"));
    expect(phone().map(({ i }) => i)).toEqual(["w2", "w3"]);
    expect(hiddenOn(state().document, "mobile", "p1")).toEqual(["w1"]);
    run(showOnly("p1", ["w1"], null));
    expect(phone().map(({ i }) => i)).toEqual(["w2", "w3", "w1"]);
  });

  it("keeps what leaves the desktop", () => {
    run(showOnly("p1", ["w2"], "mobile"));
    expect(boxes().map(({ i }) => i)).toEqual(["w1", "w3"]);
    expect(phone().map(({ i }) => i)).toEqual(["w1", "w2", "w3"]);
    run(showOnly("p1", ["w2"], null));
    expect(boxes().map(({ i }) => i)).toEqual(["w1", "w3", "w2"]);
  });

  it("follows the desktop again when asked", () => {
    run(copyFromDesktop("p1"));
    run(showOnly("p1", ["w1"], "desktop"));
    run(followDesktop("p1"));
    expect(state().document.layouts.mobile.p1).toEqual([]);
    expect(phone()).toHaveLength(3);
  });

  it("makes a list of a free page only when it is asked to", () => {
    run(setPageKind("p1", "free"));
    expect(phone()).toEqual(boxes());
    run(nudge(PHONE, ["w1"], { dx: 1 }));
    expect(state().document.layouts.mobile.p1).toEqual([]);
    run(copyFromDesktop("p1"));
    expect(phone().every(({ w }) => w <= 6)).toBe(true);
  });
});

describe("free pages", () => {
  it("are made of a grid and become one again", () => {
    run(setPageKind("p1", "free"));
    expect(box("w2")).toEqual({ i: "w2", x: 320, y: 0, w: 312, h: 120 });
    run(setPageKind("p1", "grid"));
    expect(box("w2")).toEqual({ i: "w2", x: 6, y: 0, w: 6, h: 4 });
  });

  it("take in what would stand outside when they shrink", () => {
    run(setPageKind("p1", "free"));
    run(setPageSize("p1", { w: 400, h: 50 }));
    expect(state().document.pages[0]?.size).toEqual({ w: 400, h: 100 });
    expect(boxes().every(({ x, w, y, h }) => x + w <= 400 && y + h <= 100)).toBe(true);
  });

  it("space out across", () => {
    run(setPageKind("p1", "free"));
    run(setBox(HERE, "w2", { x: 330 }));
    run(distribute(HERE, ["w1", "w2", "w3"], "across"));
    expect(box("w2")?.x).toBe(320);
  });

  it("are read with their pixels and kept on their sheet", () => {
    const raw = {
      pages: [{ id: "p1", title: "Plant", kind: "free", size: { w: 800, h: 1e9 } }],
      widgets: { w1: WIDGET },
      layouts: { desktop: { p1: [{ i: "w1", x: 790, y: 20, w: 100, h: 40, r: -90 }] } },
    };
    const read = parseDocument(raw);
    expect(read.pages[0]?.size).toEqual({ w: 800, h: 10_000 });
    expect(read.layouts.desktop.p1).toEqual([{ i: "w1", x: 700, y: 20, w: 100, h: 40, r: 270 }]);
  });
});
