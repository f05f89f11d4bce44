import i18next from "i18next";
import type { AuditFilter } from "../queries";

export function filterOf(read: (name: string) => string): AuditFilter {
  return {
    search: read("search"),
    action: read("action"),
    kind: read("kind"),
    actor: read("actor"),
    from: read("from"),
    to: read("to"),
  };
}

export function isFiltered(filter: AuditFilter): boolean {
  return Object.values(filter).some(Boolean);
}

/** In the reader's language; what has no word of its own yet is made readable: `logged_in` is "Logged in". */
export function actionText(action: string): string {
  const words = action.replaceAll("_", " ");
  return i18next.t(`organizations:audit.actions.${action}`, words.charAt(0).toUpperCase() + words.slice(1));
}

export function kindText(kind: string): string {
  return i18next.t(`organizations:audit.kinds.${kind.replaceAll(" ", "_")}`, kind.replaceAll("_", " "));
}

export function fieldText(field: string): string {
  return field.replaceAll("_", " ").replace(/ ids?$/, "");
}

export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A value as a person would say it. */
export function valueText(value: unknown): string {
  const t = (key: string) => i18next.t(`organizations:audit.${key}`);
  if (isNothing(value)) return t("nothing");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value === "object") return JSON.stringify(value, null, 2);
  return String(value);
}
