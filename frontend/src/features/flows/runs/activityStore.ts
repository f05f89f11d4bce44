import { createStore, type StoreApi } from "zustand/vanilla";
import type { BlockError } from "../types";

/** What a block did in the last second, and the last thing that went wrong in it. */
export interface BlockActivity {
  readonly rate: number;
  readonly count: number;
  readonly errors: number;
  readonly lastError: string;
  readonly lastErrorAt: number;
  /** What the block was given when it failed, and for which device. */
  readonly lastErrorInputs: Readonly<Record<string, unknown>>;
  readonly lastErrorDevice: number | null;
  /** How long one run takes on average, in microseconds; 0 while nobody has looked. */
  readonly mean_us: number;
}

/** What the server says of a flow's blocks about once a second. */
export interface ActivityReport {
  readonly interval_s: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly mean_us?: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, BlockError>>;
}

export interface ActivityState {
  readonly blocks: Readonly<Record<string, BlockActivity>>;
  heard(report: ActivityReport): void;
  /** Errors from before the page was opened. */
  know(errors: Readonly<Record<string, BlockError>>): void;
  /** Nothing was heard for a while: nothing runs. */
  rest(): void;
  clear(): void;
}

export type ActivityStore = StoreApi<ActivityState>;

/** The first report covers the time before anybody watched, so it says nothing of the rate. */
const LONGEST_INTERVAL_S = 3;
const QUIET: BlockActivity = {
  rate: 0,
  count: 0,
  errors: 0,
  lastError: "",
  lastErrorAt: 0,
  lastErrorInputs: {},
  lastErrorDevice: null,
  mean_us: 0,
};

export function createActivityStore(): ActivityStore {
  return createStore<ActivityState>()((set, get) => ({
    blocks: {},

    heard({ interval_s, runs, errors, mean_us = {} }) {
      const blocks: Record<string, BlockActivity> = { ...get().blocks };
      for (const [id, count] of Object.entries(runs)) {
        const old = blocks[id] ?? QUIET;
        const rate = interval_s > 0 && interval_s < LONGEST_INTERVAL_S ? count / interval_s : old.rate;
        blocks[id] = { ...old, count: old.count + count, rate, mean_us: mean_us[id] ?? old.mean_us };
      }
      for (const [id, error] of Object.entries(errors)) {
        const old = blocks[id] ?? QUIET;
        blocks[id] = {
          ...old,
          errors: old.errors + error.count,
          ...lastErrorOf(error),
        };
      }
      set({ blocks });
    },

    know(errors) {
      const blocks: Record<string, BlockActivity> = { ...get().blocks };
      for (const [id, error] of Object.entries(errors)) {
        blocks[id] = { ...(blocks[id] ?? QUIET), errors: error.count, ...lastErrorOf(error) };
      }
      set({ blocks });
    },

    rest() {
      const { blocks } = get();
      if (Object.values(blocks).every(({ rate }) => rate === 0)) return;
      set({ blocks: Object.fromEntries(Object.entries(blocks).map(([id, block]) => [id, { ...block, rate: 0 }])) });
    },

    clear: () => set({ blocks: {} }),
  }));
}

function lastErrorOf({ message, at, inputs, device_id }: BlockError) {
  return { lastError: message, lastErrorAt: at, lastErrorInputs: inputs ?? {}, lastErrorDevice: device_id };
}
