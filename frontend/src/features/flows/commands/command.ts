import type { Catalogue } from "../graph/catalogue";
import { type FlowDocument, type Wire, wireName } from "../graph/document";
import { groupsOf } from "../graph/groups";

export interface Selection {
  readonly blocks: ReadonlySet<string>;
  readonly wires: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
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
  openReplay(): void;
  fitView(): void;
  fitSelection(): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  toggleMinimap(): void;
  /** Lay out with the large layout library, in the background. */
  arrange(): void;
  openQuickAdd(): void;
  openReplace(): void;
  openFind(): void;
  addNote(): void;
  startRenaming(): void;
  openParams(): void;
  showProblem(step: 1 | -1): void;
  openWiring(): void;
  makeSubflow(): void;
  goInside(): void;
  leave(): void;
}

export type Command = DocumentCommand | EditorCommand;

export const NOTHING: Selection = { blocks: new Set(), wires: new Set(), notes: new Set(), groups: new Set() };

export function chosen(
  blocks: Iterable<string>,
  wires: Iterable<string> = [],
  notes: Iterable<string> = [],
  groups: Iterable<string> = [],
): Selection {
  return { blocks: new Set(blocks), wires: new Set(wires), notes: new Set(notes), groups: new Set(groups) };
}

/** What moves, is copied or goes with the selection: a group stands for everything in it. */
export function heldBy({ document, selection }: Scene): { blocks: Set<string>; notes: Set<string> } {
  const blocks = new Set(selection.blocks);
  const notes = new Set(selection.notes);
  for (const id of selection.groups) {
    const group = groupsOf(document)[id];
    for (const block of group?.blocks ?? []) blocks.add(block);
    for (const note of group?.notes ?? []) notes.add(note);
  }
  return { blocks, notes };
}

/** The one selected block, when nothing else is. */
export function onlyBlock({ selection }: Scene): string | undefined {
  const { blocks, wires, notes, groups } = selection;
  return blocks.size === 1 && wires.size + notes.size + groups.size === 0 ? [...blocks][0] : undefined;
}

/** The one selected wire, when nothing else is. */
export function onlyWire({ document, selection }: Scene): Wire | undefined {
  const { blocks, wires, notes, groups } = selection;
  if (wires.size !== 1 || blocks.size + notes.size + groups.size > 0) return undefined;
  return document.wires.find((wire) => wires.has(wireName(wire)));
}

export function hasBlocks(scene: Scene): boolean {
  return heldBy(scene).blocks.size > 0;
}

/** Blocks, notes or groups: what has a place. */
export function hasPlaced({ selection }: Scene): boolean {
  return selection.blocks.size + selection.notes.size + selection.groups.size > 0;
}

export function hasSelection(scene: Scene): boolean {
  return hasPlaced(scene) || scene.selection.wires.size > 0;
}

export function always(): boolean {
  return true;
}
