import type { Catalogue, Port } from "../graph/catalogue";
import { type FlowDocument, type Position, portAddress, type Wire, wireName } from "../graph/document";
import { outputOf } from "../graph/ports";
import { fits } from "../graph/wiring";

/** The wire that is drawn at a point of the screen, below whatever else is there. */
export function wireUnder(document: FlowDocument, at: Position): Wire | undefined {
  const edge = window.document
    .elementsFromPoint(at.x, at.y)
    .map((element) => element.closest(".react-flow__edge"))
    .find((found) => found !== null);
  const name = edge?.getAttribute("data-id");
  return name ? document.wires.find((one) => wireName(one) === name) : undefined;
}

/** Whether a block with these inputs could come into the wire. */
export function takesWire(
  { document, catalogue }: { document: FlowDocument; catalogue: Catalogue },
  wire: Wire,
  inputs: readonly Port[],
): boolean {
  const source = outputOf(document, catalogue, portAddress(wire.from));
  return source !== undefined && inputs.some((port) => fits(source.type, port.type));
}
