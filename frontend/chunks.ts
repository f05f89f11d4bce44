import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Plugin } from "vite";

/** Packages that hand out hundreds of modules by one file: of those only what is named counts. */
const INDEX =
  /\/node_modules\/(@mantine\/\w+|@tabler\/icons-react)\/(?:esm\/index|dist\/esm\/tabler-icons-react)\.mjs$/;
const FIRST = /\/src\/main\.tsx$/;
/** Pages of which nobody shall load more than they show: those that a visit begins with. */
const SMALL = /\/src\/features\/(auth\/LoginPage|home\/HomePage)\.tsx$/;
const LARGE = /\/src\/features\/dashboards\/DashboardPage\.tsx$/;
/** What asks for the values of a page, before the page itself can be drawn. */
const EARLY = /\/src\/features\/dashboards\/data\/askEarly\.ts$/;
/** Not what all pages that share something should pay for. */
const LIBRARY = /\/node_modules\/(react-number-format|qrcode\.react|immer)\//;
/** What so many other pages use is one chunk, so that a page of a table loads neither the fields of forms nor charts. */
const SHARED: readonly [name: string, pages: number][] = [
  ["common", 20],
  ["forms", 10],
  ["shared", 1],
];

const chunkNames = new Map<string, string>();

/**
 * The chunk of a module: what an open dashboard needs comes in a few, which other pages use as well. By itself the bundler
 * makes one for each set of pages that share something, a hundred for this page, and each of them costs a request and a turn of
 * the main thread.
 */
export function chunkOf(id: string): string | null {
  return chunkNames.get(id) ?? null;
}

/** Finds out which modules the pages need before they can be drawn. */
export const chunks: Plugin = {
  name: "chunks",
  apply: "build",
  buildEnd() {
    const ids = [...this.getModuleIds()];
    const info = (id: string) => this.getModuleInfo(id);
    const reached = (from: string[]) => {
      const found = new Set(from);
      for (const id of found) {
        const { importedIds = [], code } = info(id) ?? {};
        for (const imported of importedIds.flatMap((one) => named(one, code ?? "") ?? [one])) found.add(imported);
      }
      return found;
    };
    const those = (pattern: RegExp) => reached(ids.filter((id) => pattern.test(id)));
    const pages = new Set(ids.flatMap((id) => info(id)?.dynamicallyImportedIds ?? []));
    const others = [...pages].filter((id) => !id.includes("/src/features/dashboards/")).map((page) => reached([page]));
    const [first, small, early] = [those(FIRST), those(SMALL), those(EARLY)];
    for (const id of new Set([...first, ...early, ...those(LARGE)])) {
      const uses = others.filter((page) => page.has(id)).length;
      const shared = LIBRARY.exec(id)?.[1] ?? SHARED.find(([, atLeast]) => uses >= atLeast)?.[0] ?? "dashboard";
      const name = first.has(id) ? "start" : small.has(id) ? "base" : early.has(id) ? "early" : shared;
      // Those two are asked for by their own names.
      if (!FIRST.test(id) && !LARGE.test(id)) chunkNames.set(id, name);
    }
  },
};

/** Modules behind an index file that this code names; null when `index` is none. */
function named(index: string, code: string): string[] | null {
  const [, name] = INDEX.exec(index) ?? [];
  if (!name) return null;
  const places = placesOf(index);
  const wanted = listsIn(code).flatMap(({ names, from }) => (from === name ? names : []));
  return wanted.flatMap(({ theirs }) => places.get(theirs) ?? []);
}

const known = new Map<string, Map<string, string>>();

/** Where an index file has each of its names from. */
function placesOf(index: string): Map<string, string> {
  const places = known.get(index) ?? new Map<string, string>();
  if (places.size > 0) return places;
  for (const { names, from } of listsIn(readFileSync(index, "utf8"))) {
    for (const { ours } of names) places.set(ours, resolve(dirname(index), from));
  }
  known.set(index, places);
  return places;
}

/** Each `import { theirs as ours } from "from"` and `export { … } from "from"`. */
function listsIn(code: string): { names: { theirs: string; ours: string }[]; from: string }[] {
  const lists = code.matchAll(/(?:import|export)\s*\{([^}]*)\}\s*from\s*["']([^"']+)["']/g);
  return [...lists].map(([, inside = "", from = ""]) => ({
    from,
    names: inside.split(",").map((part) => {
      const [theirs = "", ours = theirs] = part.trim().split(/\s+as\s+/);
      return { theirs, ours };
    }),
  }));
}
