export const TABS = [
  "values",
  "attributes",
  "connection",
  "commands",
  "alarms",
  "files",
  "credentials",
  "log",
] as const;

export type Tab = (typeof TABS)[number];

/** Names that links have carried before. */
const OLD_NAMES = new Map<string, Tab>([
  ["metrics", "values"],
  ["connect", "credentials"],
  ["connections", "connection"],
]);

/** The tab of that name; anything unknown shows the values. */
export function deviceTab(name: string): Tab {
  return TABS.find((tab) => tab === name) ?? OLD_NAMES.get(name) ?? "values";
}
