import type { ColorScheme } from "./chartTemplate";

/**
 * Okabe and Ito's colours, told apart by colour-blind eyes, in one fixed order. The faint ones are deepened on
 * white and the deep ones lifted on dark; hue and order stay, so a series keeps its colour when the scheme changes.
 */
const SERIES: Record<ColorScheme, readonly string[]> = {
  light: ["#0072b2", "#d97f00", "#009e73", "#d55e00", "#3a9bd1", "#cc79a7", "#8a7a00", "#6b6b6b"],
  dark: ["#4ba3e3", "#f0ad1f", "#2bbd93", "#f0803c", "#8fd0f5", "#dd93bb", "#f0e442", "#b4bac2"],
};

export function seriesColor(index: number, scheme: ColorScheme): string {
  const colors = SERIES[scheme];
  return colors[index % colors.length] ?? "#555555";
}

/** After eight series the colours come again, dashed. */
export function seriesDash(index: number): "solid" | "dash" | "dot" {
  return (["solid", "dash", "dot"] as const)[Math.floor(index / SERIES.light.length) % 3] ?? "solid";
}
