import type { PlotlyHTMLElement } from "plotly.js";
import type { WholeFigure } from "./paintFigure";
import { plotly } from "./plotly";
import { plotlyConfig } from "./plotlyConfig";

/** A figure of any kind, by plotly. Imported only when a figure needs it: the bundle is large. */
export class PlotlyDrawing {
  private isNew = true;

  constructor(
    private readonly host: HTMLElement,
    private readonly zoom: { to: (from_ms: number, to_ms: number) => void; back: () => void },
  ) {}

  draw({ data, layout }: WholeFigure): void {
    void plotly.react(this.host, data, layout, plotlyConfig);
    if (this.isNew) this.listen();
    this.isNew = false;
  }

  remove(): void {
    if (!this.isNew) plotly.purge(this.host);
  }

  private listen(): void {
    // plotly turns the element into an emitter when it first draws into it.
    const chart = this.host as unknown as PlotlyHTMLElement;
    chart.on("plotly_relayout", (change) => {
      const from_ms = wallTime(change["xaxis.range[0]"]);
      const to_ms = wallTime(change["xaxis.range[1]"]);
      if (to_ms > from_ms) this.zoom.to(from_ms, to_ms);
    });
    chart.on("plotly_doubleclick", () => this.zoom.back());
  }
}

/** Times go in as milliseconds and come out as wall-clock texts of the browser's zone. */
function wallTime(value: unknown): number {
  return typeof value === "number" ? value : new Date(String(value).replace(" ", "T")).getTime();
}
