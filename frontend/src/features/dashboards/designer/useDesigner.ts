import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { addWidget } from "../commands/addWidget";
import { arrange, nudge } from "../commands/arrange";
import { setBindings } from "../commands/changeWidget";
import type { Command } from "../commands/command";
import { freshId } from "../commands/ids";
import { type Clip, clipOf, parseClip, pasteWidgets } from "../commands/pasteWidgets";
import { arrangingOf } from "../commands/place";
import { removeWidgets } from "../commands/removeWidgets";
import { withGroups } from "../commands/together";
import { LEAST_FREE } from "../document/arranging";
import { type Binding, type LayoutName, topicOf, type Widget } from "../document/dashboardDocument";
import { boxesOf, frameOf, type Place } from "../document/layout";
import { whereChanged } from "../document/whereChanged";
import { useEditor } from "../editor/EditorContext";
import type { Hands } from "../stage/Gesture";
import { widgetKind } from "../widgets/registry";
import type { WidgetKind } from "../widgets/widget";
import { announce } from "./announcer";

interface Options {
  pageId: string;
  layout: LayoutName;
  save: () => Promise<boolean>;
  /** Holds back everything that draws, while something is dragged. */
  freeze: (isFrozen: boolean) => void;
  /** Shows another page or layout: the one where something was taken back. */
  open: (place: Place) => void;
}

export type Designer = ReturnType<typeof useDesigner>;

const SMALLEST = { w: 1, h: 1 };
/** One stroke of an arrow on a free page; with Ctrl a single pixel. */
const STEP_PX = 8;

/** What a person can do to the page that is open, each as one command on the document. */
export function useDesigner(options: Options) {
  const { t } = useTranslation("dashboards");
  const editor = useEditor();
  const latest = useRef({ ...options, t });
  latest.current = { ...options, t };
  return useMemo(() => {
    const state = () => editor.getState();
    const place = () => ({ layout: latest.current.layout, pageId: latest.current.pageId });
    const boxes = () => boxesOf(state().document, latest.current.layout, latest.current.pageId);
    const frame = () => frameOf(state().document, place());
    const say = (key: string, values: Record<string, unknown> = {}) => announce(latest.current.t(key, values));
    const run = (command: Command) => state().run(command);
    const done = (command: Command) => {
      run(command);
      say("announce.done", { what: latest.current.t(`commandName.${command.name}`) });
    };
    const sayPlace = () => {
      const box = boxes().find(({ i }) => i === state().selection[0]);
      if (!box) return;
      const isFree = frame().kind === "free";
      say(
        isFree ? "announce.freePlace" : "announce.place",
        isFree ? { ...box } : { ...box, x: box.x + 1, y: box.y + 1 },
      );
    };
    const select = (ids: readonly string[]) => state().select([...ids]);
    const insert = (clip: Clip, at?: { x: number; y: number }) => {
      const { command, ids } = pasteWidgets(state().document, latest.current.pageId, clip, at);
      run(command);
      select(ids);
      say("announce.added", { count: ids.length });
    };
    const paste = (text: string): boolean => {
      const clip = parseClip(text);
      if (clip) insert(clip);
      return clip !== null;
    };
    const copied = (): string | null => {
      const { selection, document } = state();
      return selection.length > 0 ? JSON.stringify(clipOf(document, selection), null, 1) : null;
    };
    const put = (kind: WidgetKind, part: Partial<Widget>, at?: { x: number; y: number }): string => {
      const { document } = state();
      const id = freshId("w", Object.keys(document.widgets));
      const options = { ...kind.fresh?.(latest.current.t) };
      const empty = { type: kind.type, version: kind.version, title: "", options, bindings: [], rules: [] };
      const widget: Widget = { ...empty, ...part };
      const { layout, pageId } = place();
      run(addWidget({ id, widget, pageId, sizes: kind.size, ...(at ? { place: { layout, ...at } } : {}) }));
      return id;
    };
    /** A step back or forth is taken before one's eyes: where it changes something, with what it changes selected. */
    const step = (way: "undo" | "redo") => {
      const { past, future, document: before } = state();
      const taken = way === "undo" ? past.at(-1) : future[0];
      if (!taken) return;
      state()[way]();
      const where = whereChanged(before, state().document, taken.selection, place());
      if (where) latest.current.open(where);
      if (where && where.widgets.length > 0) select(where.widgets);
      say(way === "undo" ? "edit.undone" : "edit.redone", { what: latest.current.t(`commandName.${taken.name}`) });
    };
    const hands: Hands = {
      arranging: () => arrangingOf(state().document, place()),
      boxes,
      leastOf(id) {
        if (frame().kind === "free") return LEAST_FREE;
        return widgetKind(state().document.widgets[id]?.type ?? "")?.minSize ?? SMALLEST;
      },
      selection: () => state().selection,
      take(id) {
        if (!state().selection.includes(id)) select(withGroups(state().document, [id]));
        return state().selection;
      },
      selectOnly: (ids) => select(withGroups(state().document, ids)),
      arrange(next) {
        run(arrange(place(), next));
        sayPlace();
      },
      freeze: (isFrozen) => latest.current.freeze(isFrozen),
    };
    return {
      hands,
      run,
      done,
      place,
      frame,
      say,
      save: () => latest.current.save(),
      undo: () => step("undo"),
      redo: () => step("redo"),
      add(kind: WidgetKind, at?: { x: number; y: number }, bindings: readonly Binding[] = []) {
        const id = put(kind, { bindings: [...bindings] }, at);
        select([id]);
        say("announce.added", { count: 1 });
        return id;
      },
      nudge(by: { dx?: number; dy?: number; dw?: number; dh?: number }, isFine: boolean) {
        const step = frame().kind === "free" && !isFine ? STEP_PX : 1;
        const scaled = Object.fromEntries(Object.entries(by).map(([side, value]) => [side, value * step]));
        const { selection, document } = state();
        run(nudge(place(), selection, scaled));
        if (selection.every((id) => document.widgets[id]?.isLocked)) say("announce.locked");
        else sayPlace();
      },
      remove() {
        const { selection, document } = state();
        const going = selection.filter((id) => !document.widgets[id]?.isLocked);
        if (going.length === 0) {
          if (selection.length > 0) say("announce.locked");
          return;
        }
        run(removeWidgets(going));
        say("announce.removed", { count: going.length });
      },
      duplicate() {
        const clip = copied();
        if (clip) paste(clip);
      },
      copied,
      paste,
      insert,
      /** Gives a widget what was let go on it; false when it cannot show or control it. */
      bind(id: string, bindings: readonly Binding[], canSend: boolean): boolean {
        const widget = state().document.widgets[id];
        const kind = widgetKind(widget?.type ?? "");
        if (!widget || !kind || kind.data.max === 0 || (kind.data.isWritable && !canSend)) return false;
        const known = new Set(widget.bindings.map(topicOf));
        const fresh = bindings.filter((binding) => !known.has(topicOf(binding)));
        const next = kind.data.max === 1 ? fresh.slice(0, 1) : [...widget.bindings, ...fresh].slice(0, kind.data.max);
        if (fresh.length > 0) run(setBindings(id, next));
        select([id]);
        say("announce.bound", { count: fresh.length });
        return true;
      },
      selection: () => state().selection,
      hasSelection: () => state().selection.length > 0,
      /** A click. A group is taken as one; a second click takes one out of it. */
      select(id: string, isAdding: boolean) {
        const { selection, document } = state();
        const group = withGroups(document, [id]);
        const isWhole = selection.length === group.length && group.every((one) => selection.includes(one));
        if (!isAdding) select(isWhole && group.length > 1 ? [id] : group);
        else if (selection.includes(id)) select(selection.filter((one) => !group.includes(one)));
        else select([...selection, ...group.filter((one) => !selection.includes(one))]);
      },
      selectAll: () => select(boxes().map(({ i }) => i)),
      deselect: () => select([]),
    };
  }, [editor]);
}
