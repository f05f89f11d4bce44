import type { JsonSchema } from "./schema";

/** What values travel on a port. `any` takes everything and promises nothing. */
export type PortType = "number" | "boolean" | "text" | "json" | "any" | "trigger";

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
}

export type Catalogue = ReadonlyMap<string, BlockType>;

export function catalogueOf(types: readonly BlockType[]): Catalogue {
  return new Map(types.map((type) => [type.type, type]));
}
