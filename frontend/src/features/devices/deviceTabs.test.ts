import { expect, test } from "vitest";
import { deviceTab } from "./deviceTabs";

test.each([
  ["commands", "commands"],
  ["connect", "credentials"],
  ["connections", "connection"],
  ["", "values"],
  ["constructor", "values"],
])("the address %j shows the tab %s", (name, tab) => {
  expect(deviceTab(name)).toBe(tab);
});
