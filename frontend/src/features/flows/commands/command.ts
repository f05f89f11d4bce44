import type { Catalogue } from "../graph/catalogue";
import type { FlowDocument } from "../graph/document";

export interface Selection {
  readonly blocks: ReadonlySet<string>;
  readonly wires: ReadonlySet<string>;
}

/** What a command works on: the document, and what the user has chosen in it. */
export interface Scene {
  readonly document: FlowDocument;
  readonly selection: Selection;
}

export interface Context {
  readonly catalogue: Catalogue;
  /** Block ids up to this number were in use once and are not given again. */
  readonly idsAbove: number;
}

export type Group = "edit" | "select" | "arrange" | "view" | "flow";

interface Named {
  /** Also the key of the label and of the shortcut's line in the help: `flows.commands.<name>`. */
  readonly name: string;
  readonly group: Group;
  /** In the form of the shared registry: `mod+shift+z`, `delete`, `w`. */
  readonly shortcuts?: readonly string[];
  /** The browser reports these keys as events of their own (copy, cut, paste), which work without asking for rights. */
  readonly isNative?: boolean;
  isEnabled(scene: Scene, context: Context): boolean;
}

/** Changes the document or the selection and nothing else, so undo comes free. */
export interface DocumentCommand<Args = void> extends Named {
  /** Repeats with the same key within a moment become one step of undo, as typing does. */
  mergeKey?(args: Args): string;
  apply(scene: Scene, args: Args, context: Context): Scene;
}

/** Everything else the editor can do by key or menu. */
export interface EditorCommand extends Named {
  run(editor: Editor): void;
}

/** What commands may ask of the editor around the document. */
export interface Editor {
  readonly scene: Scene;
  apply(command: DocumentCommand): void;
  apply<Args>(command: DocumentCommand<Args>, args: Args): void;
  undo(): void;
  redo(): void;
  save(): void;
  deploy(): void;
  fitView(): void;
  zoomBy(factor: number): void;
  openQuickAdd(): void;
  openWiring(): void;
  leave(): void;
}

export type Command = DocumentCommand | EditorCommand;

export const NOTHING: Selection = { blocks: new Set(), wires: new Set() };

export function chosen(blocks: Iterable<string>, wires: Iterable<string> = []): Selection {
  return { blocks: new Set(blocks), wires: new Set(wires) };
}

export function hasBlocks(scene: Scene): boolean {
  return scene.selection.blocks.size > 0;
}

export function hasSelection(scene: Scene): boolean {
  return scene.selection.blocks.size > 0 || scene.selection.wires.size > 0;
}

export function always(): boolean {
  return true;
}
