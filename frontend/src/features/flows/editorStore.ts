import { createStore, type StoreApi } from "zustand/vanilla";
import { type Context, chosen, type DocumentCommand, NOTHING, type Scene, type Selection } from "./commands/command";
import type { Catalogue } from "./graph/catalogue";
import { type FlowDocument, wireName } from "./graph/document";
import { highestId } from "./graph/ids";

const UNDO_LIMIT = 500;
const MERGE_WITHIN_MS = 1500;

/** The open document has this one home. Scenes are immutable and share all that did not change, so keeping whole
 * scenes costs no more than keeping patches, and undo cannot come out different from what was there. */
export interface EditorState {
  readonly catalogue: Catalogue;
  readonly scene: Scene;
  readonly past: readonly Scene[];
  readonly future: readonly Scene[];
  readonly isReadOnly: boolean;
  apply<Args>(command: DocumentCommand<Args>, args: Args): void;
  select(selection: Selection): void;
  undo(): void;
  /** Block ids up to this number were in use once. */
  idsAbove(): number;
  redo(): void;
  /** Take a document from the server: history starts anew, because its steps would not fit. */
  load(document: FlowDocument): void;
}

export type EditorStore = StoreApi<EditorState>;

export interface EditorOptions {
  readonly catalogue: Catalogue;
  readonly document: FlowDocument;
  readonly isReadOnly?: boolean;
  readonly now?: () => number;
}

export function createEditorStore(options: EditorOptions): EditorStore {
  const now = options.now ?? (() => performance.now());
  let idsAbove = highestId(options.document);
  let merging = { key: "", at: Number.NEGATIVE_INFINITY };

  return createStore<EditorState>()((set, get) => ({
    catalogue: options.catalogue,
    scene: { document: options.document, selection: NOTHING },
    past: [],
    future: [],
    isReadOnly: options.isReadOnly ?? false,

    apply(command, args) {
      const { scene, past, catalogue, isReadOnly } = get();
      const context: Context = { catalogue, idsAbove };
      if (!command.isEnabled(scene, context)) return;
      const next = command.apply(scene, args, context);
      if (next.document === scene.document) {
        if (next.selection !== scene.selection) set({ scene: next });
        return;
      }
      if (isReadOnly) return;
      idsAbove = Math.max(idsAbove, highestId(next.document));
      const key = command.mergeKey ? command.mergeKey(args) : "";
      const isContinued = key !== "" && key === merging.key && now() - merging.at < MERGE_WITHIN_MS && past.length > 0;
      merging = { key, at: now() };
      set({ scene: next, past: isContinued ? past : [...past, scene].slice(-UNDO_LIMIT), future: [] });
    },

    select(selection) {
      const { scene } = get();
      if (isSameSelection(scene.selection, selection)) return;
      set({ scene: { ...scene, selection } });
    },

    idsAbove: () => idsAbove,

    undo() {
      const { scene, past, future } = get();
      const before = past.at(-1);
      if (!before) return;
      merging = { key: "", at: Number.NEGATIVE_INFINITY };
      set({ scene: before, past: past.slice(0, -1), future: [scene, ...future] });
    },

    redo() {
      const { scene, past, future } = get();
      const [after, ...rest] = future;
      if (!after) return;
      merging = { key: "", at: Number.NEGATIVE_INFINITY };
      set({ scene: after, past: [...past, scene], future: rest });
    },

    load(document) {
      const { selection } = get().scene;
      const wires = new Set(document.wires.map(wireName));
      idsAbove = Math.max(idsAbove, highestId(document));
      set({
        scene: {
          document,
          selection: chosen(
            [...selection.blocks].filter((id) => document.blocks[id]),
            [...selection.wires].filter((name) => wires.has(name)),
            [...selection.notes].filter((id) => document.notes?.[id]),
            [...selection.groups].filter((id) => document.groups?.[id]),
          ),
        },
        past: [],
        future: [],
      });
    },
  }));
}

function isSameSelection(a: Selection, b: Selection): boolean {
  return (
    isSameSet(a.blocks, b.blocks) &&
    isSameSet(a.wires, b.wires) &&
    isSameSet(a.notes, b.notes) &&
    isSameSet(a.groups, b.groups)
  );
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}
