import type { TimeRange } from "../time/timeRange";
import type { Command } from "./command";

/** The range a dashboard opens with. */
export function setTimeRange(range: TimeRange): Command {
  return {
    name: "setTimeRange",
    apply(draft) {
      draft.timeRange = range;
    },
  };
}
