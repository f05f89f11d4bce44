export const files = import.meta.glob<Record<string, unknown>>(
  ["../../features/**/messages/de.json", "../../shared/**/messages/de.json"],
  { eager: true, import: "default" },
);
