import { expect, it } from "vitest";
import type { Figure } from "./PlotlyChart";
import { canPaint, paintFigure, type WholeFigure } from "./paintFigure";

const time = { from_ms: 0, to_ms: 1000, readout: () => null };

/** What was drawn, in words: each stroke, fill and text with how it looked. */
function drawn(figure: WholeFigure): string[] {
  const said: string[] = [];
  let path: string[] = [];
  const look: Record<string, unknown> = { globalAlpha: 1 };
  const alpha = () => (look.globalAlpha === 1 ? "" : ` at ${look.globalAlpha}`);
  const deeds: Record<string, (...given: number[]) => void> = {
    beginPath: () => {
      path = [];
    },
    moveTo: (x, y) => path.push(`M${x},${y}`),
    lineTo: (x, y) => path.push(`L${x},${y}`),
    arc: (x, y, radius) => path.push(`O${x},${y},${radius}`),
    setLineDash: (dash) => {
      look.dash = dash;
    },
    stroke: () => said.push(`stroke ${look.strokeStyle} ${look.lineWidth} [${look.dash}] ${path.join(" ")}${alpha()}`),
    fill: () => said.push(`fill ${look.fillStyle} ${path.join(" ")}${alpha()}`),
    fillRect: (...box) => said.push(`rect ${look.fillStyle} ${box}${alpha()}`),
    fillText: (text, x, y) => said.push(`text ${look.fillStyle} ${look.textAlign} ${text} ${x},${y}`),
  };
  const pen = new Proxy(look, { get: (_, name) => deeds[String(name)] ?? look[String(name)] ?? (() => undefined) });
  paintFigure(pen as unknown as CanvasRenderingContext2D, figure); // draws with nothing but these
  return said;
}

const layout: WholeFigure["layout"] = {
  width: 130,
  height: 120,
  margin: { l: 20, r: 10, t: 10, b: 10 },
  font: { family: "serif", color: "black" },
  xaxis: { range: [0, 1000], tickvals: [500], ticktext: ["12:00"], tickfont: { size: 11, color: "grey" } },
  yaxis: {
    range: [0, 100],
    tickvals: [0],
    ticktext: ["0 &lt;m&gt;"],
    tickfont: { size: 11, color: "grey" },
    gridcolor: "pale",
  },
};
const frame = ["rect pale 20,110,100,1", "text grey center 12:00 70,122", "text grey right 0 <m> 19,113.85"];
const line = { type: "scatter" as const, mode: "lines" as const, line: { color: "blue", width: 2 } };

it("draws lines and upright bars over time only; all other figures are plotly's", () => {
  const figure = (...data: Figure["data"]): Figure => ({ data, layout: {}, time });
  expect(canPaint(figure({ type: "scatter" }, { type: "bar" }))).toBe(true);
  expect(canPaint(figure({ type: "bar", orientation: "h" }))).toBe(false);
  expect(canPaint(figure({ type: "scatter" }, { type: "heatmap" }))).toBe(false);
  expect(canPaint({ ...figure({ type: "scatter" }), time: undefined })).toBe(false);
});

it("stands bars of one moment side by side, with a gap to the next moment", () => {
  const bar = (color: string, y: (number | null)[]) => ({ type: "bar" as const, x: [400, 600], y, marker: { color } });
  const data = [bar("red", [50, null]), bar("blue", [100, 20])];
  expect(drawn({ data, layout: { ...layout, barmode: "group", bargap: 0.2 } }).slice(1, 4)).toEqual([
    "rect red 52,60,8,50",
    "rect blue 60,10,8,100",
    "rect blue 80,90,8,20",
  ]);
});

it("stacks bars of one group, ups above and downs below zero, beside those of an earlier period", () => {
  const bar = (color: string, value: number, offsetgroup: string) => ({
    ...{ type: "bar" as const, x: [400, 600], y: [value, null], offsetgroup, marker: { color } },
    opacity: offsetgroup === "before" ? 0.4 : 1,
  });
  const data = [bar("pale", 10, "before"), bar("red", 20, "now"), bar("blue", 30, "now"), bar("green", -10, "now")];
  const yaxis = { ...layout.yaxis, range: [-50, 50] as [number, number] };
  expect(drawn({ data, layout: { ...layout, yaxis, barmode: "relative", bargap: 0.2 } }).slice(1, 5)).toEqual([
    "rect pale 52,50,8,10 at 0.4",
    "rect red 60,40,8,20",
    "rect blue 60,10,8,30",
    "rect green 60,60,8,10",
  ]);
});

it("writes the axes and breaks a line at a hole", () => {
  const data = [{ ...line, x: [0, 100, 200, 300, 400], y: [0, 50, null, 100, 0] }];
  expect(drawn({ data, layout })).toEqual([
    frame[0],
    "stroke blue 2 [] M20,110 L30,60 M50,10 L60,110",
    ...frame.slice(1),
  ]);
});

it("goes along before it goes up when the first value holds until the next", () => {
  const data = [{ ...line, x: [0, 100], y: [0, 100], line: { ...line.line, shape: "hv" as const } }];
  expect(drawn({ data, layout })).toContain("stroke blue 2 [] M20,110 L30,110 L30,10");
});

it("fills an area down to zero, below its line, and an outline as it is", () => {
  const area = { ...line, x: [0, 100], y: [50, 50], fill: "tozeroy" as const, fillcolor: "sky" };
  expect(drawn({ data: [area], layout }).slice(1, 3)).toEqual([
    "fill sky M20,60 L30,60 L30,110 L20,110",
    "stroke blue 2 [] M20,60 L30,60",
  ]);
  expect(drawn({ data: [{ ...area, fill: "toself" }], layout })[1]).toBe("fill sky M20,60 L30,60");
});

it("draws an earlier period faint and dashed, and points as dots", () => {
  const before = {
    ...line,
    x: [0, 100],
    y: [0, 0],
    opacity: 0.5,
    line: { color: "blue", width: 1, dash: "dash" as const },
  };
  const points = { ...line, mode: "markers" as const, x: [0], y: [0], marker: { color: "red", size: 4 } };
  expect(drawn({ data: [before, points], layout }).slice(1, 3)).toEqual([
    "stroke blue 1 [9,9] M20,110 L30,110 at 0.5",
    "fill red M22,110 O20,110,2",
  ]);
});

it("puts a line on the axis of its unit, with its values to the right", () => {
  const two = { range: [0, 10], tickvals: [5], ticktext: ["5 bar"], side: "right", tickfont: { color: "blue" } };
  const three = { ...two, shift: 30, showticklabels: false };
  const whole = { ...layout, yaxis2: two, yaxis3: three } as object as WholeFigure["layout"]; // names that plotly gives
  const said = drawn({ data: [{ ...line, x: [0, 100], y: [5, 10], yaxis: "y2" }], layout: whole });
  expect(said).toContain("stroke blue 2 [] M20,60 L30,10");
  expect(said.filter((one) => one.includes("bar"))).toEqual(["text blue left 5 bar 121,63.85"]);
});

it("tints what lies beyond a limit below the grid, and writes the limit's text above its line", () => {
  const shapes: WholeFigure["layout"]["shapes"] = [
    {
      type: "line",
      y0: 50,
      y1: 50,
      line: { color: "red", width: 1, dash: "dash" },
      label: { text: "too &amp; hot", yanchor: "bottom", padding: 4, font: { size: 10, color: "grey" } },
    },
    { type: "rect", layer: "below", y0: 50, y1: 100, fillcolor: "red", opacity: 0.1 },
  ];
  expect(drawn({ data: [], layout: { ...layout, shapes } })).toEqual([
    "rect red 20,10,100,50 at 0.1",
    frame[0],
    "stroke red 1 [9,9] M20,60 L120,60",
    "text grey left too & hot 24,54.5",
    ...frame.slice(1),
  ]);
});

it("writes names at the ends of the lines", () => {
  const annotations = [{ text: "Boiler", y: 50, xshift: 6, font: { size: 11, color: "blue" } }];
  expect(drawn({ data: [], layout: { ...layout, annotations } }).at(-1)).toBe("text blue left Boiler 128,63.85");
});
