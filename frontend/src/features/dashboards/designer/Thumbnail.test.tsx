import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { widgetKind, widgetKinds } from "../widgets/registry";
import { drawingOf, Thumbnail } from "./Thumbnail";

vi.mock("@/shared/live/useLiveUpdates", () => ({ useLiveUpdates: () => undefined }));

/** Everything is in sight at once. */
class Seen {
  constructor(private readonly tell: IntersectionObserverCallback) {}
  observe() {
    this.tell([{ isIntersecting: true }] as IntersectionObserverEntry[], this as unknown as IntersectionObserver);
  }
  disconnect() {}
}

beforeEach(() => vi.stubGlobal("IntersectionObserver", Seen));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const folders = Object.keys(import.meta.glob("../widgets/*/index.tsx")).map((path) => path.split("/")[2] ?? "");

function thumbnail(type: string) {
  const kind = widgetKind(type);
  if (!kind) throw new Error(`There is no widget ${type}.`);
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <Thumbnail kind={kind} />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it.each(folders)("%s has a picture in the palette, and asks nobody for it", (type) => {
  const get = vi.spyOn(api, "get").mockResolvedValue({ items: [] });
  const { container } = thumbnail(type);
  expect(container.querySelector("[data-testid='thumbnail-drawing'] > svg, [class*='picture'] *")).not.toBeNull();
  expect(get).not.toHaveBeenCalled();
});

it("every kind of chart has a drawing of its own", () => {
  const charts = widgetKinds().filter(({ group }) => group === "charts");
  expect(charts.map(({ type }) => type)).toHaveLength(9);
  expect(charts.filter(({ type }) => !drawingOf(type))).toEqual([]);
});

it.each(folders.filter((type) => drawingOf(type)))(
  "the drawing of %s is in the theme's colours and does nothing",
  (type) => {
    const drawing = drawingOf(type) ?? "";
    expect(drawing.length).toBeLessThan(8_000);
    expect(drawing).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 82 54"/);
    expect(drawing).not.toMatch(/#[0-9a-f]{3,6}|<script|href|style=|\son\w+=/i);
  },
);

it("is drawn in the colours of series", () => {
  thumbnail("timeseries");
  expect(screen.getByTestId("thumbnail-drawing").style.getPropertyValue("--series-1")).toBe("#0072b2");
});
