import { useMemo, useRef } from "react";
import { addWidget } from "../commands/addWidget";
import { arrange, nudge } from "../commands/arrange";
import type { Command } from "../commands/command";
import { freshId } from "../commands/ids";
import { clipOf, parseClip, pasteWidgets } from "../commands/pasteWidgets";
import { removeWidgets } from "../commands/removeWidgets";
import type { Box, LayoutName } from "../document/dashboardDocument";
import { boxesOf } from "../document/layout";
import { useEditor } from "../editor/EditorContext";
import type { WidgetKind } from "../widgets/widget";

interface Options {
  pageId: string;
  layout: LayoutName;
  save: () => Promise<boolean>;
}

export type Designer = ReturnType<typeof useDesigner>;

/** What a person can do to the page that is open, each as one command on the document. */
export function useDesigner(options: Options) {
  const editor = useEditor();
  const latest = useRef(options);
  latest.current = options;
  return useMemo(() => {
    const state = () => editor.getState();
    const place = () => ({ layout: latest.current.layout, pageId: latest.current.pageId });
    const paste = (text: string): boolean => {
      const clip = parseClip(text);
      if (!clip) return false;
      const { command, ids } = pasteWidgets(state().document, latest.current.pageId, clip);
      state().run(command);
      state().select(ids);
      return true;
    };
    const copied = (): string | null => {
      const { selection, document } = state();
      return selection.length > 0 ? JSON.stringify(clipOf(document, selection)) : null;
    };
    return {
      run: (command: Command) => state().run(command),
      save: () => latest.current.save(),
      undo: () => state().undo(),
      redo: () => state().redo(),
      add(kind: WidgetKind, at?: { x: number; y: number }) {
        const { document, run, select } = state();
        const id = freshId("w", Object.keys(document.widgets));
        const widget = { type: kind.type, version: kind.version, title: "", options: {}, bindings: [], rules: [] };
        const { layout, pageId } = place();
        run(addWidget({ id, widget, pageId, sizes: kind.size, ...(at ? { place: { layout, ...at } } : {}) }));
        select([id]);
      },
      arrange: (boxes: Box[]) => state().run(arrange(place(), boxes)),
      nudge(by: Parameters<typeof nudge>[2]) {
        state().run(nudge(place(), state().selection, by));
      },
      remove() {
        const { selection, run } = state();
        if (selection.length > 0) run(removeWidgets(selection));
      },
      duplicate() {
        const clip = copied();
        if (clip) paste(clip);
      },
      copied,
      paste,
      hasSelection: () => state().selection.length > 0,
      select(id: string, isAdding: boolean) {
        const { selection, select } = state();
        if (!isAdding) select([id]);
        else select(selection.includes(id) ? selection.filter((one) => one !== id) : [...selection, id]);
      },
      selectAll() {
        const { layout, pageId } = place();
        state().select(boxesOf(state().document, layout, pageId).map(({ i }) => i));
      },
      deselect: () => state().select([]),
    };
  }, [editor]);
}
