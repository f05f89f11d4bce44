import type { RouteObject } from "react-router";
import { expect, test } from "vitest";
import pages from "../../../tests/browser/pages.json";
import { routes } from "./routes";

function pathsOf(route: RouteObject, above = ""): string[] {
  const path = [above, route.path].filter(Boolean).join("/");
  if (route.children) return route.children.flatMap((child) => pathsOf(child, path));
  return [path];
}

test("the browser tests visit every page there is", () => {
  const there = routes.flatMap((route) => pathsOf(route)).sort();
  expect(Object.keys(pages).sort()).toEqual(there);
});
