import { expect, it } from "vitest";
import { chosenPlaces } from "./useChosenPlaces";
import type { VariableKind, VariableState } from "./variables";

const state = (kind: VariableKind, ...values: (number | string)[]): VariableState => ({
  name: kind,
  kind,
  values,
  labels: [],
  problem: null,
});

it("is of the devices that are chosen, each once", () => {
  expect(chosenPlaces([state("device", 3, 5), state("device", 3), state("text", "9")])).toEqual({
    devices: [3, 5],
    sites: [],
  });
});

it("is of a whole site while no device of it is chosen", () => {
  expect(chosenPlaces([state("site", 2), state("device")])).toEqual({ devices: [], sites: [2] });
  expect(chosenPlaces([state("site", 2), state("device", 7)])).toEqual({ devices: [7], sites: [] });
});

it("is of everything without variables", () => {
  expect(chosenPlaces([state("list", "a")])).toEqual({ devices: [], sites: [] });
});
