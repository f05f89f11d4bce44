import type { Trace, TraceStep } from "../types";

/** Traces in the shape of the server's, for tests. */
export function step(block: string, parts: Partial<TraceStep> = {}): TraceStep {
  return {
    block,
    title: block,
    at: 1_770_000_000_000,
    cause: "sample",
    inputs: {},
    fresh: [],
    is_timer: false,
    outputs: {},
    state_before: null,
    state_after: null,
    effects: [],
    timer: null,
    error: null,
    waits_for: [],
    ...parts,
  };
}

export function trace(...steps: TraceStep[]): Trace {
  return {
    id: "t1",
    flow_id: 7,
    made_at: 1_770_000_000_000,
    origin: "stored",
    revision: null,
    key: 3,
    warm_up: { samples: 2, from_at: 1_769_999_999_000, is_all: true },
    sample: {
      block: "b1",
      port: "value",
      at: 1_770_000_000_000,
      value: 90,
      quality: 0,
      metric_id: 5,
      path: "temp",
      device_id: 3,
      device: "boiler",
    },
    steps,
  };
}
