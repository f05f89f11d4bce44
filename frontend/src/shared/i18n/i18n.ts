import i18next, { type ResourceLanguage } from "i18next";
import { initReactI18next } from "react-i18next";

type Messages = Record<string, unknown>;

/** `{"./features/flows/messages/en.json": {...}}` becomes `{en: {flows: {...}}}`. */
function resourcesOf(files: Record<string, Messages>): Record<string, ResourceLanguage> {
  const resources: Record<string, ResourceLanguage> = {};
  for (const [path, messages] of Object.entries(files)) {
    const found = /([^/]+)\/messages\/([^/]+)\.json$/.exec(path);
    if (!found) continue;
    const [, namespace = "shared", language = "en"] = found;
    resources[language] = { ...resources[language], [namespace]: messages as ResourceLanguage };
  }
  return resources;
}

/** Messages of every feature or part of one (`<folder>/messages/<language>.json`, namespace = folder) and of `shared`, the fallback. */
export function startI18n(files: Record<string, Messages>): void {
  void i18next.use(initReactI18next).init({
    resources: resourcesOf(files),
    lng: "en",
    fallbackLng: "en",
    defaultNS: "shared",
    fallbackNS: "shared",
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}
