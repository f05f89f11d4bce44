/**
 * Our own plotly bundle: the traces we draw and nothing else (415 kB gzip instead of 1,371). Only PlotlyChart
 * imports this file, and only when a chart comes onto the page, so it stays out of the first load.
 */
import bar from "plotly.js/lib/bar";
import box from "plotly.js/lib/box";
import plotly from "plotly.js/lib/core";
import heatmap from "plotly.js/lib/heatmap";
import histogram from "plotly.js/lib/histogram";
import indicator from "plotly.js/lib/indicator";
import pie from "plotly.js/lib/pie";

// Scatter is part of the core.
for (const trace of [bar, pie, heatmap, histogram, box, indicator]) plotly.register(trace);

export { plotly };
