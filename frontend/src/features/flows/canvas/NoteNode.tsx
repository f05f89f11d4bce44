import { type NodeProps, useReactFlow } from "@xyflow/react";
import { memo, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { setNote } from "../commands/setNote";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import type { Note } from "../graph/document";
import { snap } from "../graph/geometry";
import classes from "./canvas.module.css";
import { type NoteNodeType, thingOf } from "./nodes";

const PLUGINS = [remarkGfm];
const SMALLEST = { width: 120, height: 48 };

/** A remark in Markdown. A double click opens it for writing, the corner makes it larger. */
export const NoteNode = memo(function NoteNode({ id: node, data, selected }: NodeProps<NoteNodeType>) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const { id } = thingOf(node);
  const isWriting = useView((state) => state.writing === id);
  const find = useView(({ found }) => (found === null ? "" : found.has(node) ? "hit" : "miss"));
  const { note } = data;
  const { size, resize } = useResize(id, note);
  const write = (isOpen: boolean) => view.setState({ writing: isOpen && !isReadOnly ? id : null });
  const names = [
    classes.note,
    selected && classes.noteSelected,
    find === "hit" && classes.found,
    find === "miss" && classes.missed,
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter opens the selected note by keyboard.
    <div
      className={names.filter(Boolean).join(" ")}
      style={{ ...size, "--tint": `var(--tint-${note.color}, var(--tint-grey))` }}
      data-testid={`note-${id}`}
      onDoubleClick={() => write(true)}
    >
      {isWriting ? (
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here.
          autoFocus
          className={`${classes.noteField} nodrag nopan nowheel`}
          defaultValue={note.text}
          maxLength={4000}
          aria-label={t("notes.text")}
          placeholder={t("notes.hint")}
          // At once: a note that is moved off the screen takes its field with it.
          onChange={(event) =>
            store.getState().apply(setNote, { note: id, values: { text: event.currentTarget.value } })
          }
          onBlur={() => write(false)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      ) : (
        <div className={`${classes.noteText} ${selected ? "nowheel" : ""}`}>
          {note.text ? (
            <Markdown remarkPlugins={PLUGINS} disallowedElements={["img"]} unwrapDisallowed>
              {note.text}
            </Markdown>
          ) : (
            <p className={classes.groupUntitled}>{t("notes.empty")}</p>
          )}
        </div>
      )}
      {selected && !isReadOnly && <span className={`${classes.grip} nodrag`} onPointerDown={resize} aria-hidden />}
    </div>
  );
});

/** While the corner is held only this note is drawn anew; the document changes when it is let go. */
function useResize(id: string, note: Note) {
  const { store } = useOpenEditor();
  const { getZoom } = useReactFlow();
  const [held, setHeld] = useState<{ width: number; height: number } | null>(null);
  const latest = useRef(held);
  const resize = (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation();
    const target = event.currentTarget;
    const start = { x: event.clientX, y: event.clientY };
    target.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      const zoom = getZoom();
      latest.current = {
        width: Math.max(SMALLEST.width, snap(note.width + (moved.clientX - start.x) / zoom)),
        height: Math.max(SMALLEST.height, snap(note.height + (moved.clientY - start.y) / zoom)),
      };
      setHeld(latest.current);
    };
    const done = () => {
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", done);
      target.removeEventListener("pointercancel", done);
      if (latest.current) store.getState().apply(setNote, { note: id, values: latest.current });
      latest.current = null;
      setHeld(null);
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", done);
    target.addEventListener("pointercancel", done);
  };
  return { size: held ?? { width: note.width, height: note.height }, resize };
}
