import type { TFunction } from "i18next";
import type { DashboardTemplate } from "../queries";

/** Ready ones have their words in our messages; those of the organization are called as somebody named them. */
export function templateWords(t: TFunction<"dashboards">, template: DashboardTemplate): { name: string; text: string } {
  if (template.kind === "own") return { name: template.name, text: template.description };
  return {
    name: t(`starter.${template.key}.name`, { defaultValue: template.name }),
    text: t(`starter.${template.key}.text`, { defaultValue: template.description }),
  };
}
