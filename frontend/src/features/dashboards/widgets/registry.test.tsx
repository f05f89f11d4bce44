import i18next from "i18next";
import { expect, it, vi } from "vitest";
import { readParams } from "./params";
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

it.each(KINDS)("%s says in words what it and its params are", (type, kind) => {
  const keys = ["title", "summary"].map((word) => `widget.${type}.${word}`);
  const params = Object.keys(kind.params);
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
