import { startI18n } from "@/shared/i18n/i18n";

const files = import.meta.glob<Record<string, unknown>>(
  ["../features/**/messages/*.json", "../shared/**/messages/*.json"],
  { eager: true, import: "default" },
);

startI18n(files);
