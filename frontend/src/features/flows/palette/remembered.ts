import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Remembered {
  readonly favourites: readonly string[];
  /** Block types that were added last, newest first. */
  readonly recent: readonly string[];
  /** Families that are folded in the palette. */
  readonly folded: readonly string[];
}

const RECENT_LIMIT = 6;

/** A person's own order in the palette, kept in this browser. */
export const useRemembered = create<Remembered>()(
  persist((): Remembered => ({ favourites: [], recent: [], folded: [] }), { name: "sluice.palette", version: 1 }),
);

export function tookBlock(type: string): void {
  useRemembered.setState(({ recent }) => ({
    recent: [type, ...recent.filter((other) => other !== type)].slice(0, RECENT_LIMIT),
  }));
}

export function toggleFavourite(type: string): void {
  useRemembered.setState(({ favourites }) => ({ favourites: toggled(favourites, type) }));
}

export function toggleFamily(family: string): void {
  useRemembered.setState(({ folded }) => ({ folded: toggled(folded, family) }));
}

function toggled(names: readonly string[], name: string): string[] {
  return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}
