import type { SampleValue } from "@/shared/api/types";
import { asList, asRecord, asText, type Binding, parseBinding, type Widget } from "./dashboardDocument";
import { lookOf } from "./look";

/** When a widget is shown: all of its conditions hold, or any of them. */
export interface VisibleWhen {
  match: "all" | "any";
  conditions: Condition[];
}

export const TESTS = ["equal", "notEqual", "above", "below", "contains", "empty", "notEmpty"] as const;
export type Test = (typeof TESTS)[number];

export const SCREENS = ["desktop", "phone"] as const;
export const PERMISSIONS = ["operate", "acknowledge_alarms", "write_metric", "edit_dashboards"] as const;

export type Condition =
  /** `of` says what is offered to choose from; nothing is chosen yet while there is no binding. */
  | { kind: "source"; of: Binding["kind"]; binding: Binding | null; is: Test; value: string }
  | { kind: "variable"; name: string; is: Test; value: string }
  | { kind: "permission"; permission: (typeof PERMISSIONS)[number] }
  | { kind: "screen"; screen: (typeof SCREENS)[number] }
  /** The tab of a tab bar on the same page. */
  | { kind: "tab"; widget: string; tab: string }
  /** Of a newer program: it is kept and hides nothing. */
  | { kind: "unknown"; raw: unknown };

/** What conditions are judged by. */
export interface Circumstances {
  read(binding: Binding): SampleValue | undefined;
  variable(name: string): SampleValue | undefined;
  permissions: readonly string[];
  screen: (typeof SCREENS)[number];
  tabOf(widget: string): string | undefined;
}

export function readVisibleWhen(raw: unknown): VisibleWhen {
  const source = asRecord(raw);
  return { match: source.match === "any" ? "any" : "all", conditions: asList(source.conditions).map(readCondition) };
}

/** As it is saved; without conditions nothing is. */
export function writeVisibleWhen({ match, conditions }: VisibleWhen): unknown {
  if (conditions.length === 0) return undefined;
  return { match, conditions: conditions.map((one) => (one.kind === "unknown" ? one.raw : one)) };
}

function readCondition(raw: unknown): Condition {
  const one = asRecord(raw);
  const is = TESTS.find((test) => test === one.is) ?? "equal";
  const value = typeof one.value === "number" || typeof one.value === "boolean" ? String(one.value) : asText(one.value);
  switch (one.kind) {
    case "source": {
      const binding = parseBinding(one.binding)[0] ?? null;
      return { kind: "source", of: binding?.kind ?? (one.of === "output" ? "output" : "metric"), binding, is, value };
    }
    case "variable":
      return { kind: "variable", name: asText(one.name), is, value };
    case "permission": {
      const permission = PERMISSIONS.find((name) => name === one.permission);
      return permission ? { kind: "permission", permission } : { kind: "unknown", raw };
    }
    case "screen": {
      const screen = SCREENS.find((name) => name === one.screen);
      return screen ? { kind: "screen", screen } : { kind: "unknown", raw };
    }
    case "tab":
      return { kind: "tab", widget: asText(one.widget), tab: asText(one.tab) };
    default:
      return { kind: "unknown", raw };
  }
}

/** The sources that must be known to decide. */
export function bindingsOf({ conditions }: VisibleWhen): Binding[] {
  return conditions.flatMap((one) => (one.kind === "source" && one.binding ? [one.binding] : []));
}

/** All that a widget must know: what it shows, what decides whether it is shown, and how the flow has it look. */
export function bindingsOfWidget(widget: Widget): Binding[] {
  const look = lookOf(widget);
  return [...widget.bindings, ...bindingsOf(readVisibleWhen(widget.visibleWhen)), ...(look ? [look.binding] : [])];
}

export function isVisible({ match, conditions }: VisibleWhen, circumstances: Circumstances): boolean {
  if (conditions.length === 0) return true;
  return match === "all"
    ? conditions.every((one) => holds(one, circumstances))
    : conditions.some((one) => holds(one, circumstances));
}

function holds(condition: Condition, at: Circumstances): boolean {
  switch (condition.kind) {
    case "source":
      return condition.binding === null || passes(at.read(condition.binding), condition);
    case "variable":
      return passes(at.variable(condition.name), condition);
    case "permission":
      return at.permissions.includes(condition.permission);
    case "screen":
      return at.screen === condition.screen;
    case "tab": {
      // A tab bar that is gone hides nothing.
      const open = at.tabOf(condition.widget);
      return open === undefined || open === condition.tab;
    }
    case "unknown":
      return true;
  }
}

/** Whether a value is what a person wrote down: `1` is also true, texts compare without large and small letters. */
export function passes(actual: SampleValue | undefined, { is, value }: { is: Test; value: string }): boolean {
  const isEmpty = actual === null || actual === undefined || actual === "";
  if (is === "empty") return isEmpty;
  if (is === "notEmpty") return !isEmpty;
  if (isEmpty) return is === "notEqual";
  const number = typeof actual === "object" ? Number.NaN : Number(actual);
  const wanted = value.trim();
  const limit = wanted === "" ? Number.NaN : Number(wanted);
  const text = typeof actual === "object" ? JSON.stringify(actual) : String(actual);
  const isEqual = text.trim().toLowerCase() === wanted.toLowerCase() || number === limit;
  switch (is) {
    case "equal":
      return isEqual;
    case "notEqual":
      return !isEqual;
    case "above":
      return number > limit;
    case "below":
      return number < limit;
    case "contains":
      return wanted !== "" && text.toLowerCase().includes(wanted.toLowerCase());
  }
}
