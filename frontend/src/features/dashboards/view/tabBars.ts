import type { DashboardDocument } from "../document/dashboardDocument";

export interface TabBar {
  id: string;
  title: string;
  tabs: string[];
}

/** The tab bars of a dashboard with the names of their tabs; `except` leaves out one. */
export function tabBars(document: DashboardDocument, except = ""): TabBar[] {
  return Object.entries(document.widgets)
    .filter(([id, { type }]) => type === "tabs" && id !== except)
    .map(([id, { title, options }]) => ({ id, title: title || id, tabs: tabNames(options.tabs) }));
}

/** Names that say nothing are no tabs. */
export function tabNames(raw: unknown): string[] {
  return Array.isArray(raw) ? [...new Set(raw.map((name) => String(name).trim()).filter(Boolean))] : [];
}
