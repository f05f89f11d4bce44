import { Tooltip } from "@mantine/core";
import { useEffect, useRef } from "react";
import { usePaletteDrag } from "../canvas/usePaletteDrag";
import { useEditor } from "../EditorContext";
import type { BlockType } from "../graph/catalogue";
import { plainText } from "../runs/format";
import { familyColor } from "./families";
import { iconOf } from "./icons";
import classes from "./palette.module.css";

interface PaletteItemProps {
  id: string;
  type: BlockType;
  isActive: boolean;
  add: () => void;
}

export function PaletteItem({ id, type, isActive, add }: PaletteItemProps) {
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const Icon = iconOf(type.type, type.family);
  const { start, ghost } = usePaletteDrag(type);
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    <>
      <Tooltip label={plainText(type.summary)} position="right" multiline maw={260} openDelay={600}>
        <button
          ref={element}
          type="button"
          id={id}
          role="option"
          aria-selected={isActive}
          className={isActive ? `${classes.item} ${classes.active}` : classes.item}
          style={{ "--family": familyColor(type.family) }}
          disabled={isReadOnly}
          onPointerDown={start}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              add();
            }
          }}
          onDoubleClick={add}
          data-testid={`palette-${type.type}`}
        >
          <Icon size={15} stroke={1.7} aria-hidden className={classes.icon} />
          <span className={classes.title}>{type.title}</span>
        </button>
      </Tooltip>
      {ghost}
    </>
  );
}
