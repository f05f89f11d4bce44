import { type MessageFiles, startI18n } from "@/shared/i18n/i18n";

const english = import.meta.glob<Record<string, unknown>>(
  ["../features/**/messages/en.json", "../shared/**/messages/en.json"],
  { eager: true, import: "default" },
);

// One chunk a language, loaded only by those who read it.
const german = async (): Promise<MessageFiles> => (await import("./languages/de")).files;

startI18n(english, { de: german });
