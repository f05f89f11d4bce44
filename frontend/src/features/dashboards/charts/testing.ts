import type { FigureContext } from "@/shared/charts/PlotlyChart";

/** What a figure is drawn with, in tests. */
export const context: FigureContext = {
  width: 600,
  height: 230,
  scheme: "light",
  tokens: {
    text: "#000000",
    dimmed: "#555555",
    line: "#eeeeee",
    ground: "#ffffff",
    accent: "#0000ff",
    font: "sans-serif",
    levels: { warning: "#000001", minor: "#000002", major: "#000003", critical: "#000004" },
  },
};
export const HOUR = 3_600_000;
export const range = { from_ms: 0, to_ms: 4 * HOUR, isLive: true };
