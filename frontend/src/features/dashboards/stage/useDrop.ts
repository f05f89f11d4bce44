import type { DragEvent, RefObject } from "react";
import type { Size } from "../document/dashboardDocument";
import type { Frame } from "../document/layout";
import { put } from "./geometry";
import type { DropPoint } from "./Stage";

interface Dropping {
  sheet: RefObject<HTMLElement | null>;
  overlay: RefObject<HTMLElement | null>;
  frame: Frame;
  dragged: Size | null;
  isActive: boolean;
  drop: (at: DropPoint) => void;
}

/** Takes what is dragged in from the palette or the tree, and shows where it would land. */
export function useDrop({ sheet, overlay, frame, dragged, isActive, drop }: Dropping) {
  const clear = () => {
    overlay.current?.replaceChildren();
    for (const node of sheet.current?.querySelectorAll("[data-target]") ?? []) node.removeAttribute("data-target");
  };
  const at = (event: DragEvent): DropPoint | null => {
    const node = sheet.current;
    if (!node) return null;
    const rect = node.getBoundingClientRect();
    const { clientX, clientY, target } = event;
    const widget = target instanceof Element ? target.closest<HTMLElement>("[data-cell]")?.dataset.cell : undefined;
    const common = { clientX, clientY, target: widget ?? null };
    const left = Math.max(0, clientX - rect.left);
    const top = Math.max(0, clientY - rect.top);
    if (frame.kind === "free") {
      const scale = rect.width / frame.size.w;
      return { ...common, x: Math.round(left / scale), y: Math.round(top / scale) };
    }
    const style = getComputedStyle(node);
    const gap = Number.parseFloat(style.getPropertyValue("--gap"));
    const row = Number.parseFloat(style.getPropertyValue("--row"));
    const width = dragged?.w ?? 1;
    const x = Math.floor(left / ((rect.width + gap) / frame.columns));
    return { ...common, x: Math.min(x, Math.max(0, frame.columns - width)), y: Math.floor(top / (row + gap)) };
  };
  if (!isActive) return {};
  return {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      const point = at(event);
      const layer = overlay.current;
      if (!point || !layer) return;
      for (const node of sheet.current?.querySelectorAll<HTMLElement>("[data-target]") ?? []) {
        if (node.dataset.cell !== point.target) node.removeAttribute("data-target");
      }
      // Metrics bind to the widget they are let go on; a new widget pushes it aside.
      if (!dragged && point.target) {
        sheet.current?.querySelector(`[data-cell="${CSS.escape(point.target)}"]`)?.setAttribute("data-target", "true");
        layer.replaceChildren();
        return;
      }
      const mark = layer.firstElementChild ?? document.createElement("div");
      if (!(mark instanceof HTMLElement)) return;
      mark.dataset.mark = "place";
      const size = dragged ?? (frame.kind === "free" ? { w: 160, h: 120 } : { w: 6, h: 4 });
      put(mark, { i: "", x: point.x, y: point.y, ...size }, frame);
      if (!mark.isConnected) layer.append(mark);
    },
    onDragLeave: (event: DragEvent) => {
      const { relatedTarget, currentTarget } = event;
      if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) clear();
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      const point = at(event);
      clear();
      if (point) drop(point);
    },
  };
}
