import { describe, expect, it } from "vitest";
import { emptyDocument, parseDocument, topicOf } from "./dashboardDocument";

describe("parseDocument", () => {
  it("reads a document back as it was saved", () => {
    const document = {
      ...emptyDocument(),
      layouts: { desktop: { p1: [{ i: "w1", x: 0, y: 0, w: 6, h: 4 }] }, mobile: { p1: [] } },
      widgets: {
        w1: {
          type: "value",
          version: 1,
          title: "CPU load",
          options: { decimals: 2 },
          bindings: [{ kind: "metric" as const, metric: 12 }],
          rules: [{ when: "above" as const, value: 80, level: "major" as const, text: "Hot" }],
        },
      },
    };
    expect(parseDocument(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  it("keeps what a newer program has added", () => {
    const parsed = parseDocument({ ...emptyDocument(), schema: 7, playlist: ["p1"] });
    expect(parsed).toMatchObject({ schema: 7, playlist: ["p1"] });
  });

  it("keeps widgets of an unknown type", () => {
    const parsed = parseDocument({ widgets: { w9: { type: "hologram", options: { depth: 3 } } } });
    expect(parsed.widgets.w9).toMatchObject({ type: "hologram", options: { depth: 3 } });
  });

  it("drops boxes without widget and puts wide ones inside the grid", () => {
    const parsed = parseDocument({
      pages: [{ id: "p1", title: "A" }],
      widgets: { w1: { type: "value" } },
      layouts: {
        desktop: {
          p1: [
            { i: "w1", x: 30, y: -2, w: 99, h: 0 },
            { i: "gone", x: 0, y: 0, w: 1, h: 1 },
            { i: "w1", x: Number.NaN, y: 0, w: 1, h: 1 },
          ],
        },
      },
    });
    expect(parsed.layouts.desktop.p1).toEqual([{ i: "w1", x: 0, y: 0, w: 24, h: 1 }]);
  });

  it.each([null, 5, "x", [], { pages: 3, widgets: [], layouts: "no", timeRange: { from: 1 } }])(
    "makes an empty dashboard of %j",
    (raw) => {
      const parsed = parseDocument(raw);
      expect(parsed.pages).toEqual([{ id: "p1", title: "Overview" }]);
      expect(parsed.widgets).toEqual({});
      expect(parsed.layouts.desktop).toEqual({ p1: [] });
    },
  );

  it("names the live topic of a binding", () => {
    expect(topicOf({ kind: "metric", metric: 12 })).toBe("m:12");
    expect(topicOf({ kind: "output", flow: 3, block: "b7", key: null })).toBe("o:3:b7:");
    expect(topicOf({ kind: "output", flow: 3, block: "b7", key: "5" })).toBe("o:3:b7:5");
  });
});
