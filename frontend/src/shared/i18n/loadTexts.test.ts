import i18next from "i18next";
import { beforeEach, expect, test, vi } from "vitest";
import { language, loadTexts, showLanguage, startI18n } from "./i18n";

const german = vi.fn();
const flows = { en: vi.fn(), de: vi.fn() };
const devices = vi.fn();

beforeEach(() => {
  localStorage.clear();
  for (const load of [german, flows.en, flows.de, devices]) load.mockReset();
  german.mockResolvedValue({ "../shared/messages/de.json": { cancel: "Abbrechen" } });
  flows.en.mockResolvedValue({ run: "Run" });
  flows.de.mockResolvedValue({ run: "Lauf" });
  startI18n({
    english: {
      "../shared/messages/en.json": { cancel: "Cancel" },
      "../features/flows/messages/en.json": { title: "Flows" },
    },
    others: { de: german },
    pages: {
      "../features/flows/messages/en.json": flows.en,
      "../features/flows/messages/de.json": flows.de,
      "../features/devices/messages/en.json": devices,
    },
  });
});

test("without network a language is not shown, and is tried again", async () => {
  flows.de.mockRejectedValueOnce(new Error("no network"));
  await loadTexts("flows");
  await showLanguage("de");
  expect([language(), i18next.t("flows:run")]).toEqual(["en", "Run"]);
  await showLanguage("de");
  expect([language(), i18next.t("flows:run"), i18next.t("cancel")]).toEqual(["de", "Lauf", "Abbrechen"]);
  await showLanguage("en");
  expect([i18next.t("flows:run"), i18next.t("flows:title")]).toEqual(["Run", "Flows"]);
  expect(devices).not.toHaveBeenCalled();
});
