import type { BlockType, Catalogue, Port, Ports } from "./catalogue";
import type { Block, FlowDocument, ParamDeclaration, Params } from "./document";
import { freshBlock } from "./fresh";
import { portsKey } from "./ports";

export const USE = "subflow.use";
const PORT_BLOCKS = ["subflow.input", "subflow.output"];

/** What the editor has to know of a subflow to offer it: its newest revision. */
export interface SubflowInfo {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly color: string;
  readonly revision: number | null;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly params: readonly ParamDeclaration[];
}

/** The catalogue with an entry for each published subflow. Ports of a subflow are offered only while one is drawn. */
export function typesWithSubflows(
  types: readonly BlockType[],
  subflows: readonly SubflowInfo[],
  own: number | null = null,
): BlockType[] {
  const base = types.find(({ type }) => type === USE);
  const known = types.map((type) =>
    type.type === USE || (own === null && PORT_BLOCKS.includes(type.type)) ? { ...type, isHidden: true } : type,
  );
  if (!base) return known;
  const entries = subflows.flatMap((subflow) =>
    subflow.revision === null || subflow.id === own ? [] : [entryOf(base, subflow, subflow.revision)],
  );
  return [...known, ...entries];
}

function entryOf(base: BlockType, subflow: SubflowInfo, revision: number): BlockType {
  const values = Object.fromEntries(
    subflow.params.flatMap(({ name, default: value }) =>
      value === null || value === undefined ? [] : [[name, value]],
    ),
  );
  return {
    ...base,
    type: entryName(subflow.id),
    title: subflow.name,
    summary: subflow.description || base.summary,
    keywords: [],
    inputs: subflow.inputs,
    outputs: withErrorPort(subflow.outputs),
    look: { icon: subflow.icon, color: subflow.color },
    preset: { of: USE, label: subflow.name.slice(0, 60), params: { subflow: subflow.id, revision, values } },
  };
}

function entryName(subflow: number): string {
  return `${USE}#${subflow}`;
}

/** The palette's entry for the subflow that a block runs. */
export function entryOfUse(catalogue: Catalogue, block: Block): BlockType | undefined {
  const use = runsOf(block);
  return use ? catalogue.types.get(entryName(use.subflow)) : undefined;
}

/** What fails inside comes out by a port of its own, unless the subflow has one of that name. */
function withErrorPort(outputs: readonly Port[]): readonly Port[] {
  return outputs.some(({ name }) => name === ERROR_PORT.name) ? outputs : [...outputs, ERROR_PORT];
}

const ERROR_PORT: Port = { name: "error", title: "Error", type: "text", required: true, help: "" };

/** The ports of blocks that come from the palette are known before the server is asked, so that they can be wired at once. */
export function portsOfEntries(types: readonly BlockType[]): Map<string, Ports> {
  const nowhere = { x: 0, y: 0 };
  return new Map(types.flatMap((type) => (type.preset ? [[portsKey(freshBlock(type, nowhere)), type] as const] : [])));
}

export interface Use {
  readonly subflow: number;
  readonly revision: number;
  readonly values: Params;
}

/** What a block runs, when it runs a subflow. */
export function runsOf(block: Block | undefined): Use | null {
  if (block?.type !== USE || typeof block.params.subflow !== "number") return null;
  const { subflow, revision, values } = block.params;
  return {
    subflow,
    revision: typeof revision === "number" ? revision : 1,
    // Checked by the server; here any record will do.
    values: typeof values === "object" && values !== null ? (values as Params) : {},
  };
}

/** The document of a subflow as it stands inside a block: under the ids that run, so values and errors find their blocks. */
export function insideOf(document: FlowDocument, place: string): FlowDocument {
  const renamed = (name: string) => `${place}/${name}`;
  return {
    ...document,
    blocks: Object.fromEntries(Object.entries(document.blocks).map(([id, block]) => [renamed(id), block])),
    wires: document.wires.map(({ from, to }) => ({ from: renamed(from), to: renamed(to) })),
    ...(document.groups && {
      groups: Object.fromEntries(
        Object.entries(document.groups).map(([id, group]) => [id, { ...group, blocks: group.blocks.map(renamed) }]),
      ),
    }),
  };
}

/** The name of the subflow's param that stands in a block's param, if one does. */
export function boundParam(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("$param" in value)) return null;
  return typeof value.$param === "string" ? value.$param : null;
}

/** The block that is seen in the flow, for one inside a subflow: `b3` for `b3/u1/x2`. */
export function outerOf(id: string): string {
  const slash = id.indexOf("/");
  return slash < 0 ? id : id.slice(0, slash);
}
