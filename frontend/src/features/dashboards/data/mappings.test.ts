import { expect, it } from "vitest";
import { emptyMapping, mappingFor, readMappings } from "./mappings";

const MAPPINGS = readMappings([
  { when: "is", value: "1", text: "Running" },
  { when: "is", value: "idle", text: "Waiting" },
  { when: "range", from: 20, to: 60, text: "Comfortable" },
  { when: "range", from: 100, to: null, text: "Far too hot", level: "critical" },
]);

it.each([
  [1, "Running"],
  [1.0, "Running"],
  [true, "Running"],
  [" IDLE ", "Waiting"],
  [20, "Comfortable"],
  [60, "Comfortable"],
  [99, null],
  [1e12, "Far too hot"],
  ["1e3", null],
  [Number.NaN, null],
  [null, null],
])("calls %j %s", (value, text) => expect(mappingFor(value, MAPPINGS)?.text ?? null).toBe(text));

it("leaves out what is no mapping", () => {
  expect(readMappings("x")).toEqual([]);
  expect(readMappings([null, { when: "sometimes" }, { when: "is", value: 5, level: "purple" }])).toEqual([
    emptyMapping(),
  ]);
});

it("says nothing of a range without ends", () => {
  expect(mappingFor(5, [emptyMapping("range")])).toBeNull();
});
