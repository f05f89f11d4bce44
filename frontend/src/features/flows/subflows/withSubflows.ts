import { type BlockType, type Catalogue, catalogueOf } from "../graph/catalogue";
import type { FlowDocument } from "../graph/document";
import { withPorts } from "../graph/ports";
import { portsOfEntries, type SubflowInfo, typesWithSubflows } from "../graph/subflows";
import type { ToldPorts } from "../types";

/** The catalogue of an open document: all blocks, the organization's subflows, and the ports that the server has told. */
export function openCatalogue(
  types: readonly BlockType[],
  subflows: readonly SubflowInfo[],
  document: FlowDocument,
  ports: ToldPorts,
  own: number | null = null,
): Catalogue {
  const all = typesWithSubflows(types, subflows, own);
  return withPorts(catalogueOf(all, portsOfEntries(all)), document.blocks, ports);
}

/** The catalogue with the subflows as they are now: one has been made or published while this document is open. */
export function withSubflows(catalogue: Catalogue, subflows: readonly SubflowInfo[], own: number | null): Catalogue {
  const types = [...catalogue.types.values()].filter(({ preset }) => !preset);
  const all = typesWithSubflows(
    types.map(({ isHidden: _, ...type }) => type),
    subflows,
    own,
  );
  return {
    types: new Map(all.map((type) => [type.type, type])),
    ports: new Map([...catalogue.ports, ...portsOfEntries(all)]),
  };
}
