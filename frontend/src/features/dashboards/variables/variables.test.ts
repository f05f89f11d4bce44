import { describe, expect, it } from "vitest";
import { type Binding, emptyDocument, topicOf, type Widget } from "../document/dashboardDocument";
import {
  declaredVariables,
  fillIn,
  givenIn,
  renamedVariable,
  shownDocument,
  type Variable,
  variablesOf,
  withVariable,
} from "./variables";

const machine: Variable = { name: "machine", kind: "device", site: "$hall" };
const hall: Variable = { name: "hall", kind: "site" };
const bound: Binding = { kind: "path", device: "$machine", path: "temperature" };
const widget: Widget = {
  type: "value",
  version: 1,
  title: "{{machine}}",
  options: { text: "in {{ hall }}", onValue: "{{machine}}", decimals: 1 },
  bindings: [bound],
  rules: [],
};
const document = {
  ...emptyDocument(),
  variables: [machine, hall, { name: "x", kind: "shift" }],
  widgets: { w1: widget },
};
const states = [
  { name: "machine", values: [12], labels: ["Boiler 🙂"], problem: null },
  { name: "hall", values: [3], labels: ["قاعة"], problem: null },
];

describe("variables", () => {
  it("are read from the address and written into it, with what hangs on them set back", () => {
    const search = new URLSearchParams("page=p2&var-hall=3&var-machine=12&var-machine=13");
    expect(givenIn(search)).toEqual({ hall: ["3"], machine: ["12", "13"] });
    expect(withVariable(search, [machine, hall], "hall", ["4"]).toString()).toBe("page=p2&var-hall=4");
    expect(withVariable(search, [machine, hall], "machine", []).toString()).toBe("page=p2&var-hall=3");
  });

  it("need each other in a circle without end", () => {
    const circle: Variable[] = [
      { name: "a", kind: "device", site: "$b" },
      { name: "b", kind: "site", device: "$a" },
    ];
    expect(withVariable(new URLSearchParams("var-a=1&var-b=2"), circle, "a", ["5"]).toString()).toBe("var-a=5");
  });

  it("of a kind that is not known are left alone", () => {
    expect(declaredVariables([...document.variables, null, 5, { name: "1x", kind: "text" }])).toEqual([machine, hall]);
  });

  it("fill texts with names, and leave what is no variable", () => {
    expect(fillIn("{{machine}} in {{hall}}, {{nobody}}", states)).toBe("Boiler 🙂 in قاعة, {{nobody}}");
  });

  it("lead bindings to metrics, fill titles and options, but not what is sent", () => {
    const shown = shownDocument(document, {
      variables: states,
      paths: { [topicOf(bound)]: [{ kind: "metric", metric: 7, label: "temperature" }] },
    });
    expect(shown.widgets.w1).toMatchObject({
      title: "Boiler 🙂",
      options: { text: "in قاعة", onValue: "{{machine}}" },
      bindings: [{ kind: "metric", metric: 7 }],
    });
    expect(document.widgets.w1).toBe(widget);
  });

  it("leave a widget without them the same object", () => {
    const plain = { ...widget, title: "A", options: {}, bindings: [] };
    const shown = shownDocument({ ...document, widgets: { w1: plain } }, { variables: states, paths: {} });
    expect(shown.widgets.w1).toBe(plain);
  });

  it("are renamed wherever they are named", () => {
    const renamed = renamedVariable(document, "machine", "boiler");
    expect(renamed.widgets.w1).toMatchObject({
      title: "{{boiler}}",
      bindings: [{ kind: "path", device: "$boiler", path: "temperature" }],
    });
    const chooser: Widget = { ...widget, type: "selector", options: { variable: "machine" } };
    const hidden = {
      match: "all",
      conditions: [
        { kind: "variable", name: "machine", is: "notEmpty", value: "" },
        { kind: "source", of: "path", binding: bound, is: "above", value: "5" },
      ],
    };
    const more = { ...document, widgets: { w1: chooser, w2: { ...widget, visibleWhen: hidden } } };
    const followed = renamedVariable(more, "machine", "boiler").widgets;
    expect(followed.w1?.options.variable).toBe("boiler");
    expect(JSON.stringify(followed.w2?.visibleWhen)).not.toContain("machine");
    expect(declaredVariables(renamedVariable(document, "hall", "site").variables)).toEqual([
      { ...machine, site: "$site" },
      { ...hall, name: "site" },
    ]);
  });

  it("are those that widgets name, with those that they hang on", () => {
    expect(variablesOf(document, [{ ...widget, title: "", options: {} }])).toEqual([machine, hall]);
    expect(variablesOf(document, [{ ...widget, title: "{{ hall }}", options: {}, bindings: [] }])).toEqual([hall]);
    expect(variablesOf(document, [{ ...widget, title: "machine", options: {}, bindings: [] }])).toEqual([]);
  });
});
