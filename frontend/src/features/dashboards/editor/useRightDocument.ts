import { useLayoutEffect, useRef } from "react";
import { parseDocument } from "../document/dashboardDocument";
import type { DashboardDetail } from "../queries";
import { isDirty } from "./dashboardEditor";
import { useEditor } from "./EditorContext";

/** Who looks sees what is published, who arranges sees the draft; a newer one of somebody else comes in by itself. */
export function useRightDocument(dashboard: DashboardDetail, isEditing: boolean): void {
  const editor = useEditor();
  const wasEditing = useRef<boolean | null>(null);
  useLayoutEffect(() => {
    const raw = isEditing && dashboard.draft ? dashboard.draft.document : dashboard.document;
    const version = isEditing ? dashboard.draft_version : dashboard.version;
    const isOther = wasEditing.current !== isEditing;
    wasEditing.current = isEditing;
    const state = editor.getState();
    if (!isOther && (isDirty(state) || version <= state.version)) return;
    state.replace(parseDocument(raw), version);
  }, [editor, dashboard, isEditing]);
}
