import { NumberInput } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { setBox } from "../commands/arrange";
import { boxesOf } from "../document/layout";
import { useEditorState } from "../editor/EditorContext";
import classes from "./PropertyPanel.module.css";
import type { Designer } from "./useDesigner";

const SIDES = ["x", "y", "w", "h"] as const;

/** Where a widget stands, as numbers: cells counted from one on a grid, pixels on a free page. */
export function PlaceSection({ id, designer }: { id: string; designer: Designer }) {
  const { t } = useTranslation("dashboards");
  const { layout, pageId } = designer.place();
  const document = useEditorState((state) => state.document);
  // On a phone that follows the desktop the boxes are made anew each time, so they cannot be what is listened to.
  const box = useMemo(
    () => boxesOf(document, layout, pageId).find(({ i }) => i === id),
    [document, layout, pageId, id],
  );
  const isLocked = useEditorState((state) => state.document.widgets[id]?.isLocked ?? false);
  if (!box) return null;
  const isFree = designer.frame().kind === "free";
  const from = (side: string) => (!isFree && (side === "x" || side === "y") ? 1 : 0);
  const set = (part: Parameters<typeof setBox>[2]) => designer.run(setBox({ layout, pageId }, id, part));
  return (
    <div className={classes.places}>
      {SIDES.map((side) => (
        <NumberInput
          key={side}
          label={t(`position.side.${side}`)}
          allowDecimal={false}
          disabled={isLocked}
          min={from(side)}
          suffix={isFree ? " px" : undefined}
          value={box[side] + from(side)}
          onChange={(value) => typeof value === "number" && set({ [side]: value - from(side) })}
          data-testid={`place-${side}`}
        />
      ))}
      {isFree && (
        <NumberInput
          label={t("position.side.r")}
          allowDecimal={false}
          disabled={isLocked}
          min={0}
          max={359}
          suffix="°"
          value={box.r ?? 0}
          onChange={(value) => typeof value === "number" && set({ r: value })}
          data-testid="place-r"
        />
      )}
    </div>
  );
}
