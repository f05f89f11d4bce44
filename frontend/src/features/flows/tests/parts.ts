import type { Catalogue } from "../graph/catalogue";
import { valueOutputs } from "../graph/catalogue";
import type { Expectation, FlowDocument } from "../graph/document";
import { portsOf } from "../graph/ports";
import { portTitle, titleOf } from "../graph/wiring";

/** The blocks that samples come in by. */
export function sourcesOf(document: FlowDocument, catalogue: Catalogue): string[] {
  return Object.entries(document.blocks)
    .filter(([id, block]) => {
      const { inputs, outputs } = portsOf(catalogue, id, block);
      const family = catalogue.types.get(block.type)?.family;
      return family === "source" && inputs.length === 0 && outputs.length > 0 && block.type !== "source.constant";
    })
    .map(([id]) => id);
}

/** The blocks that ask for something and go on with the answer: a test says what that is. */
export function answeredIn(document: FlowDocument, catalogue: Catalogue): string[] {
  return Object.entries(document.blocks)
    .filter(([, block]) => catalogue.types.get(block.type)?.answers)
    .map(([id]) => id);
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What a test may expect something of: every output, and for blocks without one whatever they ask for. */
export function expectable(document: FlowDocument, catalogue: Catalogue): Choice[] {
  return Object.entries(document.blocks).flatMap(([id, block]) => {
    const title = titleOf(document, catalogue, id);
    const { outputs } = portsOf(catalogue, id, block);
    const ports = outputs.map((port) => ({ value: `${id}.${port.name}`, label: `${title} · ${portTitle(port)}` }));
    return valueOutputs(outputs).length > 0 ? ports : [{ value: id, label: title }, ...ports];
  });
}

export function nameOfExpectation({ block, port }: Expectation): string {
  return port ? `${block}.${port}` : block;
}

/** Effects by the words that blocks ask with; the empty one is any of them. */
export const EFFECTS = ["", "raise", "clear", "acknowledge", "write", "command", "show", "note", "call"] as const;
