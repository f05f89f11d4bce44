import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname);

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

/** "features/flows", "shared", "app". */
function layerOf(path: string): string {
  const parts = relative(SRC, path).split("/");
  return parts[0] === "features" ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}

function importsOf(path: string): string[] {
  const found = readFileSync(path, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"|^import "([^"]+)"/gm);
  return [...found].map((match) => match[1] ?? match[2] ?? "").filter((name) => /^(\.|@\/)/.test(name));
}

function target(path: string, name: string): string {
  return name.startsWith("@/") ? join(SRC, name.slice(2)) : resolve(dirname(path), name);
}

function mayUse(layer: string, used: string): boolean {
  if (layer === used) return true;
  if (layer === "shared") return false;
  if (layer.startsWith("features/")) return used === "shared";
  // What is left is the app itself, main.tsx and the tests' set-up.
  return true;
}

test("app uses features, features use shared, never sideways or up", () => {
  const wrong = filesBelow(SRC)
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .flatMap((path) =>
      importsOf(path)
        .filter((name) => !mayUse(layerOf(path), layerOf(target(path, name))))
        .map((name) => `${relative(SRC, path)} uses ${name}`),
    );
  expect(wrong).toEqual([]);
});
