import { afterEach, expect, test } from "vitest";
import { showLanguage } from "../i18n/i18n";
import { commandOf } from "./commandOf";

const NEWS = { id: 3, status: "expired", detail: "Too late.", detail_in: { de: "Zu spät." } };

afterEach(() => showLanguage("en"));

test("why a command failed is said in the language of the page", async () => {
  expect(commandOf(NEWS)).toEqual({ id: 3, status: "expired", detail: "Too late." });
  await showLanguage("de");
  expect(commandOf(NEWS).detail).toBe("Zu spät.");
  expect(commandOf({ ...NEWS, detail_in: undefined }).detail).toBe("Too late.");
});
