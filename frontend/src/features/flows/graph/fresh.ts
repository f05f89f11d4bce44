import type { BlockType } from "./catalogue";
import type { Block, Position } from "./document";
import { defaultsOf } from "./schema";

/** A block as it comes from the palette. An entry that stands for a block with some params set places that block. */
export function freshBlock(type: BlockType, position: Position): Block {
  return {
    type: type.preset?.of ?? type.type,
    version: type.version,
    params: { ...defaultsOf(type.params), ...type.preset?.params },
    position,
    label: type.preset?.label ?? "",
  };
}
