import { expect, it } from "vitest";
import { type ChartTokens, chartTemplate } from "./chartTemplate";

const tokens: ChartTokens = {
  text: "#000",
  dimmed: "#555",
  line: "#eee",
  ground: "#fff",
  accent: "#00f",
  font: "serif",
  levels: { warning: "w", minor: "m", major: "j", critical: "c" },
};

it("fills the theme's colours into the template that the server reads too", () => {
  const layout = chartTemplate(tokens);
  expect(layout.yaxis).toMatchObject({ gridcolor: "#eee", nticks: 5, fixedrange: true, tickfont: { color: "#555" } });
  expect(layout.xaxis).toMatchObject({ type: "date", showgrid: false, fixedrange: false });
  expect(layout.font).toEqual({ family: "serif", size: 11, color: "#000" });
  expect(JSON.stringify(layout)).not.toContain("$");
});
