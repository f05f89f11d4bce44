import "@/app/messages";
import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { loadTexts } from "@/shared/i18n/i18n";

afterEach(cleanup);

// Pages come with the texts of their features; tests show parts of pages.
const features = Object.keys(import.meta.glob("../features/*/routes.tsx"));
await Promise.all(features.map((path) => loadTexts(path.split("/").at(-2) ?? "")));

// jsdom leaves these out; Mantine asks for them on mount.
window.matchMedia ??= vi.fn().mockImplementation((query: string) => ({
  matches: false,
  media: query,
  onchange: null,
  addListener: vi.fn(),
  removeListener: vi.fn(),
  addEventListener: vi.fn(),
  removeEventListener: vi.fn(),
  dispatchEvent: vi.fn(),
}));
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.HTMLElement.prototype.scrollIntoView ??= () => {};

if (!("fonts" in document)) {
  Object.defineProperty(document, "fonts", { value: new EventTarget() });
}

/** Never opens: what a test wants to hear live, it says through `LiveClient` itself. */
class SilentWebSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = SilentWebSocket.CONNECTING;
  send() {}
  close() {}
}
vi.stubGlobal("WebSocket", SilentWebSocket);
vi.stubGlobal("scrollTo", () => {});
