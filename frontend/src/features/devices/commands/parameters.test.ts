import { expect, test } from "vitest";
import { choiceTexts, initialParameters, type Parameter, parameterText, readParameters } from "./parameters";

function parameter(name: string, changes: Partial<Parameter> = {}): Parameter {
  return {
    name,
    title: "",
    type: "double",
    unit: "",
    required: false,
    default: null,
    low: null,
    high: null,
    choices: [],
    ...changes,
  };
}

const SETPOINT = parameter("setpoint", { required: true, low: 10, high: 30 });

test("the form begins with the defaults, switches at off", () => {
  const parameters = [
    parameter("setpoint", { default: 21.5 }),
    parameter("ramp", { type: "boolean" }),
    parameter("curve", { type: "json", default: [1, 2] }),
    parameter("note", { type: "string" }),
  ];
  expect(initialParameters(parameters)).toEqual({ setpoint: 21.5, ramp: false, curve: "[1,2]", note: "" });
});

test("what is left empty is left out, unless the command needs it", () => {
  expect(readParameters([SETPOINT, parameter("note", { type: "string" })], { setpoint: "", note: "" })).toEqual({
    values: {},
    problems: { setpoint: { key: "command.parameter_missing" } },
  });
});

test.each([
  ["double", "21.5", 21.5],
  ["long", "3", 3],
  ["boolean", false, false],
  ["string", "eco", "eco"],
  ["json", '{"a":1}', { a: 1 }],
  ["binary", "aGk=", "aGk="],
] as const)("a %s parameter reads %j as %j", (type, entered, value) => {
  expect(readParameters([parameter("x", { type })], { x: entered })).toEqual({ values: { x: value }, problems: {} });
});

test.each([
  ["9.9", { key: "command.too_low", values: { low: 10 } }],
  ["30.1", { key: "command.too_high", values: { high: 30 } }],
  ["warm", { key: "command.number_missing", values: undefined }],
])("a setpoint of %s is refused before it is sent", (entered, problem) => {
  expect(readParameters([SETPOINT], { setpoint: entered }).problems).toEqual({ setpoint: problem });
});

test("half a whole number is refused with the number", () => {
  const read = readParameters([parameter("steps", { type: "long" })], { steps: "1.5" });
  expect(read.problems.steps).toEqual({ key: "command.whole_number", values: { number: 1.5 } });
});

test("choices of numbers are offered as texts", () => {
  expect(choiceTexts({ choices: [1, 2.5, "auto"] })).toEqual(["1", "2.5", "auto"]);
});

test("a sent command reads as its parameters", () => {
  expect(parameterText({ setpoint: 21.5, mode: "eco" })).toBe("setpoint 21.5, mode eco");
  expect(parameterText(21.5)).toBeNull();
});
