import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { notify, notifyError } from "@/shared/notify/notify";
import { arrangeInBackground } from "./arrangeInBackground";
import type { Thing } from "./canvas/nodes";
import { type CanvasView, useCanvasView } from "./canvas/useCanvasView";
import { useReveal } from "./canvas/useReveal";
import { addNote } from "./commands/addNote";
import {
  type DocumentCommand,
  type Editor,
  heldBy,
  NOTHING,
  onlyBlock,
  onlyWire,
  type Scene,
} from "./commands/command";
import { moveThings } from "./commands/moveThings";
import type { DraftKeeper } from "./draftKeeper";
import { useOpenEditor } from "./EditorContext";
import type { EditorStore } from "./editorStore";
import { valueOutputs } from "./graph/catalogue";
import { portName } from "./graph/document";
import { BLOCK_WIDTH } from "./graph/geometry";
import { portsOf } from "./graph/ports";
import { NOTE_SIZE } from "./graph/remarks";
import { useGoInside } from "./subflows/useGoInside";
import type { QuickAddRequest, ViewState } from "./viewStore";

const GAP = 96;

/** What the commands that are no edits do. */
export function useEditorActions(keeper: DraftKeeper): Editor {
  const { t } = useTranslation("flows");
  const { store, view, activity } = useOpenEditor();
  const canvas = useCanvasView();
  const reveal = useReveal();
  const goInside = useGoInside();
  return useMemo<Editor>(
    () => ({
      get scene() {
        return store.getState().scene;
      },
      apply: <Args>(command: DocumentCommand<Args>, args?: Args) => store.getState().apply(command, args as Args),
      undo: () => store.getState().undo(),
      redo: () => store.getState().redo(),
      save: () => void keeper.flush().catch(notifyError),
      deploy: () => view.setState({ isDeploying: true }),
      openReplay: () => view.setState({ isReplayOpen: true }),
      fitView: () => canvas.show(),
      fitSelection: () => canvas.show(thingsIn(store.getState().scene)),
      zoomBy: canvas.zoomBy,
      zoomTo: canvas.zoomTo,
      toggleMinimap: () => view.setState(({ isMinimapOpen }) => ({ isMinimapOpen: !isMinimapOpen })),
      arrange: () => {
        const { document, selection } = store.getState().scene;
        const { blocks } = heldBy({ document, selection });
        const only = blocks.size > 1 ? blocks : undefined;
        void arrangeInBackground(document, store.getState().catalogue, only).then((places) => {
          // What was drawn meanwhile does not stand where the layout thought.
          if (store.getState().scene.document !== document) notify(t("arrange.changed"));
          else store.getState().apply(moveThings, { ...places, fitsFrames: true });
        });
      },
      openQuickAdd: () => {
        const request = quickAddFor(store, canvas);
        view.setState({ quickAdd: request });
      },
      openReplace: () => view.setState({ replacing: onlyBlock(store.getState().scene) ?? null }),
      openFind: () => view.setState({ isFinding: true }),
      openWiring: () => view.setState({ isWiring: true }),
      addNote: () => {
        const { x, y } = canvas.centre();
        store.getState().apply(addNote, { at: { x: x - NOTE_SIZE.width / 2, y: y - NOTE_SIZE.height / 2 } });
        const [note = null] = store.getState().scene.selection.notes;
        view.setState({ writing: note });
      },
      startRenaming: () => {
        const { scene } = store.getState();
        const block = onlyBlock(scene);
        const [note] = scene.selection.notes;
        if (block) view.setState({ renaming: block });
        else if (note) view.setState({ writing: note });
        else focusPanel();
      },
      openParams: () => {
        const [note] = store.getState().scene.selection.notes;
        if (note && !store.getState().isReadOnly) view.setState({ writing: note });
        else focusPanel();
      },
      showProblem: (step) => {
        const { document, selection } = store.getState().scene;
        const { problems } = view.getState();
        const failing = Object.entries(activity.getState().blocks).filter(([, { lastError }]) => lastError);
        const ids = [...problems.flatMap(({ block }) => block ?? []), ...failing.map(([id]) => id)];
        const unique = [...new Set(ids)].filter((id) => document.blocks[id]);
        const current = unique.findIndex((id) => selection.blocks.has(id));
        const start = current < 0 && step < 0 ? 0 : current;
        const next = unique[(start + step + unique.length) % Math.max(unique.length, 1)];
        if (next) reveal({ kind: "block", id: next });
        else notify(t("problems.none"));
      },
      makeSubflow: () => view.setState({ isMakingSubflow: !store.getState().isReadOnly }),
      goInside: () => {
        const id = onlyBlock(store.getState().scene);
        if (id) goInside(id);
      },
      leave: () => {
        const open = view.getState();
        const closed = CLOSED.find((part) =>
          Object.entries(part).some(([name, value]) => open[name as keyof ViewState] !== value),
        );
        if (closed) view.setState(closed);
        else store.getState().select(NOTHING);
      },
    }),
    [store, view, activity, canvas, reveal, goInside, keeper, t],
  );
}

/** What Esc closes before it takes the selection away, one after the other. */
const CLOSED: readonly Partial<ViewState>[] = [
  { menu: null },
  { quickAdd: null, isWiring: false, replacing: null, hint: null },
  { isFinding: false },
];

function thingsIn({ selection }: Scene): Thing[] {
  return [
    ...[...selection.blocks].map((id) => ({ kind: "block" as const, id })),
    ...[...selection.notes].map((id) => ({ kind: "note" as const, id })),
    ...[...selection.groups].map((id) => ({ kind: "group" as const, id })),
  ];
}

/** Into the selected wire, behind the selected block, or in the middle of the view. */
function quickAddFor(store: EditorStore, canvas: CanvasView): QuickAddRequest {
  const { scene, catalogue } = store.getState();
  const centre = canvas.centre();
  const beside = (at: { x: number; y: number }) => canvas.flowToScreenPosition(at);
  const into = onlyWire(scene);
  if (into) {
    const ends = [into.from, into.to].map((name) => scene.document.blocks[name.slice(0, name.indexOf("."))]?.position);
    const [from = centre, to = centre] = ends;
    const at = { x: (from.x + BLOCK_WIDTH + to.x) / 2, y: (from.y + to.y) / 2 + 28 };
    return { at, screen: beside(at), into };
  }
  const id = onlyBlock(scene);
  const block = id === undefined ? undefined : scene.document.blocks[id];
  if (id !== undefined && block) {
    const { inputs, outputs } = portsOf(catalogue, id, block);
    const output = valueOutputs(outputs)[0];
    const input = inputs.find(({ name }) => !scene.document.wires.some(({ to }) => to === portName(id, name)));
    const y = block.position.y + 28;
    if (output) {
      const at = { x: block.position.x + BLOCK_WIDTH + GAP, y };
      return { at, screen: beside(at), from: { port: portName(id, output.name), side: "output" } };
    }
    if (input) {
      const at = { x: block.position.x - GAP, y };
      return { at, screen: beside(at), from: { port: portName(id, input.name), side: "input" } };
    }
  }
  const middle = beside(centre);
  return { at: centre, screen: { x: middle.x - 150, y: middle.y - 140 } };
}

/** The first field of the panel: where params are set. */
function focusPanel(): void {
  const panel = window.document.querySelector('[data-testid="inspector"]');
  const param = panel?.querySelector('[data-testid^="param-"]');
  const field = param?.matches("input, textarea") ? param : param?.querySelector("input, textarea, button");
  const first = field ?? panel?.querySelector("input, textarea");
  if (first instanceof HTMLElement) first.focus();
}
