import { Tooltip } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { usePaletteDrag } from "../canvas/usePaletteDrag";
import { useEditor } from "../EditorContext";
import type { BlockType } from "../graph/catalogue";
import { plainText } from "../runs/format";
import { lookOfType } from "./look";
import classes from "./palette.module.css";
import { toggleFavourite, useRemembered } from "./remembered";

interface PaletteItemProps {
  id: string;
  type: BlockType;
  isActive: boolean;
  /** It stands in its family as well. */
  isSecond?: boolean;
  add: () => void;
}

export function PaletteItem({ id, type, isActive, isSecond, add }: PaletteItemProps) {
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const { t } = useTranslation("flows");
  const isFavourite = useRemembered((state) => state.favourites.includes(type.type));
  const { icon: Icon, color } = lookOfType(type);
  const { start, ghost } = usePaletteDrag(type);
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of the palette's grid.
    // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus.
    <div className={classes.place} role="row">
      <Tooltip label={plainText(type.summary)} position="right" multiline maw={260} openDelay={600}>
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <button
          ref={element}
          type="button"
          id={id}
          role="gridcell"
          aria-selected={isActive}
          className={isActive ? `${classes.item} ${classes.active}` : classes.item}
          style={{ "--family": color }}
          disabled={isReadOnly}
          onPointerDown={start}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              add();
            }
          }}
          onDoubleClick={add}
          data-testid={isSecond ? undefined : `palette-${type.type}`}
        >
          <Icon size={15} stroke={1.7} aria-hidden className={classes.icon} />
          <span className={classes.title}>{type.title}</span>
        </button>
      </Tooltip>
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <span role="gridcell">
        <Tooltip label={t(isFavourite ? "palette.unstar" : "palette.star")} openDelay={400}>
          <button
            type="button"
            className={isFavourite ? `${classes.star} ${classes.starred}` : classes.star}
            aria-label={t("palette.star_of", { block: type.title })}
            aria-pressed={isFavourite}
            onClick={() => toggleFavourite(type.type)}
          >
            {isFavourite ? <IconStarFilled size={13} /> : <IconStar size={13} />}
          </button>
        </Tooltip>
      </span>
      {ghost}
    </div>
  );
}
