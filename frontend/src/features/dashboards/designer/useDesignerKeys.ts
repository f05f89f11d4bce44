import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useShortcut } from "@/shared/shortcuts/useShortcut";
import type { Designer } from "./useDesigner";

const ARROWS: [key: string, dx: number, dy: number][] = [
  ["arrowleft", -1, 0],
  ["arrowright", 1, 0],
  ["arrowup", 0, -1],
  ["arrowdown", 0, 1],
];

/** The keyboard of the designer: everything a mouse can do to a widget, and the clipboard. */
export function useDesignerKeys(designer: Designer, isEditing: boolean): void {
  const { t } = useTranslation("dashboards");
  const group = t("edit.group");
  const on = { group, isEnabled: isEditing };
  useShortcut("mod+s", () => void designer.save(), { ...on, label: t("edit.save"), worksInFields: true });
  useShortcut("mod+z", designer.undo, { ...on, label: t("shared:undo") });
  useShortcut("mod+shift+z", designer.redo, { ...on, label: t("edit.redo", { what: "" }).replace(": ", "") });
  useShortcut("mod+y", designer.redo, { ...on, label: t("edit.redo", { what: "" }).replace(": ", ""), isSilent: true });
  useShortcut("mod+d", designer.duplicate, { ...on, label: t("edit.duplicate") });
  useShortcut("mod+a", designer.selectAll, { ...on, label: t("edit.selectAll") });
  useShortcut("delete", designer.remove, { ...on, label: t("edit.delete") });
  useShortcut("backspace", designer.remove, { ...on, label: t("edit.delete"), isSilent: true });
  useShortcut("esc", designer.deselect, { ...on, label: t("edit.deselect") });
  useEffect(() => {
    if (!isEditing) return;
    // Held down, an arrow goes on moving; the shortcut list takes single strokes only, hence the listener.
    const pressed = (event: KeyboardEvent) => {
      // The first Escape leaves the field, the next one the widget.
      if (event.key === "Escape" && isTyping(event.target) && event.target instanceof HTMLElement) event.target.blur();
      if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const arrow = ARROWS.find(([key]) => key === event.key.toLowerCase());
      if (!arrow || !designer.hasSelection()) return;
      event.preventDefault();
      const [, dx, dy] = arrow;
      designer.nudge(event.shiftKey ? { dw: dx, dh: dy } : { dx, dy });
    };
    const copied = (event: ClipboardEvent) => {
      const clip = isTyping(event.target) ? null : designer.copied();
      if (!clip) return;
      event.clipboardData?.setData("text/plain", clip);
      event.preventDefault();
      if (event.type === "cut") designer.remove();
    };
    const pasted = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      if (designer.paste(event.clipboardData?.getData("text/plain") ?? "")) event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    window.addEventListener("copy", copied);
    window.addEventListener("cut", copied);
    window.addEventListener("paste", pasted);
    return () => {
      window.removeEventListener("keydown", pressed);
      window.removeEventListener("copy", copied);
      window.removeEventListener("cut", copied);
      window.removeEventListener("paste", pasted);
    };
  }, [designer, isEditing]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"], [role="listbox"]') !== null
  );
}
