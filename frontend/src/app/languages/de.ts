import type { Messages } from "@/shared/i18n/i18n";
import { titled } from "./titled";

/** What the frame around all pages says, and what the features are called in its navigation. */
export const files = {
  ...import.meta.glob<Messages>(
    ["../../shared/**/messages/de.json", "../../features/{alarms,notifications}/messages/de.json"],
    { eager: true, import: "default" },
  ),
  ...titled(
    import.meta.glob<string>(["../../features/*/messages/de.json", "!../../features/{alarms,notifications}/**"], {
      eager: true,
      import: "title",
      query: "?title",
    }),
  ),
};
