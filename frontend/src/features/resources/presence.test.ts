import { expect, test } from "vitest";
import { presentDevices } from "./presence";
import { treeItem } from "./testing";

const page = {
  node: null,
  breadcrumbs: [],
  items: [treeItem("d:1", { online: false }), treeItem("s:2")],
  total: 2,
  offset: 0,
};

test("a device that came online is the only thing that changes", () => {
  const changed = presentDevices(page, new Map([["d:1", true]]));
  expect(changed.items[0]?.online).toBe(true);
  expect(changed.items[1]).toBe(page.items[1]);
});

test("news of devices elsewhere leave the page as it is, so that nothing is drawn again", () => {
  expect(presentDevices(page, new Map([["d:9", true]]))).toBe(page);
  expect(presentDevices(page, new Map([["d:1", false]]))).toBe(page);
});
