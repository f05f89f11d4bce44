/** One press of a control, from the finger to the server's answer. */
export interface Attempt {
  key: string;
  words: string;
  /** Null while it is under way. */
  end_ms: number | null;
  begin_ms: number;
  /** Whether nobody knows if the server took it. */
  isUnsure: boolean;
}

const DOUBLE_CLICK_MS = 400;

/** The second half of a double click: the same once more before or just after the first was answered. */
export function isDoubleClick(last: Attempt | null, body: unknown, now_ms = performance.now()): boolean {
  if (last?.words !== JSON.stringify(body)) return false;
  return last.end_ms === null || (!last.isUnsure && now_ms - last.begin_ms < DOUBLE_CLICK_MS);
}

/**
 * A press of its own has a key of its own. Only who repeats what may have been lost on the way keeps the key: the server
 * then does nothing twice.
 */
export function attemptFor(last: Attempt | null, body: unknown, now_ms = performance.now()): Attempt {
  const words = JSON.stringify(body);
  const isRepeat = last?.isUnsure === true && last.words === words;
  return { key: isRepeat ? last.key : freshKey(), words, begin_ms: now_ms, end_ms: null, isUnsure: false };
}

/** Unlike `randomUUID` it also works where the page came without TLS. */
function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
