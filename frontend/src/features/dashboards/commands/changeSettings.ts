import type { DashboardSettings } from "../document/dashboardSettings";
import type { Command } from "./command";

/** One thing that holds for the dashboard as a whole; undefined takes it back to what the person who looks has. */
export function changeSetting<K extends keyof DashboardSettings>(name: K, value: DashboardSettings[K]): Command {
  return {
    name: "changeSettings",
    mergeKey: `setting:${name}`,
    apply(draft) {
      const settings: DashboardSettings = { ...draft.settings };
      if (value === undefined) delete settings[name];
      else settings[name] = value;
      if (Object.keys(settings).length === 0) delete draft.settings;
      else draft.settings = settings;
    },
  };
}
