import { IconDeviceDesktop, IconDeviceMobile, IconLinkPlus, IconLock } from "@tabler/icons-react";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Edge } from "../document/arranging";
import type { Box, Widget } from "../document/dashboardDocument";
import type { Frame } from "../document/layout";
import { useEditorState } from "../editor/EditorContext";
import { focusPanel } from "./areas";
import classes from "./EditableCell.module.css";

interface EditableCellProps {
  id: string;
  name: string;
  widget: Widget;
  box: Box;
  kind: Frame["kind"];
  select: (id: string, isAdding: boolean) => void;
  children: ReactNode;
}

const EDGES: readonly Edge[] = ["n", "e", "s", "w", "nw", "ne", "sw", "se"];

/** A widget in the designer: it shows itself but does nothing; clicks select, the keyboard moves. */
export const EditableCell = memo(function EditableCell(props: EditableCellProps) {
  const { id, name, widget, box, kind, select, children } = props;
  const { t } = useTranslation("dashboards");
  const isSelected = useEditorState((state) => state.selection.includes(id));
  const isAlone = useEditorState((state) => state.selection.length === 1 && state.selection[0] === id);
  const cell = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // One that was just added may stand below the edge of the screen.
    if (isAlone) cell.current?.scrollIntoView({ block: "nearest" });
  }, [isAlone]);
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const isAdding = event.key === " " || event.shiftKey;
    if (event.key === " ") select(id, isAdding);
    else {
      if (!isSelected) select(id, false);
      focusPanel();
    }
  };
  const label = t(kind === "free" ? "edit.freeCell" : "edit.cell", { title: name, w: box.w, h: box.h });
  const states = [
    widget.isLocked && t("edit.locked"),
    widget.group !== undefined && t("edit.grouped"),
    widget.onlyOn && t(`edit.only.${widget.onlyOn}`),
  ].filter(Boolean);
  return (
    <div className={classes.cell} data-selected={isSelected} data-locked={widget.isLocked ?? false} ref={cell}>
      {/* What stands below lies out of reach: a slider must not move while it is being arranged. */}
      <div className={classes.content} inert>
        {children}
      </div>
      <button
        type="button"
        className={classes.cover}
        aria-pressed={isSelected}
        aria-label={[label, ...states].join(", ")}
        aria-description={t("edit.move")}
        data-cover
        data-testid={`select-${id}`}
        onClick={(event) => select(id, event.shiftKey || event.ctrlKey || event.metaKey)}
        onDoubleClick={focusPanel}
        onKeyDown={pressed}
      />
      {states.length > 0 && (
        <span className={classes.marks} aria-hidden>
          {widget.isLocked && <IconLock size={13} />}
          {widget.group !== undefined && <IconLinkPlus size={13} />}
          {widget.onlyOn === "desktop" && <IconDeviceDesktop size={13} />}
          {widget.onlyOn === "mobile" && <IconDeviceMobile size={13} />}
        </span>
      )}
      {isAlone &&
        !widget.isLocked &&
        EDGES.map((edge) => <span key={edge} className={classes.handle} data-edge={edge} />)}
    </div>
  );
});
