import { screen } from "@testing-library/react";
import i18next from "i18next";
import { describe, expect, it, vi } from "vitest";
import type { Sample } from "@/shared/api/types";
import type { Source } from "../data/source";
import { type FieldSchema, type Fields, readParams } from "./params";
import { widgetKind, widgetKinds } from "./registry";
import { NOW, renderWidget } from "./testing";

// Drawing a chart needs a real browser; what it is asked to draw is tested beside it.
vi.mock("@/shared/charts/PlotlyChart", () => ({ PlotlyChart: () => null }));
vi.mock("@/shared/live/useLiveUpdates", () => ({ useLiveUpdates: () => undefined }));

const KINDS = widgetKinds().map((kind) => [kind.type, kind] as const);

it("finds every widget by its folder, in the order of groups", () => {
  const types = widgetKinds().map(({ type }) => type);
  const folders = Object.keys(import.meta.glob("./*/index.tsx")).map((path) => path.split("/")[1]);
  expect([...types].sort()).toEqual([...folders].sort());
  const first = ["value", "timeseries", "latest_table", "toggle"].map((type) => types.indexOf(type));
  expect(first).toEqual([...first].sort((a, b) => a - b));
  expect(first).not.toContain(-1);
  expect(widgetKind("hologram")).toBeUndefined();
});

it.each(KINDS)("%s draws its own example without socket and server", (type, kind) => {
  const { options, rules, sources } = kind.example(NOW);
  const { container } = renderWidget(type, sources, { options, rules });
  expect(container).not.toBeEmptyDOMElement();
});

/** The same example, with every source in another condition. */
const CONDITIONS: Record<string, (source: Source) => Source> = {
  "no data": (source) => ({ ...source, latest: null, series: { ts: [], value: [], isReduced: false } }),
  "old data": (source) => changed(source, { ts: NOW - 3_600_000 }),
  "bad quality": (source) => changed(source, { quality: 2 }),
  "what was deleted": (source) => ({ ...changed(source, null), info: { ...source.info, state: "missing" } }),
  "a value that is null": (source) => changed(source, { value: null }),
  "no number at all": (source) => changed(source, { value: Number.NaN }),
  infinity: (source) => changed(source, { value: Number.POSITIVE_INFINITY }),
  "a huge number": (source) => changed(source, { value: -1.7976931348623157e308 }),
  "a tiny number": (source) => changed(source, { value: 5e-324 }),
  "a text where a number was": (source) => changed(source, { value: "<img src=x onerror=alert(1)>" }),
  "an object": (source) => changed(source, { value: { a: [1, { b: null }] } }),
  "names in Arabic and emoji": (source) => ({
    ...source,
    label: "درجة الحرارة 🌡️".repeat(20),
    info: { ...source.info, device: "مضخة المياه 🚰".repeat(40) },
  }),
};

/** Controls that say what the device reports, and not only what one wants. */
const SHOWS_REPORTED = new Set([
  "toggle",
  "checkbox",
  "slider",
  "knob",
  "number_input",
  "text_input",
  "date_input",
  "color_input",
]);

it.each([...SHOWS_REPORTED])("%s says how old a stale value is", (type) => {
  const kind = KINDS.find(([name]) => name === type)?.[1];
  const { options, sources } = kind?.example(NOW) ?? { options: {}, sources: [] };
  renderWidget(
    type,
    sources.map((source) => changed(source, { ts: NOW - 3_600_000 })),
    { options },
  );
  expect(screen.getByTestId("condition")).toHaveTextContent("1 h ago");
});

function changed(source: Source, latest: Partial<Sample> | null): Source {
  return { ...source, latest: latest && { ts: NOW, value: 1, quality: 0, ...source.latest, ...latest } };
}

describe.each(Object.entries(CONDITIONS))("with %s", (name, change) => {
  it.each(KINDS)("%s still says something sensible", (type, kind) => {
    const { options, rules, sources } = kind.example(NOW);
    const { container } = renderWidget(type, sources.map(change), { options, rules });
    expect(container).not.toBeEmptyDOMElement();
    expect(container.querySelector("img[onerror], script")).toBeNull();
    // What could not be computed must not get into the picture.
    expect(container.innerHTML).not.toMatch(/NaN|undefined|\[object|Infinity/);
    if (name === "bad quality" && (kind.group === "values" || SHOWS_REPORTED.has(type))) {
      expect(container.querySelector(".bad-quality, [data-condition='bad']")).not.toBeNull();
    }
  });
});

it.each(KINDS)("%s takes options that make no sense for its defaults", (type, kind) => {
  const broken = Object.fromEntries(Object.keys(kind.params).map((name) => [name, { nonsense: [Number.NaN] }]));
  const { sources } = kind.example(NOW);
  expect(renderWidget(type, sources, { options: broken }).container).not.toBeEmptyDOMElement();
});

/** The fields of the form, those of the entries of its lists included. */
function asked(fields: Fields): [string, FieldSchema][] {
  return Object.entries(fields).flatMap(([name, schema]) => [
    [name, schema] as [string, FieldSchema],
    ...(schema.type === "list" ? asked(schema.item) : []),
  ]);
}

it.each(KINDS)("%s names every choice of its params", (type, kind) => {
  const choices = asked(kind.params).flatMap(([name, schema]) =>
    schema.type === "choice" ? schema.enum.map((choice) => `choice.${name}.${choice}`) : [],
  );
  const isNamed = (key: string) => exists(`widget.${type}.${key}`) || exists(key);
  expect(choices.filter((key) => !isNamed(key))).toEqual([]);
});

it.each(KINDS)("%s says in words what it and its params are", (type, kind) => {
  const keys = ["title", "summary"].map((word) => `widget.${type}.${word}`);
  const params = asked(kind.params).map(([name]) => name);
  const named = (name: string) => [`widget.${type}.param.${name}`, `param.${name}`].some((key) => exists(key));
  expect(keys.filter((key) => !exists(key))).toEqual([]);
  expect(params.filter((name) => !named(name))).toEqual([]);
});

it.each(KINDS)("%s accepts its own defaults", (_, kind) => {
  const defaults = Object.fromEntries(Object.entries(kind.params).map(([name, schema]) => [name, schema.default]));
  expect(readParams(kind.params, defaults)).toEqual(defaults);
});

function exists(key: string): boolean {
  return i18next.exists(key, { ns: "dashboards" });
}
