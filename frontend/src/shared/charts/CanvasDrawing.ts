import classes from "./PlotlyChart.module.css";
import { paintFigure, type WholeFigure } from "./paintFigure";

/** Dots for one pixel of the page: sharp on paper, whatever the screen is like. */
const PRINT_SCALE = 4;

/** A figure of lines over time, on a canvas in the page. */
export class CanvasDrawing {
  private readonly canvas = document.createElement("canvas");
  private shown: WholeFigure | undefined;

  constructor(host: HTMLElement) {
    this.canvas.className = classes.canvas ?? "";
    host.append(this.canvas);
    window.addEventListener("beforeprint", this.sharpen);
    window.addEventListener("afterprint", this.soften);
  }

  draw(figure: WholeFigure): void {
    this.shown = figure;
    this.paint(window.devicePixelRatio);
  }

  remove(): void {
    window.removeEventListener("beforeprint", this.sharpen);
    window.removeEventListener("afterprint", this.soften);
    this.canvas.remove();
  }

  private readonly sharpen = () => this.paint(PRINT_SCALE);
  private readonly soften = () => this.paint(window.devicePixelRatio);

  private paint(scale: number): void {
    const pen = this.canvas.getContext("2d");
    if (!this.shown || !pen) return;
    const { width = 0, height = 0 } = this.shown.layout;
    const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
    // A new size clears the canvas, even when it is the old one.
    if (this.canvas.width !== columns || this.canvas.height !== rows) {
      this.canvas.width = columns;
      this.canvas.height = rows;
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    paintFigure(pen, this.shown);
  }
}
