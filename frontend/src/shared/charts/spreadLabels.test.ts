import { expect, it } from "vitest";
import { spreadLabels } from "./spreadLabels";

it("leaves labels that have room where they are", () =>
  expect(spreadLabels([10, 40, 70], 14, 0, 100)).toEqual([10, 40, 70]));
it("moves labels apart", () => expect(spreadLabels([50, 48, 49], 14, 0, 100)).toEqual([76, 48, 62]));
it("keeps them inside", () => expect(spreadLabels([99, 98], 14, 0, 100)).toEqual([100, 86]));
