import type { ColorScheme } from "./chartTemplate";
import template from "./chartTemplate.json";

/**
 * Okabe and Ito's colours, told apart by colour-blind eyes, in one fixed order. The faint ones are deepened on
 * white and the deep ones lifted on dark; hue and order stay, so a series keeps its colour when the scheme changes.
 */
const SERIES: Record<ColorScheme, readonly string[]> = template.series;

export function seriesColor(index: number, scheme: ColorScheme): string {
  const colors = SERIES[scheme];
  return colors[index % colors.length] ?? "#555555";
}

/** After eight series the colours come again, dashed. */
export function seriesDash(index: number): "solid" | "dash" | "dot" {
  return (["solid", "dash", "dot"] as const)[Math.floor(index / SERIES.light.length) % 3] ?? "solid";
}
