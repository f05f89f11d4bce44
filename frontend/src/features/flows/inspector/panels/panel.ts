import type { ComponentType } from "react";

export interface PanelProps {
  /** The block's id in the open document. */
  readonly id: string;
}

/** What a kind of block shows below its params, beside what is made from its schema. One file here is one panel. */
export interface BlockPanel {
  readonly types: readonly string[];
  readonly Panel: ComponentType<PanelProps>;
}

const found = import.meta.glob<{ panel?: BlockPanel }>("./*Panel.tsx", { eager: true });
const panels = Object.values(found).flatMap(({ panel }) => panel ?? []);

export function panelOf(type: string): ComponentType<PanelProps> | undefined {
  return panels.find(({ types }) => types.includes(type))?.Panel;
}
