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
}

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
}

/** A remark on the canvas, in Markdown. */
export interface Note {
  readonly text: string;
  readonly color: Tint;
  readonly position: Position;
  readonly width: number;
  readonly height: number;
}

/** Groups and notes are for people only: nothing that runs ever sees them. */
export interface FlowDocument {
  readonly schema: number;
  readonly blocks: Readonly<Record<string, Block>>;
  readonly wires: readonly Wire[];
  readonly groups?: Readonly<Record<string, Group>>;
  readonly notes?: Readonly<Record<string, Note>>;
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
