import type { BlockType, Port } from "./graph/catalogue";
import type { FlowDocument } from "./graph/document";

/** What the flows' doors answer. */
export interface Flow {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly is_enabled: boolean;
  readonly live_revision: number | null;
  readonly draft_version: number;
  readonly deployed_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface BlockError {
  readonly count: number;
  readonly at: number;
  readonly device_id: number | null;
  readonly message: string;
}

export interface FlowStatus {
  readonly is_running: boolean;
  readonly revision: number | null;
  readonly keys: number;
  readonly errors: Readonly<Record<string, BlockError>>;
}

export interface Problem {
  readonly block: string | null;
  readonly field: string | null;
  readonly message: string;
  readonly level: "error" | "warning";
}

export type ToldPorts = Readonly<
  Record<string, { readonly inputs: readonly Port[] | null; readonly outputs: readonly Port[] | null }>
>;

export interface Checked {
  readonly problems: readonly Problem[];
  readonly ports: ToldPorts;
}

export interface Draft extends Checked {
  readonly version: number;
  readonly document: FlowDocument;
  readonly updated_at: string;
  readonly author: string | null;
}

/** What comes with a 409: the draft that somebody else has saved meanwhile. */
export interface NewerDraft {
  readonly version: number;
  readonly author: string;
  readonly document: FlowDocument;
}

export interface Revision {
  readonly number: number;
  readonly message: string;
  readonly author: string | null;
  readonly created_at: string;
  readonly is_live: boolean;
}

export interface RevisionDetail extends Revision {
  readonly document: FlowDocument;
  readonly ports: ToldPorts;
}

export interface FlowSource {
  readonly revision: number | null;
  readonly source: string;
  readonly watched_source: string;
}

export interface DebugMessage {
  readonly ts: number;
  readonly block: string;
  readonly device_id: number | null;
  readonly value: unknown;
}

export interface BlockTypes {
  readonly items: readonly BlockType[];
}
