import type { FlowTest } from "../graph/document";
import { always, type DocumentCommand } from "./command";

export interface SetTests {
  readonly tests: readonly FlowTest[];
  /** What is being typed: repeats of it are one step of undo. */
  readonly what?: string;
}

/** All tests of the flow, as the list below the canvas has changed them. */
export const setTests: DocumentCommand<SetTests> = {
  name: "setTests",
  group: "flow",
  isEnabled: always,
  mergeKey: ({ what, tests }) => `setTests ${what ?? tests.length}`,
  apply: ({ document, selection }, { tests }) => ({ document: { ...document, tests }, selection }),
};
