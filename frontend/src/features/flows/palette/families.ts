import {
  type Icon,
  IconArrowBarToRight,
  IconBinaryTree2,
  IconBolt,
  IconCalculator,
  IconChartHistogram,
  IconCode,
  IconDatabaseImport,
  IconHierarchy2,
  IconMathFunction,
  IconPuzzle,
  IconTextSize,
  IconWorld,
} from "@tabler/icons-react";

export interface Family {
  readonly name: string;
  readonly icon: Icon;
  /** Reading order in the palette: the way of a sample. */
  readonly order: number;
}

const FAMILIES: Readonly<Record<string, Family>> = Object.fromEntries(
  (
    [
      ["source", IconDatabaseImport],
      ["math", IconMathFunction],
      ["statistics", IconCalculator],
      ["logic", IconBinaryTree2],
      ["text", IconTextSize],
      ["analytics", IconChartHistogram],
      ["script", IconCode],
      ["outside", IconWorld],
      ["output", IconArrowBarToRight],
      ["subflow", IconHierarchy2],
      ["trigger", IconBolt],
    ] as const
  ).map(([name, icon], order) => [name, { name, icon, order }]),
);

/** A family this build has no icon for still works: it comes last, with a neutral one. */
export function familyOf(name: string): Family {
  return FAMILIES[name] ?? { name, icon: IconPuzzle, order: 99 };
}

/** The colour stands in `tokens.css`, for light and dark. */
export function familyColor(name: string): string {
  return `var(--family-${name}, var(--normal))`;
}

export function wireColor(type: string): string {
  return `var(--wire-${type}, var(--normal))`;
}
