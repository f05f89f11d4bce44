import i18next from "i18next";
import { afterEach, expect, test } from "vitest";
import { fullTime, showTimesIn } from "../time/format";
import { formatNumber } from "../values/format";
import { isLanguage, language, resourcesOf, showLanguage } from "./i18n";

afterEach(() => showLanguage("en"));

test("the texts of features, their parts, widgets and what is shared find their place", () => {
  const files = {
    "../features/flows/messages/en.json": { a: 1 },
    "../features/dashboards/messages/en.json": { b: 2 },
    "../features/dashboards/widgets/gauge/messages/en.json": { c: 3 },
    "../features/dashboards/widgets/lamp/messages/en.json": { d: 4 },
    "../shared/messages/en.json": { e: 5 },
  };
  expect(resourcesOf(files)).toEqual({
    en: { flows: { a: 1 }, dashboards: { b: 2, widget: { gauge: { c: 3 }, lamp: { d: 4 } } }, shared: { e: 5 } },
  });
});

test("German shows its own words, numbers and times; English comes back", async () => {
  showTimesIn("UTC");
  await showLanguage("de");
  expect(language()).toBe("de");
  expect(document.documentElement.lang).toBe("de");
  expect(i18next.t("shared:frame.sign_out")).toBe("Abmelden");
  expect(i18next.t("dashboards:widget.gauge.title")).toBe("Rundanzeige");
  expect(formatNumber(1234.5)).toBe("1235");
  expect(formatNumber(2.5, 2)).toBe("2,50");
  expect(fullTime(Date.UTC(2026, 2, 1, 14, 5, 6, 7))).toMatch(/^So., 1. März 2026, 14:05:06,007/);
  await showLanguage("en");
  expect(i18next.t("shared:frame.sign_out")).toBe("Sign out");
  expect(formatNumber(2.5, 2)).toBe("2.50");
});

test("only languages that are there can be shown", () => {
  expect(isLanguage("de")).toBe(true);
  expect(isLanguage("xx")).toBe(false);
  expect(isLanguage(3)).toBe(false);
});

interface Texts {
  [name: string]: string | Texts;
}

/** `{"frame": {"skip": "..."}}` becomes `{"frame.skip": "..."}`. */
function flat(texts: Texts, above = ""): Record<string, string> {
  const parts = Object.entries(texts).map(([name, text]) =>
    typeof text === "string" ? { [above + name]: text } : flat(text, `${above}${name}.`),
  );
  return Object.assign({}, ...parts);
}

const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();

const english = import.meta.glob<Texts>("../../**/messages/en.json", { eager: true, import: "default" });
const german = import.meta.glob<Texts>("../../**/messages/de.json", { eager: true, import: "default" });

test.each(Object.keys(english))("%s is whole in German, with the same placeholders", (path) => {
  const en = flat(english[path] ?? {});
  const de = flat(german[path.replace("en.json", "de.json")] ?? {});
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  for (const [name, text] of Object.entries(en)) {
    expect([name, placeholders(de[name] ?? "")]).toEqual([name, placeholders(text)]);
  }
});
