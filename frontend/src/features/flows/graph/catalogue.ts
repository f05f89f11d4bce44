import type { Params } from "./document";
import type { JsonSchema } from "./schema";

/** What values travel on a port. `any` takes everything and promises nothing. */
export type PortType = "number" | "boolean" | "text" | "json" | "series" | "any" | "trigger";

export interface Port {
  readonly name: string;
  readonly title: string;
  readonly type: PortType;
  readonly help: string;
  readonly required: boolean;
}

export interface BlockType {
  readonly type: string;
  readonly title: string;
  readonly family: string;
  readonly summary: string;
  readonly help: string;
  readonly version: number;
  readonly params: JsonSchema;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly keywords: readonly string[];
  readonly examples: readonly Example[];
  /** `params`: the ports depend on the params, and the server tells them. */
  readonly ports: "fixed" | "params";
  /** Its outputs belong to a later run, so a loop may pass through it. */
  readonly delays: boolean;
  /** Stands for a block of another type with some params set, such as one subflow. */
  readonly preset?: { readonly of: string; readonly params: Params; readonly label: string };
  /** A picture and a colour of its own, by their names. */
  readonly look?: { readonly icon: string; readonly color: string };
  /** It asks for something that takes a while, and goes on with the answer. */
  readonly answers?: boolean;
  /** Exists, and is not offered. */
  readonly isHidden?: boolean;
}

export interface Example {
  readonly says: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly steps: readonly {
    readonly at_s: number;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
  }[];
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** All block types, and the ports of placed blocks whose params decide them, as far as the server has told. */
export interface Catalogue {
  readonly types: ReadonlyMap<string, BlockType>;
  readonly ports: ReadonlyMap<string, Ports>;
}

export function catalogueOf(types: readonly BlockType[], ports: ReadonlyMap<string, Ports> = new Map()): Catalogue {
  return { types: new Map(types.map((type) => [type.type, type])), ports };
}

export function typeOf(catalogue: Catalogue, block: { readonly type: string } | undefined): BlockType | undefined {
  return block && catalogue.types.get(block.type);
}

/** Every block that computes can say why a run failed. This port is drawn apart and never offered as "the" output. */
export function isErrorPort(port: Port): boolean {
  return port.name === "error" && port.type === "text";
}

export function valueOutputs(outputs: readonly Port[]): readonly Port[] {
  return outputs.some(isErrorPort) ? outputs.filter((port) => !isErrorPort(port)) : outputs;
}
