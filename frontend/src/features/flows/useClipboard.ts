import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { useCanvasView } from "./canvas/useCanvasView";
import { hasPlaced, heldBy } from "./commands/command";
import { deleteSelected } from "./commands/deleteSelected";
import { pasteBlocks } from "./commands/pasteBlocks";
import { useOpenEditor } from "./EditorContext";
import { clip, clippingText, readClipping } from "./graph/clipboard";
import type { Position } from "./graph/document";
import { GRID } from "./graph/geometry";

/** Copy, cut and paste by the browser's own events: they need no permission and also work without TLS. */
export function useClipboard(): void {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const { screenToFlowPosition, centre } = useCanvasView();
  const pointer = useRef<Position | null>(null);

  useEffect(() => {
    const move = (event: PointerEvent) => {
      const isOverCanvas = event.target instanceof Element && event.target.closest(".react-flow") !== null;
      pointer.current = isOverCanvas ? { x: event.clientX, y: event.clientY } : null;
    };
    const take = (event: ClipboardEvent): boolean => {
      const { scene } = store.getState();
      const hasText = window.getSelection()?.toString() !== "";
      if (isField(event.target) || hasText || !hasPlaced(scene)) return false;
      const { blocks, notes } = heldBy(scene);
      event.clipboardData?.setData("text/plain", clippingText(clip(scene.document, blocks, notes)));
      event.preventDefault();
      return true;
    };
    const copy = (event: ClipboardEvent) => {
      const { blocks, notes } = heldBy(store.getState().scene);
      if (!take(event)) return;
      notify(
        blocks.size > 0 ? t("clipboard.copied", { count: blocks.size }) : t("clipboard.notes", { count: notes.size }),
      );
    };
    const cut = (event: ClipboardEvent) => {
      if (!store.getState().isReadOnly && take(event)) store.getState().apply(deleteSelected, undefined);
    };
    const paste = (event: ClipboardEvent) => {
      if (isField(event.target) || store.getState().isReadOnly) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const clipping = readClipping(text);
      if (!clipping) {
        if (text.trim()) notify(t("clipboard.no_blocks"));
        return;
      }
      event.preventDefault();
      const known = Object.values(clipping.blocks).every(({ type }) => store.getState().catalogue.types.has(type));
      const at = pointer.current ? screenToFlowPosition(pointer.current) : centre();
      store.getState().apply(pasteBlocks, { clipping, where: { at: { x: at.x, y: at.y - 2 * GRID } } });
      if (!known) notify(t("clipboard.unknown_types"));
    };
    window.addEventListener("pointermove", move);
    window.document.addEventListener("copy", copy);
    window.document.addEventListener("cut", cut);
    window.document.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("pointermove", move);
      window.document.removeEventListener("copy", copy);
      window.document.removeEventListener("cut", cut);
      window.document.removeEventListener("paste", paste);
    };
  }, [store, screenToFlowPosition, centre, t]);
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
