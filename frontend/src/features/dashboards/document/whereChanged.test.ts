import { describe, expect, it } from "vitest";
import { addWidget } from "../commands/addWidget";
import { nudge } from "../commands/arrange";
import { setTitle } from "../commands/changeWidget";
import type { Command } from "../commands/command";
import { addPage, removePage, renamePage } from "../commands/pages";
import { setVariables } from "../commands/setVariables";
import { createDashboardEditor } from "../editor/dashboardEditor";
import { emptyDocument } from "./dashboardDocument";
import type { Place } from "./layout";
import { whereChanged } from "./whereChanged";

const WIDGET = { type: "value", version: 1, title: "", options: {}, bindings: [], rules: [] };
const SIZES = { desktop: { w: 6, h: 4 }, mobile: { w: 6, h: 4 } };
const ON_FIRST: Place = { layout: "desktop", pageId: "p1" };
const ON_SECOND: Place = { layout: "desktop", pageId: "p2" };

/** Two pages, with w1 and w2 side by side on the first and w3 on the second. */
function editor() {
  const made = createDashboardEditor(emptyDocument(), 1);
  const { run } = made.getState();
  run(addPage("p2", "Details"));
  for (const id of ["w1", "w2"]) run(addWidget({ id, widget: WIDGET, pageId: "p1", sizes: SIZES }));
  run(addWidget({ id: "w3", widget: WIDGET, pageId: "p2", sizes: SIZES }));
  return made;
}

function afterUndo(command: Command, { held = [], here }: { held?: string[]; here: Place }) {
  const { getState } = editor();
  const before = getState().document;
  getState().run(command);
  return whereChanged(getState().document, before, held, here);
}

describe("where something changed", () => {
  it("is the page of the widget whose content it is", () => {
    expect(afterUndo(setTitle("w3", "Inlet"), { here: ON_FIRST })).toEqual({ ...ON_SECOND, widgets: ["w3"] });
  });

  it("is the widget that was held, and not those that made room for it", () => {
    const move = nudge(ON_FIRST, ["w1"], { dx: 6 });
    expect(afterUndo(move, { held: ["w1"], here: ON_SECOND })).toEqual({ ...ON_FIRST, widgets: ["w1"] });
  });

  it("is the phone when only the phone was arranged", () => {
    const onPhone: Place = { layout: "mobile", pageId: "p1" };
    const move = nudge(onPhone, ["w1"], { dh: 2 });
    expect(afterUndo(move, { held: ["w1"], here: ON_FIRST })).toEqual({ ...onPhone, widgets: ["w1"] });
  });

  it("is a page that comes back, with its widgets, and one that has its name again", () => {
    expect(afterUndo(removePage("p2"), { here: ON_FIRST })).toEqual({ ...ON_SECOND, widgets: ["w3"] });
    expect(afterUndo(renamePage("p2", "More"), { here: ON_FIRST })).toEqual({ ...ON_SECOND, widgets: [] });
  });

  it("is where a widget is gone again", () => {
    const add = addWidget({ id: "w4", widget: WIDGET, pageId: "p2", sizes: SIZES });
    expect(afterUndo(add, { here: ON_FIRST })).toEqual({ ...ON_SECOND, widgets: [] });
  });

  it("is here when it is seen from here, and nowhere when it is about no place", () => {
    const both: Command = {
      name: "setTitle",
      apply(draft) {
        for (const id of ["w1", "w3"]) if (draft.widgets[id]) draft.widgets[id].title = "Inlet";
      },
    };
    expect(afterUndo(both, { here: ON_SECOND })).toEqual({ ...ON_SECOND, widgets: ["w3"] });
    expect(afterUndo(setVariables([{ name: "site", kind: "site" }]), { here: ON_SECOND })).toBeNull();
  });
});
