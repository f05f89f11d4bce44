import { expect, test } from "vitest";
import { anchorOf, docLink } from "./docLink";

test.each([
  ["mqtt.md", "architecture", "/help/mqtt"],
  ["../mqtt.md#topics", "decisions/log", "/help/mqtt#topics"],
  ["decisions/log.md", "architecture", "/help/decisions/log"],
])("the link %s on the page %s leads to %s", (href, slug, to) => {
  expect(docLink(href, slug)).toEqual({ to, isPage: true });
});

test("other addresses stay as they are", () => {
  expect(docLink("https://mqtt.org", "mqtt")).toEqual({ to: "https://mqtt.org", isPage: false });
});

test("anchors are made as on the web pages of the files", () => {
  expect(anchorOf("3 The journey, of a sample")).toBe("3-the-journey-of-a-sample");
});
