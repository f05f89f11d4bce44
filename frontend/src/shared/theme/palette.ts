/** Okabe-Ito in fixed order: distinct for colour-blind eyes too. Yellow comes last, it is faint on white. */
export const seriesColors = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#d55e00",
  "#56b4e9",
  "#cc79a7",
  "#f0e442",
  "#7f7f7f",
] as const;

export function seriesColor(index: number): string {
  return seriesColors[index % seriesColors.length] ?? seriesColors[0];
}
