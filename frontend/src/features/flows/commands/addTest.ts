import type { FlowTest } from "../graph/document";
import { always, type DocumentCommand } from "./command";

/** One more test, under a name that no other has. */
export const addTest: DocumentCommand<FlowTest> = {
  name: "addTest",
  group: "flow",
  isEnabled: always,
  apply({ document, selection }, test) {
    const tests = document.tests ?? [];
    const names = new Set(tests.map(({ name }) => name));
    let { name } = test;
    for (let number = 2; names.has(name); number += 1) name = `${test.name} (${number})`;
    return { document: { ...document, tests: [...tests, { ...test, name }] }, selection };
  },
};
