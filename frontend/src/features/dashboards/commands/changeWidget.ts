import type { Binding, Rule, Widget } from "../document/dashboardDocument";
import type { WidgetLink } from "../document/link";
import { type VisibleWhen, writeVisibleWhen } from "../document/visibleWhen";
import type { Command } from "./command";

/** One widget, or several of the same type that are changed in one go. */
type Ids = string | readonly string[];

export function setTitle(ids: Ids, title: string): Command {
  return change(ids, "title", (widget) => {
    widget.title = title;
  });
}

export function setOption(ids: Ids, option: string, value: unknown): Command {
  return change(ids, `option:${option}`, (widget) => {
    widget.options[option] = value;
  });
}

/** Where entries of a list stand on a picture: each drag is a step of its own, strokes of keys for one entry are one. */
export function placeEntries(id: string, option: string, entries: unknown[], stroke: number | null): Command {
  const command = setOption(id, option, entries);
  return { ...command, mergeKey: stroke === null ? undefined : `${id}:place:${option}:${stroke}` };
}

/** Back to what the widget's type says. */
export function resetOption(ids: Ids, option: string): Command {
  return change(ids, `option:${option}`, (widget) => {
    delete widget.options[option];
  });
}

export function setBindings(ids: Ids, bindings: Binding[]): Command {
  return change(ids, "bindings", (widget) => {
    widget.bindings = bindings;
  });
}

export function setRules(ids: Ids, rules: Rule[]): Command {
  return change(ids, "rules", (widget) => {
    widget.rules = rules;
  });
}

export function setVisibleWhen(ids: Ids, visibleWhen: VisibleWhen): Command {
  return change(ids, "visibleWhen", (widget) => {
    const saved = writeVisibleWhen(visibleWhen);
    if (saved === undefined) delete widget.visibleWhen;
    else widget.visibleWhen = saved;
  });
}

export function setLink(ids: Ids, link: WidgetLink | null): Command {
  return change(ids, "link", (widget) => {
    if (link === null) delete widget.link;
    else widget.link = link;
  });
}

function change(ids: Ids, what: string, edit: (widget: Widget) => void): Command {
  const all = typeof ids === "string" ? [ids] : ids;
  return {
    name: "changeWidget",
    mergeKey: `${all.join()}:${what}`,
    apply(draft) {
      for (const id of all) {
        const widget = draft.widgets[id];
        if (widget) edit(widget);
      }
    },
  };
}
