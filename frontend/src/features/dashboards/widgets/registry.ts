import type { WidgetKind } from "./widget";

const kinds = import.meta.glob<WidgetKind>("./*/index.tsx", { eager: true, import: "widget" });

const byType = new Map(Object.values(kinds).map((kind) => [kind.type, kind]));

/** Undefined for a type that a newer program has saved. */
export function widgetKind(type: string): WidgetKind | undefined {
  return byType.get(type);
}

const GROUPS: readonly WidgetKind["group"][] = ["values", "charts", "tables", "controls", "media", "layout"];

export function widgetKinds(): WidgetKind[] {
  const group = (kind: WidgetKind) => GROUPS.indexOf(kind.group);
  return [...byType.values()].sort((a, b) => group(a) - group(b) || a.order - b.order || a.type.localeCompare(b.type));
}
