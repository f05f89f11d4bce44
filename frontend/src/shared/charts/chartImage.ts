import { saveBlob } from "../api/download";
import { readTokens } from "./chartTemplate";
import type { WholeFigure } from "./paintFigure";
import { plotlyConfig } from "./plotlyConfig";

export type ImageFormat = "png" | "svg";

/** Sharp on paper and on dense screens. */
const SCALE = 2;
const TITLE_HEIGHT = 36;
const LEGEND_HEIGHT = 40;

/** What was drawn last in an element of the page. */
const figures = new WeakMap<Element, WholeFigure>();

export function keepFigure(element: Element, figure: WholeFigure): void {
  figures.set(element, figure);
}

/** The chart that is drawn somewhere inside of an element; null where there is none. */
export function drawingIn(element: Element | null | undefined): HTMLElement | null {
  return element?.querySelector<HTMLElement>("[data-drawn=true]") ?? null;
}

/** Save a drawn chart as a picture, with its title and, where the page writes the names beside it, a legend. */
export async function saveChartImage(drawing: HTMLElement, format: ImageFormat, title: string): Promise<void> {
  const { plotly } = await import("./plotly");
  const { data, layout } = figures.get(drawing) ?? { data: [], layout: {} };
  const tokens = readTokens(drawing);
  const hasLegend = data.length > 1 && !layout.annotations?.length;
  const { width, height } = drawing.getBoundingClientRect();
  const margin = layout.margin ?? {};
  const whole = {
    data,
    config: plotlyConfig,
    layout: {
      ...layout,
      paper_bgcolor: tokens.ground,
      plot_bgcolor: tokens.ground,
      title: { text: escaped(title), font: { size: 15, color: tokens.text }, x: 0.02, xanchor: "left" as const },
      showlegend: hasLegend,
      legend: { orientation: "h" as const, x: 0, y: 0, yref: "container" as const, yanchor: "bottom" as const },
      margin: { ...margin, t: (margin.t ?? 0) + TITLE_HEIGHT, b: (margin.b ?? 0) + (hasLegend ? LEGEND_HEIGHT : 0) },
    },
  };
  const url = await plotly.toImage(whole as Parameters<typeof plotly.toImage>[0], {
    format,
    width: Math.round(width),
    height: Math.round(height) + TITLE_HEIGHT + (hasLegend ? LEGEND_HEIGHT : 0),
    scale: format === "png" ? SCALE : 1,
  });
  saveBlob(blobOf(url), `${fileStem(title)}.${format}`);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Of a data URL; `fetch` may not read those here. */
export function blobOf(url: string): Blob {
  const comma = url.indexOf(",");
  const [type = "", ...rest] = url.slice("data:".length, comma).split(";");
  const body = url.slice(comma + 1);
  if (!rest.includes("base64")) return new Blob([decodeURIComponent(body)], { type });
  const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type });
}

/** A name that every file system takes. */
export function fileStem(title: string): string {
  const plain = title.replace(/[^\p{L}\p{N} .,()+_-]+/gu, "-").replace(/^[ .-]+|[ .-]+$/g, "");
  return plain.slice(0, 90) || "chart";
}
