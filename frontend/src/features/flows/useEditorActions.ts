import { useMemo } from "react";
import { notifyError } from "@/shared/notify/notify";
import { useCanvasView } from "./canvas/useCanvasView";
import { type DocumentCommand, type Editor, NOTHING } from "./commands/command";
import type { DraftKeeper } from "./draftKeeper";
import { useOpenEditor } from "./EditorContext";

/** What the commands that are no edits do. */
export function useEditorActions(keeper: DraftKeeper): Editor {
  const { store, view } = useOpenEditor();
  const canvas = useCanvasView();
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
      fitView: () => {
        const { blocks } = store.getState().scene.selection;
        canvas.show(blocks.size > 1 ? [...blocks] : undefined);
      },
      zoomBy: canvas.zoomBy,
      openQuickAdd: () => {
        const at = canvas.centre();
        const middle = canvas.flowToScreenPosition(at);
        view.setState({ quickAdd: { at, screen: { x: middle.x - 150, y: middle.y - 140 } } });
      },
      openWiring: () => view.setState({ isWiring: true }),
      leave: () => {
        const { quickAdd, isWiring, hint } = view.getState();
        if (quickAdd || isWiring || hint) view.setState({ quickAdd: null, isWiring: false, hint: null });
        else store.getState().select(NOTHING);
      },
    }),
    [store, view, canvas, keeper],
  );
}
