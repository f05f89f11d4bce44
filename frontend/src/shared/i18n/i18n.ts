import i18next, { type ResourceLanguage } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

type Messages = Record<string, unknown>;
/** Message files by their path, as `import.meta.glob` gives them. */
export type MessageFiles = Record<string, Messages>;

const KEPT_AS = "sluice-language";
const FILE = /(?:([^/]+)\/)?([^/]+)\/messages\/([^/]+)\.json$/;

let loaders: Partial<Record<Language, () => Promise<MessageFiles>>> = {};

/**
 * `{"./features/flows/messages/en.json": {...}}` becomes `{en: {flows: {...}}}`; the texts of a widget stand in its own folder
 * and belong to `dashboards` as `widget.<type>`.
 */
export function resourcesOf(files: MessageFiles): Record<string, ResourceLanguage> {
  const resources: Record<string, ResourceLanguage> = {};
  for (const [path, messages] of Object.entries(files)) {
    const [, above, folder = "shared", language = "en"] = FILE.exec(path) ?? [];
    const of = resources[language] ?? {};
    resources[language] = of;
    if (above === "widgets") {
      const dashboards = (of.dashboards ?? {}) as Messages; // a namespace is always an object
      of.dashboards = { ...dashboards, widget: { ...(dashboards.widget as Messages), [folder]: messages } };
    } else {
      const known = of[folder] as Messages | undefined;
      of[folder] = { ...known, ...messages } as ResourceLanguage;
    }
  }
  return resources;
}

/** English is there from the start; the other languages are loaded when somebody reads them. */
export function startI18n(english: MessageFiles, others: typeof loaders = {}): void {
  loaders = others;
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  void i18next.use(initReactI18next).init({
    resources: resourcesOf(english),
    lng: "en",
    fallbackLng: "en",
    defaultNS: "shared",
    fallbackNS: "shared",
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export function isLanguage(name: unknown): name is Language {
  return typeof name === "string" && name in LANGUAGES;
}

/** The language that is shown now. */
export function language(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}

/** What this browser showed last, else the first of its own languages that we have. */
export function browserLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

/** Shows everything in this language from now on. Without its messages (no network) the language stays as it is. */
export async function showLanguage(wanted: Language): Promise<void> {
  if (wanted !== "en" && !i18next.hasResourceBundle(wanted, "shared")) {
    const files = await loaders[wanted]?.().catch(() => null);
    if (!files) return;
    for (const [namespace, messages] of Object.entries(resourcesOf(files)[wanted] ?? {})) {
      i18next.addResourceBundle(wanted, namespace, messages, true, true);
    }
  }
  localStorage.setItem(KEPT_AS, wanted);
  await i18next.changeLanguage(wanted);
}

/** For `Intl`: numbers as in the language shown, times with days before months and 24 hours. */
export function numberLocale(): string {
  return language();
}

export function timeLocale(): string {
  return language() === "en" ? "en-GB" : language();
}
