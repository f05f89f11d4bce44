import { expect, test } from "vitest";
import { filterFrom, isNarrowed } from "./filter";

const read = (address: string) => {
  const search = new URLSearchParams(address);
  return (name: string) => search.get(name) ?? "";
};

test("the address holds the whole filter", () => {
  expect(filterFrom(read("search=pump&site=3&type=4&state=offline&offset=50"))).toEqual({
    search: "pump",
    site_id: 3,
    type_id: 4,
    online: false,
    archived: false,
    offset: 50,
  });
});

test("an address that somebody bent shows everything", () => {
  const filter = filterFrom(read("site=x&offset=-1&state=what"));
  expect(filter).toEqual({ search: "", site_id: null, type_id: null, online: null, archived: false, offset: 0 });
  expect(isNarrowed(filter)).toBe(false);
});

test("archived devices are a filter of their own", () => {
  expect(filterFrom(read("state=archived")).archived).toBe(true);
  expect(isNarrowed(filterFrom(read("state=archived")))).toBe(true);
});
