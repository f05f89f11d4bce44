import { describe, expect, it } from "vitest";
import { deviceTypeFlow, valuesOf } from "./deviceTypeFlow";

describe("a flow for a device type", () => {
  it("listens to each chosen metric of all devices of the type", () => {
    const { blocks } = deviceTypeFlow(5, [
      { path: "temp", values: "number" },
      { path: "door", values: "boolean" },
    ]);
    expect(blocks.b2).toMatchObject({
      type: "source.metric",
      label: "door",
      params: { mode: "pattern", path: "door", device_type: 5, values: "boolean" },
    });
    expect([valuesOf("double"), valuesOf("string"), valuesOf("boolean")]).toEqual(["number", "text", "boolean"]);
  });
});
