import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";
import { drawingOf } from "./parts";

const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
  <linearGradient id="shine"/><rect id="pump" fill="url(#shine)" width="4" height="4"/>
  <text id="label">old</text><g id="hand"/><rect id="tank"/><g id="smoke"/>
</svg>`;

function serve(body: string, status = 200, type = "image/svg+xml") {
  vi.stubGlobal("fetch", async () => new Response(body, { status, headers: { "Content-Type": type } }));
}

afterEach(() => vi.unstubAllGlobals());

const source = (value: unknown, age_ms = 0) =>
  sampleSource({ unit: "bar" }, { ts: NOW - age_ms, value: value as number, quality: 0 });
const part = (element: string, effect: string, more = {}) => ({ element, source: 1, effect, ...more });
const element = (id: string) => document.querySelector<SVGElement>(`[data-element="${id}"]`);

it("colours, writes, turns, fills and hides by the value", async () => {
  serve(DRAWING);
  renderWidget("process_picture", [source(75), sampleSource({}, { ts: NOW, value: false, quality: 0 })], {
    options: {
      picture: 3,
      parts: [
        part("pump", "color"),
        part("label", "text"),
        part("hand", "turn"),
        part("tank", "fill"),
        part("smoke", "visible", { source: 2 }),
      ],
    },
    rules: [{ when: "above", value: 70, level: "major", text: "" }],
  });
  await waitFor(() => expect(element("label")).toHaveTextContent("75.0 bar"));
  expect(element("pump")).toHaveAttribute("data-tone", "major");
  expect(element("hand")?.style.transform).toBe("rotate(270deg)");
  expect(element("tank")?.style.fill).toContain("url(");
  expect(element("smoke")?.style.visibility).toBe("hidden");
  expect(screen.getByText("label: 75.0 bar")).toBeInTheDocument();
});

it("shows what stood still as stale, not as it was", async () => {
  serve(DRAWING);
  renderWidget("process_picture", [source(1, 60_000)], { options: { picture: 3, parts: [part("pump", "color")] } });
  await waitFor(() => expect(element("pump")).toHaveAttribute("data-tone", "stale"));
});

it("gives ids the widget's own scope, so that one drawing may stand on a page twice", () => {
  const drawing = drawingOf(DRAWING, "w1-");
  expect(drawing?.querySelector("rect")?.id).toBe("w1-pump");
  expect(drawing?.querySelector("rect")).toHaveAttribute("fill", "url(#w1-shine)");
});

it("finds parts in quotes, and wears none of the page's classes", () => {
  const drawing = drawingOf(
    `<svg xmlns="http://www.w3.org/2000/svg"><g class="overlay" style="fill:url('#shine')"/></svg>`,
    "w1-",
  );
  expect(drawing?.querySelector("g")).toHaveAttribute("style", "fill:url('#w1-shine')");
  expect(drawing?.querySelector("g")).not.toHaveAttribute("class");
});

it.each([
  '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg"><g onclick="alert(1)"/></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
  "<html/>",
  "no markup",
])("puts nothing of %s into the page", (text) => {
  expect(drawingOf(text, "")).toBeNull();
});

it("shows other pictures as they are, and says when one is gone", async () => {
  serve("", 200, "image/png");
  renderWidget("process_picture", [], { options: { picture: 3 } });
  expect(await screen.findByRole("img", { name: "Title" })).toHaveAttribute("src", "/api/pictures/3");
  serve("", 404);
  renderWidget("process_picture", [], { options: { picture: 4 } });
  expect(await screen.findByText(/not there any more/)).toBeInTheDocument();
});

it("asks for a drawing while there is none", () => {
  renderWidget("process_picture", []);
  expect(screen.getByText(/Choose an SVG drawing/)).toBeInTheDocument();
});
