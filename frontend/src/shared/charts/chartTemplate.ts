import type { Layout } from "plotly.js";

export type ColorScheme = "light" | "dark";

/** The few tokens of the theme that a chart is drawn with. */
export interface ChartTokens {
  text: string;
  dimmed: string;
  line: string;
  ground: string;
  accent: string;
  levels: Record<"warning" | "minor" | "major" | "critical", string>;
  font: string;
}

/** plotly draws with plain colours, so the theme's variables are read where the chart stands. */
export function readTokens(element: Element): ChartTokens {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: read("--text", "#1d232b"),
    dimmed: read("--text-dim", "#5d6773"),
    line: read("--line", "#e3e6ea"),
    ground: read("--surface-raised", "#ffffff"),
    accent: read("--accent", "#1c7ed6"),
    levels: {
      warning: read("--warning", "#6582a3"),
      minor: read("--minor", "#e0ad00"),
      major: read("--major", "#e8730c"),
      critical: read("--critical", "#d6293e"),
    },
    font: read("--mantine-font-family", "system-ui, sans-serif"),
  };
}

export const MAX_TICKS = 5;

/** Light horizontals only, at most five ticks, no frame, no title: the widget has one already. */
export function chartTemplate(tokens: ChartTokens): Partial<Layout> {
  const axis = {
    zeroline: false,
    showline: false,
    ticks: "" as const,
    nticks: MAX_TICKS,
    tickfont: { color: tokens.dimmed, size: 11 },
    automargin: false,
    fixedrange: true,
  };
  return {
    autosize: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: tokens.font, size: 11, color: tokens.text },
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: {
      bgcolor: tokens.ground,
      bordercolor: tokens.line,
      font: { color: tokens.text, size: 12, family: tokens.font },
    },
    dragmode: "zoom",
    margin: { l: 44, r: 12, t: 8, b: 24 },
    xaxis: {
      ...axis,
      type: "date",
      showgrid: false,
      fixedrange: false,
      showspikes: false,
      hoverformat: "%e %b %H:%M:%S",
    },
    yaxis: { ...axis, showgrid: true, gridcolor: tokens.line, gridwidth: 1, separatethousands: true },
  };
}
