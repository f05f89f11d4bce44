import { useCallback } from "react";
import { chosen } from "../commands/command";
import { setGroup } from "../commands/setGroup";
import { useOpenEditor } from "../EditorContext";
import { hiddenIn } from "../graph/groups";
import type { Thing } from "./nodes";
import { useCanvasView } from "./useCanvasView";

/** Select something and bring it into view; what is folded away is unfolded for it, or its group shown where nothing may change. */
export function useReveal(): (thing: Thing) => void {
  const { store } = useOpenEditor();
  const { show } = useCanvasView();
  return useCallback(
    (thing) => {
      const { scene, isReadOnly, apply, select } = store.getState();
      const hidden = hiddenIn(scene.document);
      const group = thing.kind === "group" ? undefined : hidden[`${thing.kind}s`].get(thing.id);
      if (group !== undefined && isReadOnly) {
        select(chosen([], [], [], [group]));
        show([{ kind: "group", id: group }]);
        return;
      }
      if (group !== undefined) apply(setGroup, { group, values: { is_collapsed: false } });
      if (thing.kind === "block") select(chosen([thing.id]));
      else if (thing.kind === "note") select(chosen([], [], [thing.id]));
      else select(chosen([], [], [], [thing.id]));
      // What has just been unfolded is drawn a moment later.
      requestAnimationFrame(() => show([thing]));
    },
    [store, show],
  );
}
