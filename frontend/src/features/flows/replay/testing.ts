import type { ReplayResult, ReplaySide } from "./queries";

const SIDE: ReplaySide = { alarms: 0, curves: [], has_more_curves: false, effects: [], first_effects: [], errors: [] };

/** A result in which only what a test speaks of is there. */
export function result(parts: {
  here?: Partial<ReplaySide>;
  there?: Partial<ReplaySide>;
  alarms?: Partial<ReplayResult["alarms"]>;
}): ReplayResult {
  return {
    samples: 1_000,
    keys: 2,
    took_s: 0.25,
    computes_columns: true,
    titles: { b3: "Too hot", b4: "Temperature" },
    devices: { "1": "Pump 1", "2": "Pump 2" },
    here: { ...SIDE, ...parts.here },
    there: parts.there ? { ...SIDE, ...parts.there } : null,
    alarms: { same: 0, moved: 0, only_here: 0, only_there: 0, is_cut: false, items: [], ...parts.alarms },
  };
}
