import i18next from "i18next";
import { create } from "zustand";

export interface Shortcut {
  /** "/", "?", "g d", "mod+s", "mod+shift+z", "delete". `mod` is Ctrl, or Command on a Mac. */
  keys: string;
  label: string;
  /** Heading in the sheet. */
  group: string;
  run: (event: KeyboardEvent) => void;
  isEnabled?: () => boolean;
  /** Also while the person types into a field. */
  worksInFields?: boolean;
  /** Runs again and again while the key is held down. */
  repeats?: boolean;
  /** Works, but is not listed in the sheet. */
  isSilent?: boolean;
}

interface Registry {
  shortcuts: readonly Shortcut[];
}

export const useShortcutRegistry = create<Registry>(() => ({ shortcuts: [] }));

/** The newest registration of the same keys wins, until it leaves. */
export function register(shortcut: Shortcut): () => void {
  useShortcutRegistry.setState(({ shortcuts }) => ({ shortcuts: [...shortcuts, shortcut] }));
  return () =>
    useShortcutRegistry.setState(({ shortcuts }) => ({ shortcuts: shortcuts.filter((one) => one !== shortcut) }));
}

const SEQUENCE_WAIT_MS = 1_000;
const NAMES: Record<string, string> = { " ": "space", Escape: "esc", Delete: "delete", Backspace: "backspace" };

export function nameOfKey(event: KeyboardEvent): string {
  const key = NAMES[event.key] ?? event.key.toLowerCase();
  const isLetterLike = key.length > 1 || /[a-z0-9]/.test(key);
  const parts = [
    event.ctrlKey || event.metaKey ? "mod" : "",
    event.altKey ? "alt" : "",
    // "?" already needs shift on most keyboards: the sign itself is what we compare.
    event.shiftKey && isLetterLike ? "shift" : "",
    key,
  ];
  return parts.filter(Boolean).join("+");
}

/** Into these nobody types: what was ticked a moment ago must not swallow the keys of the page. */
const TICKED = ["radio", "checkbox", "button", "submit", "file"];

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && TICKED.includes(target.type)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

let first = "";
let firstAt = 0;

function find(keys: string, inField: boolean): Shortcut | undefined {
  return useShortcutRegistry
    .getState()
    .shortcuts.findLast((one) => one.keys === keys && (!inField || one.worksInFields) && (one.isEnabled?.() ?? true));
}

/** Listens on the window; the app starts it once. */
export function listen(): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.key === "Shift" || event.key === "Control") return;
    const inField = isField(event.target);
    const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null;
    const key = nameOfKey(event);
    const sequence = first && Date.now() - firstAt < SEQUENCE_WAIT_MS ? `${first} ${key}` : "";
    const hit = (sequence && find(sequence, inField)) || find(key, inField);
    const starts = !inField && useShortcutRegistry.getState().shortcuts.some((one) => one.keys.startsWith(`${key} `));
    first = !hit && starts ? key : "";
    firstAt = Date.now();
    if (!hit || (inDialog && !hit.worksInFields) || (event.repeat && !hit.repeats)) return;
    event.preventDefault();
    hit.run(event);
  };
  window.addEventListener("keydown", pressed);
  return () => window.removeEventListener("keydown", pressed);
}

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

const ARROWS: Record<string, string> = { arrowup: "↑", arrowdown: "↓", arrowleft: "←", arrowright: "→" };

/** Keys as they stand on the reader's keyboard: "mod+shift+z" -> [["Ctrl", "Shift", "Z"]], in German "Strg", "Umschalt", "Z". */
export function labelsOfKeys(keys: string): string[][] {
  return keys.split(" ").map((stroke) =>
    stroke.split(/\+(?=.)/).map((part) => {
      if (part === "mod" && isMac) return "⌘";
      if (part in ARROWS) return ARROWS[part] ?? part;
      if (part.length === 1) return part.toUpperCase();
      return i18next.t(`shared:key.${part}`, { defaultValue: part.toUpperCase() });
    }),
  );
}

/** The same in one line: "Ctrl+Shift+Z". */
export function textOfKeys(keys: string): string {
  return labelsOfKeys(keys)
    .map((stroke) => stroke.join("+"))
    .join(" ");
}
