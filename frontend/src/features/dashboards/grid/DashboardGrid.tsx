import { type ReactNode, useMemo } from "react";
import { GridLayout, type LayoutItem, useContainerWidth, verticalCompactor } from "react-grid-layout";
import "react-grid-layout/css/styles.css";
import { type Box, COLUMNS, GRID_GAP_PX, type LayoutName, ROW_HEIGHT_PX } from "../document/dashboardDocument";
import classes from "./DashboardGrid.module.css";

interface DashboardGridProps {
  layout: LayoutName;
  boxes: readonly Box[];
  minSizeOf: (id: string) => { w: number; h: number };
  isEditing: boolean;
  /** Size of what is being dragged in from outside. */
  dragged: { w: number; h: number } | null;
  arrange: (boxes: Box[]) => void;
  drop: (x: number, y: number) => void;
  children: (id: string) => ReactNode;
}

/** The only component that knows the grid library. The document is the truth; the library proposes, commands decide. */
export function DashboardGrid(props: DashboardGridProps) {
  const { layout, boxes, minSizeOf, isEditing, dragged, arrange, drop, children } = props;
  const { width, containerRef, mounted } = useContainerWidth({ measureBeforeMount: true });
  const columns = COLUMNS[layout];
  const items = useMemo(
    () =>
      boxes.map((box): LayoutItem => {
        const least = minSizeOf(box.i);
        return { ...box, minW: Math.min(least.w, columns), minH: least.h };
      }),
    [boxes, columns, minSizeOf],
  );
  return (
    <div ref={containerRef} className={classes.place} data-editing={isEditing} data-testid="grid">
      {mounted && (
        <GridLayout
          width={width}
          layout={items}
          gridConfig={{
            cols: columns,
            rowHeight: ROW_HEIGHT_PX,
            margin: [GRID_GAP_PX, GRID_GAP_PX],
            containerPadding: [0, 0],
            maxRows: Number.POSITIVE_INFINITY,
          }}
          dragConfig={{ enabled: isEditing, bounded: false, threshold: 4, cancel: "[data-no-drag]" }}
          resizeConfig={{ enabled: isEditing, handles: ["se", "s", "e"] }}
          dropConfig={{ enabled: isEditing, defaultItem: dragged ?? { w: 6, h: 4 }, touchEnabled: true }}
          droppingItem={dragged ? { i: "__dropping", x: 0, y: 0, ...dragged } : undefined}
          compactor={verticalCompactor}
          onDragStop={(next, before, after) => moved(before, after) && arrange(toBoxes(next))}
          onResizeStop={(next, before, after) => moved(before, after) && arrange(toBoxes(next))}
          onDrop={(_, item) => item && drop(item.x, item.y)}
          className={classes.grid}
        >
          {boxes.map((box) => (
            <div key={box.i} className={classes.cell}>
              {children(box.i)}
            </div>
          ))}
        </GridLayout>
      )}
    </div>
  );
}

function moved(before: LayoutItem | null, after: LayoutItem | null): boolean {
  return !before || !after || (["x", "y", "w", "h"] as const).some((side) => before[side] !== after[side]);
}

function toBoxes(layout: readonly LayoutItem[]): Box[] {
  return layout.filter(({ i }) => i !== "__dropping").map(({ i, x, y, w, h }) => ({ i, x, y, w, h }));
}
