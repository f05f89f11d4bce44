import { createContext, type ReactNode, useCallback, useContext } from "react";
import { useStore } from "zustand";
import type { Command, Editor } from "./commands/command";
import type { EditorState, EditorStore } from "./editorStore";
import type { ActivityState, ActivityStore } from "./runs/activityStore";
import type { ViewState, ViewStore } from "./viewStore";

export interface OpenEditor {
  /** 0 while a subflow is drawn, which runs only in flows. */
  readonly flowId: number;
  /** The subflow that is open instead of a flow. */
  readonly subflowId?: number | undefined;
  readonly store: EditorStore;
  readonly view: ViewStore;
  readonly activity: ActivityStore;
}

const Context = createContext<OpenEditor | null>(null);

export function EditorProvider({ editor, children }: { editor: OpenEditor; children: ReactNode }) {
  return <Context value={editor}>{children}</Context>;
}

export function useOpenEditor(): OpenEditor {
  const editor = useContext(Context);
  if (!editor) throw new Error("This part of the flow editor stands outside of EditorProvider.");
  return editor;
}

export function useEditor<T>(select: (state: EditorState) => T): T {
  return useStore(useOpenEditor().store, select);
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useOpenEditor().view, select);
}

export function useActivity<T>(select: (state: ActivityState) => T): T {
  return useStore(useOpenEditor().activity, select);
}

const Actions = createContext<Editor | null>(null);

/** What commands ask of the editor around the document, for buttons and menus. */
export function ActionsProvider({ actions, children }: { actions: Editor; children: ReactNode }) {
  return <Actions value={actions}>{children}</Actions>;
}

export function useRunCommand(): (command: Command) => void {
  const actions = useContext(Actions);
  const { store } = useOpenEditor();
  return useCallback(
    (command) => {
      if ("apply" in command) store.getState().apply(command, undefined as never);
      else if (actions) command.run(actions);
    },
    [actions, store],
  );
}
