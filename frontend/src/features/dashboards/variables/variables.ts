import type { Binding, DashboardDocument, Reason, Widget } from "../document/dashboardDocument";
import { asRecord, topicOf } from "../document/dashboardDocument";
import { lookOf } from "../document/look";
import { bindingsOfWidget, readVisibleWhen, writeVisibleWhen } from "../document/visibleWhen";

export type VariableKind = "device" | "site" | "metric" | "text" | "number" | "list";

/** What a dashboard leaves open. Bindings name it as `$machine`, texts as `{{machine}}`. */
export interface Variable {
  name: string;
  kind: VariableKind;
  label?: string;
  /** Null: the first there is. */
  default?: unknown;
  isMulti?: boolean;
  /** Devices: of this type only; at this site, or at the one a variable names. */
  deviceType?: number | null;
  site?: number | string | null;
  /** Metrics: of the device that a variable names. */
  device?: number | string | null;
  choices?: { value: string; label?: string }[];
  minimum?: number | null;
  maximum?: number | null;
}

/** What a variable stands for now, as the server says. */
export interface VariableState {
  name: string;
  kind?: VariableKind;
  values: (string | number)[];
  labels: string[];
  problem: Reason | null;
}

export interface Resolution {
  variables: VariableState[];
  /** For each binding that names a variable, by its topic: what it stands for. */
  paths: Record<string, Binding[]>;
}

/** Values by variable, as the address has them. */
export type Given = Record<string, string[]>;

export const VARIABLE_KINDS: readonly VariableKind[] = ["device", "site", "metric", "text", "number", "list"];
export const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
const PREFIX = "var-";
export const ALL = "*";
export const NOTHING_RESOLVED: Resolution = { variables: [], paths: {} };

/** The variables whose kind we know; the others stay in the document. */
export function declaredVariables(raw: readonly unknown[]): Variable[] {
  return raw.filter(isVariable);
}

function isVariable(raw: unknown): raw is Variable {
  if (typeof raw !== "object" || raw === null || !("name" in raw) || !("kind" in raw)) return false;
  return (
    typeof raw.name === "string" && VARIABLE_NAME.test(raw.name) && VARIABLE_KINDS.some((kind) => kind === raw.kind)
  );
}

export function givenIn(search: URLSearchParams): Given {
  const given: Given = {};
  for (const [key, value] of search) {
    if (!key.startsWith(PREFIX) || value === "") continue;
    const name = key.slice(PREFIX.length);
    given[name] = [...(given[name] ?? []), value];
  }
  return given;
}

/** What an address says of the variables of a dashboard. */
export function givenOf(variables: readonly Variable[], search: URLSearchParams): Given {
  const given = Object.entries(givenIn(search));
  return Object.fromEntries(given.filter(([name]) => variables.some((one) => one.name === name)));
}

/** The same as a query of the server's API. */
export function queryOf(given: Given): Record<string, string[]> {
  return Object.fromEntries(Object.entries(given).map(([name, values]) => [`${PREFIX}${name}`, values]));
}

/** The address with a variable set anew; those that hang on it go back to their first. */
export function withVariable(
  search: URLSearchParams,
  variables: readonly Variable[],
  name: string,
  values: readonly string[],
): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const gone of [name, ...dependants(variables, name)]) next.delete(`${PREFIX}${gone}`);
  for (const value of values) if (value !== "") next.append(`${PREFIX}${name}`, value);
  return next;
}

function dependants(variables: readonly Variable[], name: string, seen: ReadonlySet<string> = new Set()): string[] {
  if (seen.has(name)) return [];
  const direct = variables.filter(({ site, device }) => site === `$${name}` || device === `$${name}`);
  return direct.flatMap((one) => [one.name, ...dependants(variables, one.name, new Set([...seen, name]))]);
}

/** Puts the names of what was chosen into a text: `{{machine}} today`. What is no variable stays as it is written. */
export function fillIn(text: string, states: readonly VariableState[]): string {
  if (!text.includes("{{")) return text;
  return text.replace(/\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}/g, (whole, name: string) => {
    const state = states.find((one) => one.name === name);
    return state ? state.labels.join(", ") : whole;
  });
}

/** What a variable stands for as one word: the name of a device or site, the value of anything else. */
export function wordOf(states: readonly VariableState[], name: string): string | undefined {
  const state = states.find((one) => one.name === name);
  const [value] = state?.values ?? [];
  if (value === undefined) return undefined;
  return typeof value === "number" ? state?.labels[0] : value;
}

/** What controls send is told from what people read: a variable must not change it behind the server's back. */
const SENT = new Set(["value", "onValue", "offValue"]);

/** The document as it is to be shown: bindings lead to metrics, texts name what was chosen. Untouched widgets stay the same object. */
export function shownDocument(document: DashboardDocument, { variables, paths }: Resolution): DashboardDocument {
  const widgets = Object.fromEntries(
    Object.entries(document.widgets).map(([id, widget]) => [id, shownWidget(widget, variables, paths)]),
  );
  const pages = document.pages.map((page) => {
    const title = fillIn(page.title, variables);
    return title === page.title ? page : { ...page, title };
  });
  return { ...document, pages, widgets };
}

function shownWidget(
  widget: Widget,
  variables: readonly VariableState[],
  paths: Readonly<Record<string, Binding[]>>,
): Widget {
  const isOpen = bindingsOfWidget(widget).some((binding) => topicOf(binding) in paths);
  const title = fillIn(widget.title, variables);
  const options = filledOptions(widget.options, variables);
  if (!isOpen && title === widget.title && options === widget.options) return widget;
  const bindings = isOpen
    ? widget.bindings.flatMap((binding) => paths[topicOf(binding)] ?? [binding])
    : widget.bindings;
  return {
    ...widget,
    title,
    options,
    bindings,
    ...(isOpen && { visibleWhen: ledConditions(widget.visibleWhen, paths) }),
    ...(isOpen && widget.look !== undefined && { look: ledLook(widget, paths) }),
  };
}

/** The looks that the flow sets for the first device that was chosen. */
function ledLook(widget: Widget, paths: Readonly<Record<string, Binding[]>>): unknown {
  const look = lookOf(widget);
  return look ? { ...(paths[topicOf(look.binding)]?.[0] ?? look.binding), inputs: look.inputs } : widget.look;
}

/** A condition looks at the first of what its binding stands for. */
function ledConditions(raw: unknown, paths: Readonly<Record<string, Binding[]>>): unknown {
  const { match, conditions } = readVisibleWhen(raw);
  return writeVisibleWhen({
    match,
    conditions: conditions.map((one) =>
      one.kind === "source" && one.binding ? { ...one, binding: paths[topicOf(one.binding)]?.[0] ?? one.binding } : one,
    ),
  });
}

function filledOptions(options: Record<string, unknown>, variables: readonly VariableState[]): Record<string, unknown> {
  let filled: Record<string, unknown> | null = null;
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== "string" || SENT.has(name)) continue;
    const text = fillIn(value, variables);
    if (text !== value) filled = { ...(filled ?? options), [name]: text };
  }
  return filled ?? options;
}

/** The document with a variable called otherwise, wherever it is named. */
export function renamedVariable(document: DashboardDocument, from: string, to: string): DashboardDocument {
  return {
    ...document,
    pages: document.pages.map((page) => ({ ...page, title: renamedIn(page.title, from, to) })),
    variables: document.variables.map((raw) => {
      if (!isVariable(raw)) return raw;
      const variable = { ...raw, name: raw.name === from ? to : raw.name };
      if (raw.site) variable.site = reference(raw.site, from, to);
      if (raw.device) variable.device = reference(raw.device, from, to);
      return variable;
    }),
    widgets: Object.fromEntries(
      Object.entries(document.widgets).map(([id, widget]) => [id, renamedWidget(widget, from, to)]),
    ),
  };
}

/** The variables that widgets name, and those that these hang on. */
export function variablesOf(document: DashboardDocument, widgets: readonly Widget[]): Variable[] {
  const declared = declaredVariables(document.variables);
  // What would read otherwise under another name, names it.
  const isNamed = ({ name }: Variable) =>
    widgets.some((widget) => JSON.stringify(renamedWidget(widget, name, "_")) !== JSON.stringify(widget));
  const found = new Set(declared.filter(isNamed));
  // A set goes on to what is added on the way.
  for (const { site, device } of found) {
    for (const one of declared) if (site === `$${one.name}` || device === `$${one.name}`) found.add(one);
  }
  return declared.filter((one) => found.has(one));
}

function renamedWidget(widget: Widget, from: string, to: string): Widget {
  const inBinding = (binding: Binding): Binding => {
    if (binding.kind === "output") return { ...binding, key: reference(binding.key, from, to) };
    if (binding.kind === "command") return { ...binding, device: reference(binding.device, from, to) };
    if (binding.kind !== "path") return binding;
    return { ...binding, device: reference(binding.device, from, to), path: reference(binding.path, from, to) };
  };
  const options = Object.entries(widget.options).map(([name, value]) => {
    if (widget.type === "selector" && name === "variable") return [name, value === from ? to : value];
    return [name, typeof value === "string" && !SENT.has(name) ? renamedIn(value, from, to) : value];
  });
  const renamed: Widget = {
    ...widget,
    title: renamedIn(widget.title, from, to),
    options: Object.fromEntries(options),
    bindings: widget.bindings.map(inBinding),
  };
  if (widget.look !== undefined) {
    const look = asRecord(widget.look);
    renamed.look = { ...look, key: reference(look.key, from, to) };
  }
  const when = readVisibleWhen(widget.visibleWhen);
  if (when.conditions.length > 0) {
    const conditions = when.conditions.map((one) => {
      if (one.kind === "variable") return { ...one, name: one.name === from ? to : one.name };
      return one.kind === "source" && one.binding ? { ...one, binding: inBinding(one.binding) } : one;
    });
    renamed.visibleWhen = writeVisibleWhen({ ...when, conditions });
  }
  return renamed;
}

function reference<T>(value: T, from: string, to: string): T | string {
  return value === `$${from}` ? `$${to}` : value;
}

function renamedIn(text: string, from: string, to: string): string {
  return text.replaceAll(new RegExp(`\\{\\{\\s*${from}\\s*\\}\\}`, "g"), `{{${to}}}`);
}
