import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Box } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import classes from "./EditableCell.module.css";

interface EditableCellProps {
  id: string;
  name: string;
  box: Box;
  select: (id: string, isAdding: boolean) => void;
  children: ReactNode;
}

/** A widget in the designer: it shows itself but does nothing; clicks select, the keyboard moves. */
export function EditableCell({ id, name, box, select, children }: EditableCellProps) {
  const { t } = useTranslation("dashboards");
  const isSelected = useEditorState((state) => state.selection.includes(id));
  const cell = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // One that was just added may stand below the edge of the screen.
    if (isSelected) cell.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  return (
    <div className={classes.cell} data-selected={isSelected} ref={cell}>
      {/* What stands below lies out of reach: a slider must not move while it is being arranged. */}
      <div className={classes.content} inert>
        {children}
      </div>
      <button
        type="button"
        className={classes.cover}
        aria-pressed={isSelected}
        aria-label={t("edit.cell", { title: name, w: box.w, h: box.h })}
        aria-description={t("edit.move")}
        data-testid={`select-${id}`}
        onClick={(event) => select(id, event.shiftKey || event.ctrlKey || event.metaKey)}
      />
    </div>
  );
}
