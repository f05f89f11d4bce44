import { create } from "zustand";

export type Density = "comfortable" | "compact";
const KEY = "sluice-density";

function stored(): Density {
  try {
    return localStorage.getItem(KEY) === "compact" ? "compact" : "comfortable";
  } catch {
    return "comfortable";
  }
}

function show(density: Density): void {
  document.documentElement.dataset.density = density;
}

interface Preferences {
  density: Density;
  setDensity: (density: Density) => void;
}

export const usePreferences = create<Preferences>((set) => ({
  density: stored(),
  setDensity: (density) => {
    try {
      localStorage.setItem(KEY, density);
    } catch {
      // Kept for this tab only.
    }
    show(density);
    set({ density });
  },
}));

show(stored());
