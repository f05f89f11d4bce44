import type { Binding, Rule, Widget } from "../document/dashboardDocument";
import type { WidgetLink } from "../document/link";
import { type VisibleWhen, writeVisibleWhen } from "../document/visibleWhen";
import type { Command } from "./command";

export function setTitle(id: string, title: string): Command {
  return change(id, "title", (widget) => {
    widget.title = title;
  });
}

export function setOption(id: string, option: string, value: unknown): Command {
  return change(id, `option:${option}`, (widget) => {
    widget.options[option] = value;
  });
}

export function setBindings(id: string, bindings: Binding[]): Command {
  return change(id, "bindings", (widget) => {
    widget.bindings = bindings;
  });
}

export function setRules(id: string, rules: Rule[]): Command {
  return change(id, "rules", (widget) => {
    widget.rules = rules;
  });
}

export function setVisibleWhen(id: string, visibleWhen: VisibleWhen): Command {
  return change(id, "visibleWhen", (widget) => {
    const saved = writeVisibleWhen(visibleWhen);
    if (saved === undefined) delete widget.visibleWhen;
    else widget.visibleWhen = saved;
  });
}

export function setLink(id: string, link: WidgetLink | null): Command {
  return change(id, "link", (widget) => {
    if (link === null) delete widget.link;
    else widget.link = link;
  });
}

function change(id: string, what: string, edit: (widget: Widget) => void): Command {
  return {
    name: "changeWidget",
    mergeKey: `${id}:${what}`,
    apply(draft) {
      const widget = draft.widgets[id];
      if (widget) edit(widget);
    },
  };
}
