import type { DashboardDocument, Widget } from "../document/dashboardDocument";
import { readVisibleWhen, writeVisibleWhen } from "../document/visibleWhen";
import type { Command } from "./command";
import { freshId } from "./ids";

/** Widgets of one group are selected, moved and copied together. */
export function group(ids: readonly string[]): Command {
  return {
    name: "group",
    apply(draft) {
      const word = freshId(
        "g",
        Object.values(draft.widgets).flatMap((widget) => widget.group ?? []),
      );
      for (const id of ids) {
        const widget = draft.widgets[id];
        if (widget) widget.group = word;
      }
    },
  };
}

export function ungroup(ids: readonly string[]): Command {
  return {
    name: "ungroup",
    apply(draft) {
      for (const id of ids) delete draft.widgets[id]?.group;
    },
  };
}

export function setLocked(ids: readonly string[], isLocked: boolean): Command {
  return {
    name: isLocked ? "lock" : "unlock",
    apply(draft) {
      for (const id of ids) {
        const widget = draft.widgets[id];
        if (!widget) continue;
        if (isLocked) widget.isLocked = true;
        else delete widget.isLocked;
      }
    },
  };
}

/** `ids` and all that are grouped with one of them. */
export function withGroups(document: DashboardDocument, ids: readonly string[]): string[] {
  const groups = new Set(ids.flatMap((id) => document.widgets[id]?.group ?? []));
  if (groups.size === 0) return [...ids];
  const members = Object.entries(document.widgets).flatMap(([id, widget]) =>
    widget.group !== undefined && groups.has(widget.group) ? [id] : [],
  );
  return [...new Set([...ids, ...members])];
}

/** A copy that was shown under a tab is shown under the copy of that tab, where it was copied along. */
export function underTabs(widget: Widget, renamed: ReadonlyMap<string, string>): Widget {
  const when = readVisibleWhen(widget.visibleWhen);
  if (!when.conditions.some((one) => one.kind === "tab" && renamed.has(one.widget))) return widget;
  const conditions = when.conditions.map((one) =>
    one.kind === "tab" ? { ...one, widget: renamed.get(one.widget) ?? one.widget } : one,
  );
  return { ...widget, visibleWhen: writeVisibleWhen({ ...when, conditions }) };
}
