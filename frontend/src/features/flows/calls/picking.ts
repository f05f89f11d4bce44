import type { Params } from "../graph/document";

export type PickType = "number" | "boolean" | "text" | "json" | "any";

/** One output of the REST Data block. */
export interface Output {
  readonly name: string;
  readonly path: string;
  readonly type: PickType;
  readonly is_secret?: boolean;
}

/** One line of an answer: a value, or something that holds others. */
export interface TreeNode {
  readonly label: string;
  readonly path: string;
  readonly value: unknown;
  /** What stands behind the label; empty for what only holds others. */
  readonly text: string;
  readonly type: PickType;
  readonly children: readonly TreeNode[];
  /** Some of what it holds is left out. */
  readonly isCut: boolean;
}

const MOST_CHILDREN = 500;
const RESERVED = new Set(["body", "status", "headers", "unauthorized", "error"]);
const KEYWORDS = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

export function outputsOf(params: Params): readonly Output[] {
  return Array.isArray(params.outputs) ? (params.outputs as Output[]) : []; // the schema's shape, checked by the server
}

/** A JSON value as lines; its paths are JSONPaths. */
export function jsonTree(value: unknown, label = "$", path = "$"): TreeNode {
  const entries = entriesOf(value, path);
  return {
    label,
    path,
    value,
    text: entries ? "" : JSON.stringify(value),
    type: typeOf(value),
    children: (entries ?? []).slice(0, MOST_CHILDREN).map(([name, inner, place]) => jsonTree(inner, name, place)),
    isCut: (entries?.length ?? 0) > MOST_CHILDREN,
  };
}

function entriesOf(value: unknown, path: string): [string, unknown, string][] | null {
  if (Array.isArray(value)) return value.map((inner, index) => [`${index}`, inner, `${path}[${index}]`]);
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).map(([name, inner]) => [name, inner, `${path}${stepTo(name)}`]);
}

function stepTo(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `.${name}`;
  return `['${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`;
}

/** An element of XML or HTML as the server tells it. */
export interface Element {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly attributes: readonly { readonly name: string; readonly path: string; readonly text: string }[];
  readonly children: readonly Element[];
  readonly is_cut: boolean;
}

/** Elements as lines; their paths are XPaths. */
export function elementTree(element: Element): TreeNode {
  const attributes = element.attributes.map(({ name, path, text }) => leafOf(`@${name}`, path, text));
  const children = [...attributes, ...element.children.map(elementTree)];
  const leaf = leafOf(element.name, element.path, element.text);
  return { ...leaf, type: element.children.length > 0 ? "json" : leaf.type, children, isCut: element.is_cut };
}

function leafOf(label: string, path: string, text: string): TreeNode {
  return { label, path, value: text, text, type: typeOfText(text), children: [], isCut: false };
}

export function typeOf(value: unknown): PickType {
  switch (typeof value) {
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
      return typeOfText(value);
    case "object":
      return value === null ? "any" : "json";
    default:
      return "any";
  }
}

/** Servers often write numbers as text. A zero in front, or many figures, say that it is a name and not an amount. */
function typeOfText(text: string): PickType {
  return /^\s*-?(0|[1-9]\d{0,9})(\.\d+)?(e[+-]?\d{1,2})?\s*$/i.test(text) ? "number" : "text";
}

/** The output that a line would become. Its name is that of the value, made fit for a port and for its neighbours. */
export function outputFor(node: TreeNode, taken: readonly Output[]): Output {
  const steps = [...node.path.matchAll(/[A-Za-z_][A-Za-z0-9_]*|\d+/g)].map(([step]) => step);
  const isPlace = (step: string) => /^\d+$/.test(step);
  const last = steps.findLastIndex((step) => !isPlace(step));
  const word = last < 0 ? "value" : [steps[last], ...steps.slice(last + 1).filter(isPlace)].join("_");
  return { name: freeName(word, taken), path: node.path, type: node.type };
}

function freeName(word: string, taken: readonly Output[]): string {
  const snake = word
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/^[^a-z]+/g, "")
    .slice(0, 34);
  const plain = snake || "value";
  const fit = RESERVED.has(plain) || KEYWORDS.has(plain) ? `${plain}_value` : plain;
  const names = new Set(taken.map(({ name }) => name));
  if (!names.has(fit)) return fit;
  let number = 2;
  while (names.has(`${fit}_${number}`)) number += 1;
  return `${fit}_${number}`;
}

/** What was typed for an input: 21.5 is a number, 007 and 1e5 stay as they were written. */
export function sampleOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
    if (typeof value === "boolean" || (typeof value === "number" && String(value) === text)) return value;
  } catch {
    // no JSON, so a text
  }
  return text;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
