// plotly.js types its whole package only; the parts that our own bundle is made of have none.
declare module "plotly.js/lib/core" {
  import type * as Plotly from "plotly.js";

  const core: Pick<
    typeof Plotly,
    "newPlot" | "react" | "purge" | "register" | "toImage" | "downloadImage" | "Plots"
  > & {
    Fx: { hover(chart: HTMLElement, points: unknown): void; unhover(chart: HTMLElement): void };
  };
  export default core;
}
declare module "plotly.js/lib/*" {
  import type { register } from "plotly.js";

  const trace: Parameters<typeof register>[0];
  export default trace;
}
