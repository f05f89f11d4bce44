import i18next from "i18next";
import type { WidgetKind } from "./widget";

const kinds = import.meta.glob<WidgetKind>("./*/index.tsx", { eager: true, import: "widget" });
const messages = import.meta.glob<Record<string, unknown>>("./*/messages/*.json", { eager: true, import: "default" });

/** Texts of a widget stand in its own folder, so that a new widget touches no other file. */
function addMessages(): void {
  for (const [path, texts] of Object.entries(messages)) {
    const [, type, , file] = path.split("/");
    const language = file?.replace(".json", "") ?? "en";
    if (type) i18next.addResourceBundle(language, "dashboards", { widget: { [type]: texts } }, true, true);
  }
}

if (i18next.isInitialized) addMessages();
else i18next.on("initialized", addMessages);

const byType = new Map(Object.values(kinds).map((kind) => [kind.type, kind]));

/** Undefined for a type that a newer program has saved. */
export function widgetKind(type: string): WidgetKind | undefined {
  return byType.get(type);
}

const GROUPS: readonly WidgetKind["group"][] = ["values", "charts", "tables", "controls"];

export function widgetKinds(): WidgetKind[] {
  const group = (kind: WidgetKind) => GROUPS.indexOf(kind.group);
  return [...byType.values()].sort((a, b) => group(a) - group(b) || a.order - b.order || a.type.localeCompare(b.type));
}
