import type { TFunction } from "i18next";
import type { Condition, Source } from "../data/source";
import type { Reason } from "../document/dashboardDocument";

/** Why there is nothing, as a sentence. A role is called by its word. */
export function reasonText(t: TFunction<"dashboards">, reason: Reason | undefined): string {
  const otherwise = t("state.missing");
  if (!reason) return otherwise;
  const role = typeof reason.path === "string" ? t(`role.${reason.path}`, { defaultValue: reason.path }) : "";
  return t(`reason.${reason.code}`, { ...reason, role, defaultValue: otherwise });
}

/** What is the matter with a source, in words; with one that is not there, why. */
export function conditionText(t: TFunction<"dashboards">, condition: Condition, source: Source | undefined): string {
  return condition === "missing" ? reasonText(t, source?.info.reason) : t(`state.${condition}`);
}
