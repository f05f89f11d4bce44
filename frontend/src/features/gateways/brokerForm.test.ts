import { expect, test } from "vitest";
import { bodyOf, EMPTY } from "./brokerForm";

test("inputs of another kind of payload are not sent", () => {
  const filled = { ...EMPTY, metric: "t", value_field: "v", time_field: "ts" };
  expect(bodyOf({ ...filled, payload: "json" })).toMatchObject({ metric: "", value_field: "", time_field: "" });
  expect(bodyOf({ ...filled, payload: "value" })).toMatchObject({ metric: "t", value_field: "", time_field: "" });
  expect(bodyOf({ ...filled, payload: "fields" })).toMatchObject({ metric: "t", value_field: "v", time_field: "ts" });
});

test("a password that nobody touched stays with the server", () => {
  expect(bodyOf({ ...EMPTY, password: null })).not.toHaveProperty("password");
  expect(bodyOf({ ...EMPTY, password: "" })).toMatchObject({ password: "" });
});
