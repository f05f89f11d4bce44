import { expect, test } from "vitest";
import { addressOfQuery, queryOf, usualQuery } from "./address";

test("a query survives its way through the address", () => {
  const query = {
    ...usualQuery(),
    metrics: [7, 3],
    from: "now-7d",
    time_zone: "Europe/Helsinki",
    width_s: 3_600,
    functions: ["avg", "percentile", "moving_average"] as const,
    percent: 99.5,
    window: 12,
    compare: "week" as const,
  };
  expect(queryOf(addressOfQuery({ ...query, functions: [...query.functions] }))).toEqual(query);
});

test("raw samples and periods of the calendar survive too", () => {
  const query = { ...usualQuery(), metrics: [1], period: "last_week" as const, is_raw: true };
  expect(queryOf(addressOfQuery(query))).toEqual(query);
});

test.each([
  ["metrics=1,x,-2,1,1.5,2", [1, 2]],
  ["metrics=", []],
])("of %s the metrics %j are kept", (search, metrics) => {
  expect(queryOf(new URLSearchParams(search)).metrics).toEqual(metrics);
});

test("nonsense in an address falls back to what is usual", () => {
  const search = new URLSearchParams("fn=mode&period=someday&width=-3&percent=900&window=x&compare=never&zone=UTC");
  expect(queryOf(search)).toEqual({ ...usualQuery(), time_zone: "UTC", percent: 100 });
});
