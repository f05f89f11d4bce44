/** The open flow as plain data: the same JSON that the server stores, so nothing is translated on the way. */

export interface Position {
  readonly x: number;
  readonly y: number;
}

export type Params = Readonly<Record<string, unknown>>;

export interface Block {
  readonly type: string;
  readonly version: number;
  readonly params: Params;
  readonly position: Position;
  readonly label: string;
  /** Out of work: nothing leaves it, or what arrives leaves by the outputs whose type fits. */
  readonly mode?: BlockMode;
}

export type BlockMode = "off" | "bypass";

/** `from` is an output, `to` an input, both written `<block>.<port>`. */
export interface Wire {
  readonly from: string;
  readonly to: string;
}

/** Calm tints of `tokens.css`; a name this build does not know is drawn grey. */
export const TINTS = ["grey", "blue", "green", "yellow", "red", "purple"] as const;
export type Tint = (typeof TINTS)[number];

/** A frame around blocks and notes. Its place follows from theirs, so it is never wrong. */
export interface Group {
  readonly title: string;
  readonly note: string;
  readonly color: Tint;
  readonly blocks: readonly string[];
  readonly notes: readonly string[];
  readonly is_collapsed: boolean;
  /** A frame drawn by hand; where its members do not fit in, it grows around them. */
  readonly frame?: Frame | undefined;
}

export interface Frame extends Position {
  readonly width: number;
  readonly height: number;
}

/** A remark on the canvas, in Markdown. */
export interface Note {
  readonly text: string;
  readonly color: Tint;
  readonly position: Position;
  readonly width: number;
  readonly height: number;
}

/** What a test gives to a source block: a value, so many seconds after the test has begun. */
export interface GivenSample {
  readonly block: string;
  readonly at_s?: number;
  readonly value?: unknown;
  readonly port?: string;
  readonly quality?: number;
  /** Of what a block had asked for: whether it went well, and if not, why. */
  readonly ok?: boolean;
  readonly error?: string;
}

/** What has to come: of a port (`port`), of something a block asks for (`does`), or that nothing comes. */
export interface Expectation {
  readonly block: string;
  readonly port?: string;
  readonly does?: string;
  readonly at_s?: number;
  readonly value?: unknown;
  readonly nothing?: boolean;
}

/** A test that is kept with the flow; `flows/testing/document.py` says what each part means. */
export interface FlowTest {
  readonly name: string;
  readonly given?: readonly GivenSample[];
  readonly expect?: readonly Expectation[];
  readonly params?: Readonly<Record<string, Params>>;
  readonly device?: string;
  readonly starts_at?: string;
  readonly run_on_s?: number;
  readonly checked_from_s?: number | null;
  readonly tolerance?: number;
  readonly note?: string;
}

/** A param of a subflow. `{"$param": "<name>"}` stands for its value in the params of the blocks inside. */
export interface ParamDeclaration {
  readonly name: string;
  readonly title: string;
  readonly type: "number" | "text" | "boolean" | "choice" | "metric" | "device" | "device_type";
  readonly default?: unknown;
  readonly unit?: string;
  readonly help?: string;
  readonly choices?: readonly string[];
}

/** Groups and notes are for people only: nothing that runs ever sees them. */
export interface FlowDocument {
  readonly schema: number;
  readonly blocks: Readonly<Record<string, Block>>;
  readonly wires: readonly Wire[];
  readonly groups?: Readonly<Record<string, Group>>;
  readonly notes?: Readonly<Record<string, Note>>;
  readonly tests?: readonly FlowTest[];
  /** Only of a subflow. */
  readonly params?: readonly ParamDeclaration[];
}

export const EMPTY_DOCUMENT: FlowDocument = { schema: 1, blocks: {}, wires: [] };

export interface PortAddress {
  readonly block: string;
  readonly port: string;
}

export function portName(block: string, port: string): string {
  return `${block}.${port}`;
}

/** Block ids never hold a dot, port names might. */
export function portAddress(name: string): PortAddress {
  const dot = name.indexOf(".");
  return { block: name.slice(0, dot), port: name.slice(dot + 1) };
}

export function wireName(wire: Wire): string {
  return `${wire.from}>${wire.to}`;
}

export function touches(wire: Wire, blocks: ReadonlySet<string>): boolean {
  return blocks.has(portAddress(wire.from).block) || blocks.has(portAddress(wire.to).block);
}
