import { expect, it } from "vitest";
import { embedCode, expiresAt } from "./publicLink";

it("ends after the chosen time, or never", () => {
  expect(expiresAt("day", 0)).toBe("1970-01-02T00:00:00.000Z");
  expect(expiresAt("never", 0)).toBeNull();
});

it("embeds the address without letting a name write HTML", () => {
  expect(embedCode("https://x.example/public/abc", '"><script>')).toContain(
    'src="https://x.example/public/abc?embed=1" title="&quot;&gt;&lt;script&gt;"',
  );
});
