const LETTER_PX = 6.4;
const widths = new Map<string, number>();
let pen: CanvasRenderingContext2D | null | undefined;

/** How wide plotly will write a text at 11 px. Margins follow from it, so plotly need not measure on every draw. */
export function textWidth(text: string, font: string): number {
  const key = `${font}|${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  pen ??= typeof CanvasRenderingContext2D === "undefined" ? null : document.createElement("canvas").getContext("2d");
  if (pen) pen.font = `11px ${font}`;
  const width = pen ? pen.measureText(text).width : text.length * LETTER_PX;
  if (widths.size > 2000) widths.clear();
  widths.set(key, width);
  return width;
}
