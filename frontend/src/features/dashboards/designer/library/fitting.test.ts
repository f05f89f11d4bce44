import { expect, it } from "vitest";
import type { DataType } from "@/shared/api/types";
import { widgetKinds } from "../../widgets/registry";
import { contentOf, type Facts, fitting } from "./fitting";

const fact = (dataType: DataType, isWritable = false, path = "x"): Facts => ({ path, dataType, isWritable });
const best = (...facts: Facts[]) => fitting(widgetKinds(), facts).map(({ type }) => type);

it("shows on and off with a lamp, and lets it be switched where it can be", () => {
  expect(best(fact("boolean"))[0]).toBe("lamp");
  expect(best(fact("boolean", true))[0]).toBe("toggle");
  expect(best(fact("boolean"))).not.toContain("toggle");
});

it("offers a card, a gauge and a trend for a number", () => {
  expect(best(fact("double")).slice(0, 4)).toEqual(
    expect.arrayContaining(["value", "sparkline", "gauge", "timeseries"]),
  );
});

it("offers a card for a text and no chart", () => {
  expect(best(fact("string"))[0]).toBe("value");
  expect(best(fact("string"))).not.toContain("timeseries");
});

it("puts several into one chart or table", () => {
  const types = best(fact("double"), fact("double"), fact("long"));
  expect(types.slice(0, 2)).toEqual(["timeseries", "latest_table"]);
  expect(types).not.toContain("gauge");
});

it("knows a place by its name", () => {
  expect(contentOf([fact("json", false, "truck/position")])).toBe("location");
  expect(contentOf([fact("double", false, "gps/lat"), fact("double", false, "gps/lon")])).toBe("location");
});
