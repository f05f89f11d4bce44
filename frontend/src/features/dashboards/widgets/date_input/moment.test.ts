import { expect, it } from "vitest";
import { incoming, momentOf, outgoing, words } from "./moment";

it("leaves with its zone, as text or as a number", () => {
  const at_ms = Date.parse("2026-03-02T06:30");
  expect(outgoing("2026-03-02T06:30", "moment", "text")).toBe(new Date(at_ms).toISOString());
  expect(outgoing("2026-03-02T06:30", "moment", "seconds")).toBe(at_ms / 1000);
  expect(outgoing("2026-03-02T06:30", "moment", "milliseconds")).toBe(at_ms);
  expect(outgoing("07:30", "time", "text")).toBe("07:30");
  expect(outgoing("", "moment", "text")).toBeNull();
});
it("comes back as it went", () => {
  for (const sends of ["text", "seconds", "milliseconds"] as const) {
    expect(incoming(outgoing("2026-07-02T06:30", "moment", sends), "moment", sends)).toBe("2026-07-02T06:30");
  }
  expect(incoming("nonsense", "moment", "text")).toBe("");
  expect(momentOf(null, "text")).toBeNull();
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, -1e300])("says nothing of %s, which is no time", (value) => {
  expect(words(value, "moment", "seconds")).toBe("–");
  expect(incoming(value, "moment", "milliseconds")).toBe("");
});
