import { create } from "zustand";

interface Announced {
  text: string;
  /** The same sentence twice is said twice. */
  count: number;
}

export const useAnnounced = create<Announced>(() => ({ text: "", count: 0 }));

/** Says what was done to those who do not see it. */
export function announce(text: string): void {
  useAnnounced.setState(({ count }) => ({ text, count: count + 1 }));
}
