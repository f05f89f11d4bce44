import { produce } from "immer";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Command } from "../commands/command";
import type { DashboardDocument } from "../document/dashboardDocument";

/**
 * The documents themselves, which share all that did not change. Patches would bring the same things back in another
 * order, and a document that looks changed though it is not.
 */
interface Step {
  name: string;
  before: DashboardDocument;
  after: DashboardDocument;
  /** What was selected when it was done. */
  selection: string[];
  mergeKey: string | undefined;
  at_ms: number;
}

export interface EditorState {
  document: DashboardDocument;
  /** What the server holds, as version `version`. */
  saved: DashboardDocument;
  version: number;
  past: Step[];
  future: Step[];
  selection: string[];
  run(command: Command): void;
  undo(): void;
  redo(): void;
  select(ids: string[]): void;
  /** The document was stored as this version; undo still reaches back behind the save. */
  markSaved(document: DashboardDocument, version: number): void;
  /** Mine and theirs came together in `document`; the server has `saved`. Undo ends here. */
  adopt(document: DashboardDocument, saved: DashboardDocument, version: number): void;
  /** Another document takes the place of this one (reload, restore): undo ends here. */
  replace(document: DashboardDocument, version: number): void;
}

export type DashboardEditor = StoreApi<EditorState>;

/** Steps kept for undo; older ones fall off. */
const MAX_STEPS = 300;
const MERGE_WITHIN_MS = 1500;

/** The one home of an open dashboard. Nothing changes the document but a command. */
export function createDashboardEditor(
  document: DashboardDocument,
  version: number,
  now: () => number = Date.now,
): DashboardEditor {
  return createStore<EditorState>((set, get) => ({
    document,
    saved: document,
    version,
    past: [],
    future: [],
    selection: [],

    run(command) {
      const state = get();
      const before = state.document;
      const next = produce(before, (draft) => command.apply(draft));
      if (next === before) return;
      const { name, mergeKey } = command;
      const { selection } = state;
      const step: Step = { name, before, after: next, selection, mergeKey, at_ms: now() };
      set({ document: next, past: withStep(state.past, step), future: [], selection: present(selection, next) });
    },

    undo() {
      const { past, future, selection } = get();
      const step = past.at(-1);
      if (!step) return;
      const next = step.before;
      set({ document: next, past: past.slice(0, -1), future: [step, ...future], selection: present(selection, next) });
    },

    redo() {
      const { past, future, selection } = get();
      const [step, ...rest] = future;
      if (!step) return;
      const next = step.after;
      set({ document: next, past: [...past, step], future: rest, selection: present(selection, next) });
    },

    select: (ids) => set({ selection: ids }),
    markSaved: (savedDocument, savedVersion) => set({ saved: savedDocument, version: savedVersion }),
    adopt: (merged, savedDocument, savedVersion) =>
      set({ document: merged, saved: savedDocument, version: savedVersion, past: [], future: [] }),
    replace: (other, otherVersion) =>
      set({ document: other, saved: other, version: otherVersion, past: [], future: [], selection: [] }),
  }));
}

export function isDirty(state: Pick<EditorState, "document" | "saved">): boolean {
  // Setting something back by hand gives equal content in new objects, hence the comparison of texts.
  return state.document !== state.saved && JSON.stringify(state.document) !== JSON.stringify(state.saved);
}

function withStep(past: Step[], step: Step): Step[] {
  const last = past.at(-1);
  if (last && step.mergeKey && last.mergeKey === step.mergeKey && step.at_ms - last.at_ms < MERGE_WITHIN_MS) {
    return [...past.slice(0, -1), { ...step, before: last.before }];
  }
  return [...past, step].slice(-MAX_STEPS);
}

function present(selection: string[], document: DashboardDocument): string[] {
  return selection.filter((id) => id in document.widgets);
}
