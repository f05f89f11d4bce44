import { expect, it } from "vitest";
import { plotlyConfig } from "./plotlyConfig";

it("sends nothing to anybody's cloud and shows no button that could", () => {
  expect(plotlyConfig).toMatchObject({ showSendToCloud: false, displaylogo: false, displayModeBar: false });
});

it("fetches no maps from a foreign server", () => {
  expect(plotlyConfig.topojsonURL).toMatch(/^\//);
});

const sources = import.meta.glob<string>("/src/**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" });

it("is the configuration of every chart: nobody else reaches plotly", () => {
  const reachers = (words: RegExp) =>
    Object.entries(sources)
      .filter(([path, text]) => !path.includes(".test.") && !path.endsWith(".d.ts") && words.test(text))
      .map(([path]) => path);
  expect(reachers(/from "plotly\.js\/lib/)).toEqual(["/src/shared/charts/plotly.ts"]);
  expect(reachers(/import\("\.\/plotly"\)|from "(\.\/|@\/shared\/charts\/)plotly"/)).toEqual([
    "/src/shared/charts/PlotlyDrawing.ts",
    "/src/shared/charts/chartImage.ts",
  ]);
  expect(sources["/src/shared/charts/PlotlyDrawing.ts"]).toContain(
    "plotly.react(this.host, data, layout, plotlyConfig)",
  );
  expect(sources["/src/shared/charts/chartImage.ts"]).toContain("config: plotlyConfig");
});
