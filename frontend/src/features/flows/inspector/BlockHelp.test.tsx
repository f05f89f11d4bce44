import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { catalogueOf, type Example } from "../graph/catalogue";
import { block, blockType, flow, port } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { BlockInspector } from "./BlockInspector";

const step = (at_s: number, value: number, sent: number | null) => ({
  at_s,
  inputs: { value },
  outputs: sent === null ? {} : { result: sent },
});
const example = (steps: Example["steps"]): Example => ({ says: "an example", params: {}, steps });

function lines(...examples: Example[]): (string | null)[] {
  openEditor(<BlockInspector id="b1" />, {
    catalogue: catalogueOf([
      blockType("test.form", {
        inputs: [{ ...port("value"), required: false }],
        outputs: [{ ...port("result", "boolean"), required: false }],
        examples,
      }),
    ]),
    document: flow({ b1: block("test.form", 0, 0) }),
  });
  return screen.getAllByText(/→|^…$/).map((line) => line.textContent);
}

describe("BlockHelp", () => {
  it("shows how a long example ends", () => {
    const steps = [1, 2, 3, 4, 5, 6, 7].map((value, index) => step(index, value, value === 7 ? 1 : null));
    expect(lines(example(steps))).toEqual([
      "value 1 → –",
      "value 2 → –",
      "…",
      "value 5 → –",
      "value 6 → –",
      "value 7 → result 1",
    ]);
  });

  it("tells the time where an example is about it", () => {
    expect(lines(example([step(0, 1, null), step(3, 1, 1)]))).toEqual(["0 s: value 1 → –", "3 s: value 1 → result 1"]);
    const day = Date.UTC(2026, 2, 29, 1) / 1000;
    expect(lines(example([step(day, 1, 1)])).at(-1)).toBe("2026-03-29 01:00:00: value 1 → result 1");
  });

  it("says of inputs that they need no wire, and what ports carry in words", () => {
    lines(example([step(0, 1, null)]));
    const [input, output] = screen.getAllByRole("definition").map((about) => about.parentElement?.textContent);
    expect(input).toBe("value numberoptional");
    expect(output).toBe("result boolean");
  });
});
