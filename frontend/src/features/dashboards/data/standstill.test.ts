import { expect, it } from "vitest";
import { DashboardData } from "./dashboardData";

const NOW = 1_000_000;
const source = (topic: string, expected_interval_s: number | null, age_ms: number | null) => ({
  topic,
  expected_interval_s,
  latest: age_ms === null ? null : { ts: NOW - age_ms, value: 1, quality: 0 },
});

function standstill(...sources: ReturnType<typeof source>[]): number | null {
  const data = new DashboardData();
  data.load(sources);
  return data.standstill(
    sources.map(({ topic }) => topic),
    NOW,
  );
}

it("says how old the youngest is when nothing moves any more", () => {
  expect(standstill(source("m:1", 1, 45_000), source("m:2", 5, 60_000))).toBe(45_000);
});
it("says nothing while one of them moves", () => {
  expect(standstill(source("m:1", 1, 45_000), source("m:2", 5, 9_000))).toBeNull();
});
it("expects nothing of values that come when they like", () => {
  expect(standstill(source("m:1", null, 9_000_000))).toBeNull();
  expect(standstill(source("m:1", 1, null))).toBeNull();
});
