import i18next, { type ResourceLanguage } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

export type Messages = Record<string, unknown>;
/** Message files by their path, as `import.meta.glob` gives them. */
export type MessageFiles = Record<string, Messages>;

const KEPT_AS = "sluice-language";
const FILE = /(?:([^/]+)\/)?([^/]+)\/messages\/([^/]+)\.json$/;

type Load<T> = () => Promise<T>;

/** Where texts come from. Those of the frame around all pages are there from the start, in English. */
export interface TextSources {
  english: MessageFiles;
  /** The frame's in the other languages. */
  others: Partial<Record<Language, Load<MessageFiles>>>;
  /** Those of the features' pages, in all languages, file by file. */
  pages: Record<string, Load<Messages>>;
}

let sources: TextSources = { english: {}, others: {}, pages: {} };
/** The language that is shown, or will be as soon as its texts are here. */
let wanted: Language = "en";
/** Features whose pages have been opened: every language that is shown later must have their texts, too. */
const asked = new Set<string>();
const loads = new Map<string, Promise<void>>();

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

export function startI18n(from: TextSources): void {
  sources = from;
  asked.clear();
  loads.clear();
  wanted = browserLanguage();
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  void i18next.use(initReactI18next).init({
    resources: resourcesOf(from.english),
    lng: "en",
    fallbackLng: "en",
    defaultNS: "shared",
    fallbackNS: "shared",
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** Fetches the texts of a feature's folder, in the language that is shown. Whatever shows them waits for it. */
export function loadTexts(feature: string): Promise<void> {
  asked.add(feature);
  return loadOnce(wanted, feature);
}

function loadOnce(language: Language, feature: string): Promise<void> {
  const key = `${language} ${feature}`;
  const known = loads.get(key);
  if (known) return known;
  const load = loadFiles(language, feature);
  loads.set(key, load);
  // Without network; the next one who asks tries again.
  load.catch(() => loads.delete(key));
  return load;
}

async function loadFiles(language: Language, feature: string): Promise<void> {
  const own = Object.entries(sources.pages).filter(
    ([path]) => path.includes(`/features/${feature}/`) && path.endsWith(`/${language}.json`),
  );
  add(Object.fromEntries(await Promise.all(own.map(async ([path, load]) => [path, await load()] as const))));
}

function add(files: MessageFiles): void {
  for (const [language, namespaces] of Object.entries(resourcesOf(files))) {
    for (const [namespace, messages] of Object.entries(namespaces)) {
      i18next.addResourceBundle(language, namespace, messages, true, true);
    }
  }
}

export function isLanguage(name: unknown): name is Language {
  return typeof name === "string" && name in LANGUAGES;
}

/** The language that is shown now. */
export function language(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}

function keptLanguage(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    // In a frame of another site the storage may be closed to us.
    return null;
  }
}

/** What this browser showed last, else the first of its own languages that we have. */
export function browserLanguage(): Language {
  const kept = keptLanguage();
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

let shown: Promise<void> = Promise.resolve();

/** When nothing is on its way any more: what is asked of the server before is asked in another language, and again. */
export function languageIsShown(): Promise<void> {
  return shown;
}

/** Shows everything in this language from now on. Without its messages (no network) the language stays as it is. */
export function showLanguage(next: Language): Promise<void> {
  shown = change(next);
  return shown;
}

async function change(next: Language): Promise<void> {
  const before = language();
  wanted = next;
  try {
    const frame = await (i18next.hasResourceBundle(next, "shared") ? null : sources.others[next]?.());
    if (frame) add(frame);
    await Promise.all([...asked].map((feature) => loadOnce(next, feature)));
  } catch {
    wanted = before;
    // What was asked for meanwhile was asked for in the other one.
    await Promise.all([...asked].map((feature) => loadOnce(before, feature).catch(() => undefined)));
    return;
  }
  try {
    localStorage.setItem(KEPT_AS, next);
  } catch {
    // Kept for this page only.
  }
  await i18next.changeLanguage(next);
}

/** For `Intl`: numbers as in the language shown, times with days before months and 24 hours. */
export function numberLocale(): string {
  return language();
}

export function timeLocale(): string {
  return language() === "en" ? "en-GB" : language();
}
