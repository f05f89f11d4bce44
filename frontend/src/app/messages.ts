import { type Messages, startI18n } from "@/shared/i18n/i18n";
import { files as english } from "./languages/en";

startI18n({
  english,
  others: { de: async () => (await import("./languages/de")).files },
  // A chunk for each feature and language (`vite.config.ts`), fetched beside its pages.
  pages: import.meta.glob<Messages>(["../features/**/messages/*.json", "!../features/{alarms,notifications}/**"], {
    import: "default",
  }),
});
