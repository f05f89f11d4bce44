import { create } from "zustand";
import type { Moving } from "../tree/moves";
import type { TreeItem } from "../types";

export type DialogRequest =
  | { kind: "move" | "rename" | "delete"; subjects: readonly Moving[] }
  | { kind: "organization" | "site" | "device" | "claim"; place: TreeItem };

interface Dialogs {
  request: DialogRequest | null;
  show: (request: DialogRequest) => void;
  close: () => void;
}

/** The one dialog that is open around the tree. */
export const useDialogs = create<Dialogs>((set) => ({
  request: null,
  show: (request) => set({ request }),
  close: () => set({ request: null }),
}));
