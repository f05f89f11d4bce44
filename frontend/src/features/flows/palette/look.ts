import type { Icon } from "@tabler/icons-react";
import type { BlockType, Catalogue } from "../graph/catalogue";
import type { Block } from "../graph/document";
import { entryOfUse } from "../graph/subflows";
import { familyColor } from "./families";
import { iconOf } from "./icons";
import { SUBFLOW_ICONS } from "./subflowIcons";

export interface Look {
  readonly icon: Icon;
  readonly color: string;
}

/** The picture and colour of an entry of the palette: of its family, unless a subflow has its own. */
export function lookOfType(type: BlockType | undefined, name = ""): Look {
  const family = type?.family ?? "";
  const { icon = "", color = "" } = type?.look ?? {};
  return {
    icon: SUBFLOW_ICONS.get(icon) ?? iconOf(type?.preset?.of ?? type?.type ?? name, family),
    color: color ? `var(--tint-${color}, ${familyColor(family)})` : familyColor(family),
  };
}

/** The picture and colour of a block on the canvas. */
export function lookOf(catalogue: Catalogue, block: Block): Look {
  const type = catalogue.types.get(block.type);
  return lookOfType(entryOfUse(catalogue, block) ?? type, block.type);
}
