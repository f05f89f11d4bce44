import type { Catalogue, Port, Ports } from "./catalogue";
import type { Block, FlowDocument, Params, PortAddress } from "./document";

const NONE: Ports = { inputs: [], outputs: [] };

const keys = new WeakMap<Params, string>();

/** Ports that depend on params are filed under type and params, so undo finds them again without asking. */
export function portsKey(block: Block): string {
  let params = keys.get(block.params);
  if (params === undefined) {
    params = JSON.stringify(block.params);
    keys.set(block.params, params);
  }
  return `${block.type} ${params}`;
}

/** What a block had when it was last known: shown while the server thinks, or while a formula is half typed. */
export function lastPortsKey(id: string): string {
  return `#${id}`;
}

export function portsOf(catalogue: Catalogue, id: string, block: Block): Ports {
  const type = catalogue.types.get(block.type);
  if (!type) return NONE;
  if (type.ports === "fixed") return type;
  return catalogue.ports.get(portsKey(block)) ?? catalogue.ports.get(lastPortsKey(id)) ?? type;
}

/** Blocks whose ports only the server can tell. */
export function blocksWithUnknownPorts(document: FlowDocument, catalogue: Catalogue): Record<string, Block> {
  return Object.fromEntries(
    Object.entries(document.blocks).filter(
      ([, block]) => catalogue.types.get(block.type)?.ports === "params" && !catalogue.ports.has(portsKey(block)),
    ),
  );
}

/** File what the server told. `null` ports mean that the params are too broken to tell: the block keeps what it had. */
export function withPorts(
  catalogue: Catalogue,
  blocks: Readonly<Record<string, Block>>,
  told: Readonly<Record<string, { readonly inputs: readonly Port[] | null; readonly outputs: readonly Port[] | null }>>,
): Catalogue {
  const ports = new Map(catalogue.ports);
  for (const [id, { inputs, outputs }] of Object.entries(told)) {
    const block = blocks[id];
    if (!block || catalogue.types.get(block.type)?.ports !== "params") continue;
    const before = portsOf(catalogue, id, block);
    const now = { inputs: inputs ?? before.inputs, outputs: outputs ?? before.outputs };
    ports.set(portsKey(block), now);
    ports.set(lastPortsKey(id), now);
  }
  return { ...catalogue, ports };
}

export function inputOf(document: FlowDocument, catalogue: Catalogue, at: PortAddress): Port | undefined {
  const block = document.blocks[at.block];
  return block && portsOf(catalogue, at.block, block).inputs.find((port) => port.name === at.port);
}

export function outputOf(document: FlowDocument, catalogue: Catalogue, at: PortAddress): Port | undefined {
  const block = document.blocks[at.block];
  return block && portsOf(catalogue, at.block, block).outputs.find((port) => port.name === at.port);
}
