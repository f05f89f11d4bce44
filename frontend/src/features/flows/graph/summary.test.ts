import { afterEach, describe, expect, it } from "vitest";
import { showLanguage } from "@/shared/i18n/i18n";
import { block, blockType, CATALOGUE } from "../testing/flow";
import { summaryOf } from "./summary";

const noNames = () => undefined;
const typed = (name: string) => CATALOGUE.types.get(name);

afterEach(() => showLanguage("en"));

describe("summaryOf", () => {
  it("says a threshold the way people do", () => {
    const threshold = block("logic.threshold", 0, 0, { raise_at: 80, clear_at: 75 });
    expect(summaryOf(threshold, typed("logic.threshold"), noNames)).toBe("> 80, clear < 75");
  });

  it("speaks of defaults like of any value", () => {
    expect(summaryOf(block("math.scale"), typed("math.scale"), noNames)).toBe("factor 1, offset 0");
  });

  it("lists params by their titles", () => {
    expect(summaryOf(block("math.scale", 0, 0, { factor: 1.8, offset: 32 }), typed("math.scale"), noNames)).toBe(
      "factor 1.8, offset 32",
    );
  });

  it("calls things by their names where the editor knows them", () => {
    const source = block("source.metric", 0, 0, { metric: 12 });
    const names = (format: string, id: number) => (format === "metric" && id === 12 ? "pump/pressure" : undefined);
    expect(summaryOf(source, typed("source.metric"), names)).toBe("pump/pressure");
    expect(summaryOf(source, typed("source.metric"), noNames)).toBe("metric 12");
  });

  it("leaves out what is hidden, unset or off", () => {
    const type = blockType("x.y", {
      params: {
        properties: {
          mode: { enum: ["one", "many"], title: "Mode", type: "string" },
          path: { type: "string", title: "Path", show_when: { mode: ["many"] } },
          wait: { type: "number", title: "Wait", unit: "s" },
          quiet: { type: "boolean", title: "Quiet" },
        },
      },
    });
    expect(summaryOf(block("x.y", 0, 0, { mode: "one", path: "a/b", wait: 5, quiet: false }), type, noNames)).toBe(
      "wait 5 s",
    );
  });

  it.each([
    ["logic.compare", { operator: ">=", second: "constant", values: "number", number: 80 }, ">= 80"],
    ["logic.compare", { operator: "==", second: "input", values: "text" }, "first == second"],
    ["math.divide", { second: "constant", constant: 1000 }, "a ÷ 1000"],
    ["math.root", { second: "constant", constant: 2 }, "square root"],
    ["math.convert_unit", { source: "°F", target: "°C" }, "°F → °C"],
    ["logic.state_machine", { states: [{ name: "Off" }, { name: "On" }] }, "Off, On"],
    ["source.scheduler", { mode: "every", every: 15, unit: "minutes" }, "every 15 minutes"],
    ["source.scheduler", { mode: "every", every: 1, unit: "days", time: "06:00" }, "every day at 06:00"],
    ["source.scheduler", { mode: "weekly", week: [{ start: "08:00" }, { start: "12:00" }] }, "08:00, 12:00"],
    ["source.scheduler", { mode: "sun", event: "sunset", offset_min: -30 }, "30 min before sunset"],
    ["source.scheduler", { mode: "cron", cron: "0 6 * * *" }, "0 6 * * *"],
  ])("says what %s does", (name, params, says) => {
    expect(summaryOf(block(name, 0, 0, params), blockType(name), noNames)).toBe(says);
  });

  it("speaks German to Germans, and calls choices as the catalogue does", async () => {
    await showLanguage("de");
    const type = blockType("source.scheduler", {
      params: {
        properties: { event: { enum: ["sunset"], title: "Wann", enum_titles: { sunset: "Sonnenuntergang" } } },
      },
    });
    const daily = block("source.scheduler", 0, 0, { mode: "every", every: 1, unit: "days", time: "06:00" });
    const evening = block("source.scheduler", 0, 0, { mode: "sun", event: "sunset", offset_min: -30 });
    expect(summaryOf(daily, type, noNames)).toBe("jeden Tag um 06:00");
    expect(summaryOf(evening, type, noNames)).toBe("30 min vor Sonnenuntergang");
    expect(summaryOf(block("math.clamp", 0, 0, { low: 0, high: 10 }), blockType("math.clamp"), noNames)).toBe(
      "0 bis 10",
    );
  });

  it("keeps the capitals of German nouns", async () => {
    await showLanguage("de");
    const type = blockType("x.y", {
      params: { properties: { wait: { type: "number", title: "Wartezeit", unit: "s" } } },
    });
    expect(summaryOf(block("x.y", 0, 0, { wait: 5 }), type, noNames)).toBe("Wartezeit 5 s");
  });
});
