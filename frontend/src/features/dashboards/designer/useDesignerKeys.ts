import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { register } from "@/shared/shortcuts/shortcuts";
import { useShortcut } from "@/shared/shortcuts/useShortcut";
import type { DashboardDocument } from "../document/dashboardDocument";
import { useEditor } from "../editor/EditorContext";
import { ACTIONS, type Scene } from "./actions";
import { focusCanvas, nextArea } from "./areas";
import type { Designer } from "./useDesigner";

const ARROWS: [key: string, dx: number, dy: number][] = [
  ["arrowleft", -1, 0],
  ["arrowright", 1, 0],
  ["arrowup", 0, -1],
  ["arrowdown", 0, 1],
];

/** Listed in the sheet of shortcuts, but heard elsewhere: by the browser's clipboard, or by what has the focus. */
const ELSEWHERE: [keys: string, action: string][] = [
  ["mod+x", "cut"],
  ["mod+c", "copy"],
  ["mod+v", "paste"],
  ["arrowleft", "move"],
  ["shift+arrowright", "resize"],
  ["mod+arrowleft", "moveFine"],
  ["space", "addToSelection"],
  ["enter", "properties"],
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
  useShortcut("mod+a", designer.selectAll, { ...on, label: t("edit.selectAll") });
  useShortcut("backspace", designer.remove, { ...on, label: t("edit.delete"), isSilent: true });
  useShortcut("esc", designer.deselect, { ...on, label: t("edit.deselect") });
  useShortcut("f6", () => nextArea(1), { ...on, label: t("action.nextArea"), worksInFields: true });
  useShortcut("shift+f6", () => nextArea(-1), { ...on, label: t("action.previousArea"), worksInFields: true });
  useActionKeys(designer, isEditing);
  useEffect(() => {
    if (!isEditing) return;
    // Held down, an arrow goes on moving; the shortcut list takes single strokes only, hence the listener.
    const pressed = (event: KeyboardEvent) => {
      // The first Escape leaves the field for the widget that it is about, the next one leaves the widget.
      if (event.key === "Escape" && leavesField(event.target)) focusCanvas();
      if (event.defaultPrevented || isTyping(event.target) || event.altKey || belongsElsewhere(event.target)) return;
      const arrow = ARROWS.find(([key]) => key === event.key.toLowerCase());
      if (!arrow) return;
      takeFocused(designer, event.target);
      if (!designer.hasSelection()) return;
      event.preventDefault();
      const [, dx, dy] = arrow;
      designer.nudge(event.shiftKey ? { dw: dx, dh: dy } : { dx, dy }, event.ctrlKey || event.metaKey);
    };
    const copied = (event: ClipboardEvent) => {
      const clip = isTyping(event.target) ? null : designer.copied();
      if (!clip) return;
      event.clipboardData?.setData("text/plain", clip);
      event.preventDefault();
      if (event.type === "cut") designer.remove();
      else designer.say("announce.copied");
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

/** Each action of the table under its keys. */
function useActionKeys(designer: Designer, isEditing: boolean): void {
  const { t } = useTranslation("dashboards");
  const editor = useEditor();
  useEffect(() => {
    if (!isEditing) return;
    const group = t("edit.group");
    const scene = (): Scene => {
      const { document, selection }: { document: DashboardDocument; selection: readonly string[] } = editor.getState();
      return { document, selection, frame: designer.frame(), layout: designer.place().layout };
    };
    const leave = ACTIONS.flatMap((action) =>
      action.keys === undefined
        ? []
        : register({
            keys: action.keys,
            label: t(`action.${action.name}`),
            group,
            run: () => action.run(designer),
            isEnabled: () => action.isEnabled(scene()),
          }),
    );
    const listed = ELSEWHERE.map(([keys, name]) =>
      register({ keys, label: t(`action.${name}`), group, run: () => undefined, isEnabled: () => false }),
    );
    return () => {
      for (const stop of [...leave, ...listed]) stop();
    };
  }, [designer, isEditing, editor, t]);
}

/** Arrows act on the widget that has the focus, whatever was selected before. */
function takeFocused(designer: Designer, target: EventTarget | null): void {
  const id = target instanceof Element ? target.closest<HTMLElement>("[data-cell]")?.dataset.cell : undefined;
  if (id !== undefined && !designer.selection().includes(id)) designer.select(id, false);
}

/** Trees, tabs and toolbars have arrows of their own. */
function belongsElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="tree"], [role="menu"], [role="radiogroup"], nav') !== null;
}

/** Lists that are open and dialogs close themselves and keep the focus where it was. */
function leavesField(target: EventTarget | null): boolean {
  return (
    isTyping(target) &&
    target instanceof Element &&
    target.closest('[role="dialog"], [role="listbox"], [aria-expanded="true"]') === null
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input:not([type="radio"]):not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="listbox"]',
    ) !== null
  );
}
