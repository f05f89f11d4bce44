import type { ParamDeclaration } from "../graph/document";
import type { Field } from "../inspector/fields";
import { always, type DocumentCommand } from "./command";
import { type ParamPath, withValue } from "./setParam";

export interface DeclareParam {
  readonly block: string;
  readonly path: ParamPath;
  readonly field: Field;
  /** What it has now becomes the default. */
  readonly value: unknown;
}

/** Make a block's param one of the subflow: declared with the present value, and put in its place, in one step. */
export const declareParam: DocumentCommand<DeclareParam> = {
  name: "declareParam",
  group: "edit",
  isEnabled: always,
  apply(scene, { block: id, path, field, value }) {
    const { document } = scene;
    const block = document.blocks[id];
    if (!block) return scene;
    const declared = document.params ?? [];
    const name = freeName(field.name, new Set(declared.map((param) => param.name)));
    const params = withValue(block.params, path, { $param: name });
    return {
      ...scene,
      document: {
        ...document,
        params: [...declared, declarationOf(name, field, value)],
        blocks: { ...document.blocks, [id]: { ...block, params } },
      },
    };
  },
};

function declarationOf(name: string, field: Field, value: unknown): ParamDeclaration {
  const common = { name, title: field.title, unit: field.unit, help: "", default: value ?? null };
  switch (field.kind) {
    case "number":
      return { ...common, type: "number" };
    case "boolean":
      return { ...common, type: "boolean" };
    case "enum":
      return { ...common, type: "choice", choices: field.options.map((option) => String(option.value)) };
    case "reference":
      return { ...common, type: DECLARED.find((type) => type === field.to) ?? "number" };
    default:
      return { ...common, type: "text" };
  }
}

/** References that a subflow can ask for. */
const DECLARED = ["metric", "device", "device_type"] as const;

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const stem = /^[a-z][a-z0-9_]*$/.test(wanted) ? wanted.slice(0, 36) : "param";
  let name = stem;
  for (let number = 2; taken.has(name); number += 1) name = `${stem}${number}`;
  return name;
}
