import { useMemo } from "react";
import type { LayoutName } from "../document/dashboardDocument";
import { frameOf } from "../document/layout";
import { useEditorState } from "../editor/EditorContext";
import type { Scene } from "./actions";

/** What actions look at to say whether they can be done now. */
export function useScene(layout: LayoutName, pageId: string): Scene {
  const document = useEditorState((state) => state.document);
  const selection = useEditorState((state) => state.selection);
  return useMemo(
    () => ({ document, selection, layout, frame: frameOf(document, { layout, pageId }) }),
    [document, selection, layout, pageId],
  );
}
