import type { components } from "@/shared/api/schema";
import type { BlockType, Port } from "./graph/catalogue";
import type { FlowDocument } from "./graph/document";

/** What the flows' doors answer, generated from the API's schema. It calls documents and schemas "an object" and types
 * of ports "a string"; here they are what `graph/` knows them as. */
type Schemas = components["schemas"];
type Narrowed<T, N> = Readonly<Omit<T, keyof N> & N>;

export type Flow = Readonly<Schemas["FlowOut"]>;
export type BlockError = Readonly<Schemas["BlockErrorOut"]>;
export type FlowStatus = Readonly<Schemas["FlowStatusOut"]>;
export type FlowSource = Readonly<Schemas["SourceOut"]>;
export type DebugMessage = Readonly<Schemas["MessageOut"]>;
export type Trace = Readonly<Schemas["TraceOut"]>;
export type TraceSummary = Readonly<Schemas["TraceSummaryOut"]>;
export type TraceStep = Readonly<Schemas["StepOut"]>;
export type SourceSample = Readonly<Schemas["SourceSampleOut"]>;
export type NextTrace = Readonly<Schemas["NextOut"]>;
export type TestResult = Readonly<Schemas["TestResultOut"]>;
export type TestResults = Readonly<Schemas["TestResultsOut"]>;
export type Revision = Readonly<Schemas["RevisionOut"]>;
export type Problem = Narrowed<Schemas["ProblemOut"], { level: "error" | "warning" }>;

export type LostState = Readonly<Schemas["LostStateOut"]>;

export type ToldPorts = Readonly<
  Record<string, { readonly inputs: readonly Port[] | null; readonly outputs: readonly Port[] | null }>
>;

export interface Checked {
  readonly problems: readonly Problem[];
  readonly ports: ToldPorts;
  readonly is_each_device?: boolean | null;
}

export type Draft = Narrowed<
  Schemas["DraftOut"],
  { document: FlowDocument; problems: readonly Problem[]; ports: ToldPorts }
>;
export type RevisionDetail = Narrowed<Schemas["RevisionDetailOut"], { document: FlowDocument; ports: ToldPorts }>;

/** What comes with a 409: the draft that somebody else has saved meanwhile. */
export interface NewerDraft {
  readonly version: number;
  readonly author: string;
  readonly document: FlowDocument;
}

export interface BlockTypes {
  readonly items: readonly BlockType[];
}
