import { expect, test } from "vitest";
import type { Parameter } from "../commands/parameters";
import { draftOf, newParameter, parameterOf } from "./parameterDraft";

const SETPOINT: Parameter = {
  name: "setpoint",
  title: "Setpoint",
  type: "double",
  unit: "°C",
  required: true,
  default: 21.5,
  low: 10,
  high: 30,
  choices: [],
};

test("a parameter comes through the form unchanged", () => {
  expect(parameterOf(draftOf(SETPOINT))).toEqual(SETPOINT);
  const mode: Parameter = {
    ...SETPOINT,
    type: "string",
    unit: "",
    low: null,
    high: null,
    default: "eco",
    choices: ["eco", "boost"],
  };
  expect(parameterOf(draftOf(mode))).toEqual(mode);
});

test("choices of a number are numbers", () => {
  const draft = { ...newParameter(), name: "level", type: "long" as const, choices: "1, 2,3 ," };
  expect(parameterOf(draft).choices).toEqual([1, 2, 3]);
});

test("limits and unit of another type fall away", () => {
  const draft = { ...draftOf(SETPOINT), type: "boolean" as const, default: "true" };
  expect(parameterOf(draft)).toMatchObject({ low: null, high: null, unit: "", default: true, choices: [] });
});
