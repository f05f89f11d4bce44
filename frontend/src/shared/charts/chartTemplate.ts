import type { Layout } from "plotly.js";
import template from "./chartTemplate.json";

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
  const usual = template.tokens;
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: read("--text", usual.text),
    dimmed: read("--text-dim", usual.dimmed),
    line: read("--line", usual.line),
    ground: read("--surface-raised", usual.ground),
    accent: read("--accent", usual.accent),
    levels: {
      warning: read("--warning", template.levels.warning),
      minor: read("--minor", template.levels.minor),
      major: read("--major", template.levels.major),
      critical: read("--critical", template.levels.critical),
    },
    font: read("--mantine-font-family", usual.font),
  };
}

let ofScheme: { scheme: ColorScheme; tokens: ChartTokens } | undefined;

/** The same for all charts of the page, which stand in one theme: asking the browser for each is what their first drawing would wait for. */
export function tokensOf(element: Element, scheme: ColorScheme): ChartTokens {
  if (ofScheme?.scheme !== scheme) ofScheme = { scheme, tokens: readTokens(element) };
  return ofScheme.tokens;
}

export const MAX_TICKS = template.axis.nticks;

/**
 * Light horizontals only, at most five ticks, no frame, no title: the widget has one already. What it says stands in a
 * file that the server reads too, so that figures for notebooks look the same.
 */
export function chartTemplate(tokens: ChartTokens): Partial<Layout> {
  const { axis, layout } = template;
  const whole = { ...layout, xaxis: { ...axis, ...layout.xaxis }, yaxis: { ...axis, ...layout.yaxis } };
  return filled(whole, tokens) as Partial<Layout>; // the file holds a layout
}

/** Texts like "$line" stand for what the theme says. */
function filled(part: unknown, tokens: ChartTokens): unknown {
  if (typeof part === "string") return part.startsWith("$") ? tokens[part.slice(1) as "line"] : part;
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, filled(one, tokens)]));
}
