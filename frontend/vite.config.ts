import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.SLUICE_BACKEND ?? `http://127.0.0.1:${process.env.SLUICE_HTTP_PORT ?? "8000"}`;

export default defineConfig(({ command }) => ({
  // Django serves the build through WhiteNoise below /static/; the development server owns the root.
  base: command === "build" ? "/static/" : "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // plotly's bundle asks for Node's name of the global object at run time.
  define: { global: "globalThis" },
  build: {
    outDir: "dist",
    manifest: true,
    target: "es2022",
    // The charts' chunk is large by nature and loaded only by pages that draw one.
    chunkSizeWarningLimit: 1700,
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
