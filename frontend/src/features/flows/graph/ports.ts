import type { BlockType, Catalogue, Port } from "./catalogue";
import type { Block, FlowDocument, PortAddress } from "./document";

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

const NONE: Ports = { inputs: [], outputs: [] };

/** The ports a placed block has now. */
export function portsOf(block: Block, type: BlockType | undefined): Ports {
  if (!type) return NONE;
  return { inputs: type.inputs, outputs: type.outputs };
}

export function inputOf(document: FlowDocument, catalogue: Catalogue, at: PortAddress): Port | undefined {
  const block = document.blocks[at.block];
  return block && portsOf(block, catalogue.get(block.type)).inputs.find((port) => port.name === at.port);
}

export function outputOf(document: FlowDocument, catalogue: Catalogue, at: PortAddress): Port | undefined {
  const block = document.blocks[at.block];
  return block && portsOf(block, catalogue.get(block.type)).outputs.find((port) => port.name === at.port);
}
