import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { DashboardEditor, EditorState } from "./dashboardEditor";

export const EditorContext = createContext<DashboardEditor | null>(null);

/** The open dashboard's store itself, for code that acts. */
export function useEditor(): DashboardEditor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("useEditor stands outside of an open dashboard.");
  return editor;
}

/** A part of the open dashboard, for code that shows. */
export function useEditorState<T>(select: (state: EditorState) => T): T {
  return useStore(useEditor(), select);
}
