import type { Config } from "plotly.js";

/**
 * The one configuration of every chart. plotly.js 4 offers by default to upload a chart's data to a cloud service;
 * data of a plant never leaves it, so this is off, and no button of plotly is shown at all: our own menu has the rest.
 */
export const plotlyConfig: Partial<Config> = {
  showSendToCloud: false,
  displaylogo: false,
  displayModeBar: false,
  // Fetching map outlines from a foreign server must fail at once rather than happen.
  topojsonURL: "/static/topojson/",
  responsive: false,
  doubleClick: false,
  scrollZoom: false,
  showTips: false,
};
