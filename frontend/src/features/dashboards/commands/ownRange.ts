import type { TimeRange } from "../time/timeRange";
import type { Command } from "./command";

/** A range of the widget's own; null shows the page's again. */
export function setOwnRange(id: string, range: TimeRange | null): Command {
  return {
    name: "setOwnRange",
    apply(draft) {
      const widget = draft.widgets[id];
      if (!widget) return;
      if (range) widget.timeRange = range;
      else delete widget.timeRange;
    },
  };
}

/** Whose clock the dashboard shows; an empty name is that of whoever looks. */
export function setTimeZone(zone: string): Command {
  return {
    name: "setTimeZone",
    apply(draft) {
      const { zone: _, ...settings } = draft.settings ?? {};
      draft.settings = zone ? { ...settings, zone } : settings;
    },
  };
}
