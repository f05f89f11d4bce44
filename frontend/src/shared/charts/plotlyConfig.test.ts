import { expect, it } from "vitest";
import { plotlyConfig } from "./plotlyConfig";

it("sends nothing to anybody's cloud and shows no button that could", () => {
  expect(plotlyConfig).toMatchObject({ showSendToCloud: false, displaylogo: false, displayModeBar: false });
});

it("fetches no maps from a foreign server", () => {
  expect(plotlyConfig.topojsonURL).toMatch(/^\//);
});
