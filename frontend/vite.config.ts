import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { chunkOf, chunks } from "./chunks";

const backend = process.env.SLUICE_BACKEND ?? `http://127.0.0.1:${process.env.SLUICE_HTTP_PORT ?? "8000"}`;

/** `en.json?title`: what a feature is called in the navigation, without the rest of its texts. */
const titles: Plugin = {
  name: "titles",
  load(id) {
    const [file = "", query] = id.split("?");
    if (query !== "title") return null;
    const { title } = JSON.parse(readFileSync(file, "utf8"));
    return { code: `export const title = ${JSON.stringify(title)};`, moduleType: "js" };
  },
};

/** Beside each script and style sheet its gzip file, which WhiteNoise hands out to whoever takes it. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  writeBundle({ dir = "" }, bundle) {
    for (const file of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
      writeFileSync(`${dir}/${file}.gz`, gzipSync(readFileSync(`${dir}/${file}`), { level: 9 }));
    }
  },
};

function textsOf(path: string): string | null {
  const [, feature, language] = /\/features\/([^/]+)\/.*\/?messages\/(\w+)\.json$/.exec(path) ?? [];
  // The frame of all pages says what these two say.
  return feature && !["alarms", "notifications"].includes(feature) ? `texts-${feature}-${language}` : null;
}

export default defineConfig(({ command }) => ({
  // Django serves the build through WhiteNoise below /static/; the development server owns the root.
  base: command === "build" ? "/static/" : "/",
  plugins: [react(), titles, chunks, compressed],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // plotly's bundle asks for Node's name of the global object at run time.
  define: { global: "globalThis" },
  build: {
    outDir: "dist",
    manifest: true,
    target: "es2022",
    // The charts' chunk is large by nature and loaded only by pages that draw one.
    chunkSizeWarningLimit: 1700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // The texts of a feature in one language are one chunk, although they stand in many files.
            { test: /\/features\/.*\/messages\/\w+\.json$/, name: textsOf, debugName: "texts" },
            { name: chunkOf, debugName: "chunks", includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      "^/(api|_allauth|healthz|metrics|accounts)(/|$)": { target: backend },
      "/ws": { target: backend.replace(/^http/, "ws"), ws: true },
    },
  },
  test: {
    environment: "jsdom",
    // One jsdom for a worker instead of one for a file: a third of the time.
    pool: "vmThreads",
    setupFiles: ["./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    testTimeout: 15_000,
  },
}));
