import type { SampleValue } from "@/shared/api/types";
import type { ShownReading } from "../../data/shownReading";
import { isOn } from "../../data/source";
import type { ParamsOf } from "../params";
import type { part } from "./index";

/** A part with what its source says now. */
export interface Told extends ParamsOf<typeof part> {
  reading: ShownReading;
  value: SampleValue | undefined;
  threshold: number;
}

const SVG = "http://www.w3.org/2000/svg";
/** A part of the drawing, as attributes and styles name it. */
const LOCAL = /url\(\s*(['"]?)\s*#/g;

/**
 * The drawing as elements. The server has taken away what could act; should anything be left, nothing of it is put
 * into the page. Ids get the widget's own scope: the same drawing may stand on the page twice.
 */
export function drawingOf(text: string, scope: string): SVGSVGElement | null {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (root.localName !== "svg" || root.namespaceURI !== SVG) return null;
  const all = [root, ...root.querySelectorAll("*")];
  const isUnsafe = all.some(
    (element) =>
      ["script", "foreignObject", "iframe"].includes(element.localName) ||
      element.getAttributeNames().some((name) => name.toLowerCase().startsWith("on")),
  );
  if (isUnsafe) return null;
  for (const element of all) {
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? "";
      // The page's own classes are not theirs to wear.
      if (name === "class") element.removeAttribute(name);
      else if (name === "id") {
        element.setAttribute("data-element", value);
        element.setAttribute("id", scope + value);
      } else if (name.endsWith("href") && value.startsWith("#"))
        element.setAttribute(name, `#${scope}${value.slice(1)}`);
      else element.setAttribute(name, value.replaceAll(LOCAL, `url($1#${scope}`));
    }
  }
  root.setAttribute("width", "100%");
  root.setAttribute("height", "100%");
  // `documentElement` is an <svg>, as was just looked at.
  return document.importNode(root, true) as unknown as SVGSVGElement;
}

/** Puts what the sources say on the elements. What an element looked like before is kept, to come back to. */
export function applyParts(frame: Element, parts: readonly Told[], scope: string): void {
  for (const told of parts) {
    const element = frame.querySelector<SVGElement>(`[data-element="${CSS.escape(told.element)}"]`);
    if (element) apply(element, told, scope);
  }
}

function apply(element: SVGElement, told: Told, scope: string): void {
  const { reading, effect, value, threshold } = told;
  const isTrusted = reading.condition === "good" || reading.condition === "uncertain";
  const on = isTrusted ? isOn(value, threshold) : null;
  const part = fractionOf(told);
  element.setAttribute("data-condition", reading.condition);
  switch (effect) {
    case "color": {
      const tone = isTrusted ? (reading.rule?.level ?? (on ? "accent" : null)) : "stale";
      element.style.setProperty("fill", tone ? `var(--${tone})` : "");
      element.setAttribute("data-tone", tone ?? "");
      break;
    }
    case "text": {
      const target =
        element.localName === "text" || element.localName === "tspan" ? element : element.querySelector("text");
      if (target) target.textContent = [reading.text, reading.unit].filter(Boolean).join(" ");
      break;
    }
    case "visible":
      element.style.setProperty("visibility", on === false ? "hidden" : "");
      break;
    case "turn":
      element.style.setProperty("transform-box", "fill-box");
      element.style.setProperty("transform-origin", "center");
      element.style.setProperty("transform", part === null ? "" : `rotate(${Math.round(part * 360)}deg)`);
      break;
    case "fill":
      fill(element, part, scope);
      break;
  }
}

/** Where the value lies between the ends of the part. */
function fractionOf({ reading, min, max }: Told): number | null {
  const isTrusted = reading.condition === "good" || reading.condition === "uncertain";
  if (!isTrusted || reading.number === null || min === max) return null;
  return Math.min(1, Math.max(0, (reading.number - min) / (max - min)));
}

/** Fills the element's own shape from below, by a gradient with a hard edge. */
function fill(element: SVGElement, part: number | null, scope: string): void {
  const root = element.closest("svg");
  if (!root) return;
  const id = `${scope}fill-${element.getAttribute("data-element")}`;
  let gradient = root.querySelector<SVGElement>(`[id="${CSS.escape(id)}"]`);
  if (!gradient) {
    gradient = document.createElementNS(SVG, "linearGradient");
    gradient.id = id;
    for (const [name, at] of Object.entries({ x1: "0", x2: "0", y1: "1", y2: "0" })) gradient.setAttribute(name, at);
    root.prepend(gradient);
  }
  const stop = (color: string) => {
    const made = document.createElementNS(SVG, "stop");
    made.setAttribute("offset", String(part ?? 0));
    made.setAttribute("style", `stop-color: var(--${color})`);
    return made;
  };
  gradient.replaceChildren(stop(part === null ? "stale" : "accent"), stop("surface-sunken"));
  element.style.setProperty("fill", `url(#${id})`);
}
