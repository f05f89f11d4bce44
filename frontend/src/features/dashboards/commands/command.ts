import type { Draft } from "immer";
import type { DashboardDocument } from "../document/dashboardDocument";

/** One thing a person does to a dashboard. Undo comes for free: the store keeps what was before `apply`. */
export interface Command {
  /** What undo and redo say: a key under `dashboards:command`. */
  name: string;
  apply(draft: Draft<DashboardDocument>): void;
  /** Commands in a row with the same key become one step, so undo takes back a word and not a letter. */
  mergeKey?: string;
}
