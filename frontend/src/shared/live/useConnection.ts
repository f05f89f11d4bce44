import { create } from "zustand";

export interface Connection {
  /** `idle`: nobody watches anything. `lost`: trying to come back. */
  state: "idle" | "connecting" | "open" | "lost";
  /** When the last message arrived (milliseconds), 0 before the first. */
  heard_at: number;
  /** When the socket was lost, null while it is not. */
  lost_at: number | null;
  /** Counts openings. A change means: samples may be missing in between, ask the server for the gap. */
  generation: number;
}

export const useConnection = create<Connection>(() => ({ state: "idle", heard_at: 0, lost_at: null, generation: 0 }));
