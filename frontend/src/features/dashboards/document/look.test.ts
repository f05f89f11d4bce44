import { expect, test } from "vitest";
import { sampleSource } from "../data/sampleSource";
import { ruleFor } from "../data/thresholds";
import { parseWidget, type Rule, type Widget } from "./dashboardDocument";
import { lookedSources, lookedWidget, lookOf, readLook } from "./look";
import { bindingsOfWidget } from "./visibleWhen";

const LIMIT: Rule = { when: "above", value: 80, level: "critical", text: "Too hot" };
const LOOK = { kind: "output", flow: 3, block: "D1_w1.look", key: null, inputs: ["title", "color"] };

function widget(more: Partial<Widget> = {}): Widget {
  const parsed = parseWidget({ type: "value", version: 1, title: "Heat", rules: [LIMIT], ...more });
  if (!parsed) throw new Error("no widget");
  return parsed;
}

test("what the flow sets is heard under a topic of its own", () => {
  const led = widget({ look: LOOK });
  expect(lookOf(led)?.inputs).toEqual(["title", "color"]);
  expect(bindingsOfWidget(led)).toEqual([LOOK]);
  expect(lookOf(widget())).toBeNull();
});

test("only what is wired counts, and only what makes sense", () => {
  const set = { title: "Boiler", color: "pink", visible: false, unit: 3, text: "" };
  expect(readLook(set, ["title", "color", "text", "unit"])).toEqual({ title: "Boiler" });
  expect(readLook(set, ["visible"])).toEqual({ visible: false });
  expect(readLook(null, ["title"])).toEqual({});
});

test("what the flow says of the state goes before the limits, in both directions", () => {
  const bad = lookedWidget(widget(), { color: "minor" });
  expect(ruleFor(10, bad.rules)?.level).toBe("minor");
  expect(ruleFor(90, bad.rules)?.level).toBe("minor");
  expect(ruleFor(90, lookedWidget(widget(), { color: "normal" }).rules)).toBeNull();
  expect(ruleFor(90, widget().rules)?.level).toBe("critical");
});

test("title, text and unit take the place of what was written; nothing set leaves the very same widget", () => {
  const plain = widget();
  expect(lookedWidget(plain, {})).toBe(plain);
  const led = lookedWidget(plain, { title: "Boiler", text: "runs" });
  expect([led.title, led.options.text]).toEqual(["Boiler", "runs"]);
  const sources = [sampleSource({ unit: "°C" }, { ts: 0, value: 1, quality: 0 })];
  expect(lookedSources(sources, {})).toBe(sources);
  expect(lookedSources(sources, { unit: "K" })[0]?.info.unit).toBe("K");
});
