import { create } from "zustand";

/** Places in the frame's top bar that pages fill through portals. */
interface TopBar {
  place: HTMLElement | null;
  actions: HTMLElement | null;
  setPlace: (element: HTMLElement | null) => void;
  setActions: (element: HTMLElement | null) => void;
}

export const useTopBar = create<TopBar>((set) => ({
  place: null,
  actions: null,
  setPlace: (place) => set({ place }),
  setActions: (actions) => set({ actions }),
}));
