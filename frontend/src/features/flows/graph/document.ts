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

export interface FlowDocument {
  readonly schema: number;
  readonly blocks: Readonly<Record<string, Block>>;
  readonly wires: readonly Wire[];
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
