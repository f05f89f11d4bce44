import { Button } from "@mantine/core";
import { IconEyeOff, IconLayoutDashboard } from "@tabler/icons-react";
import { type ReactNode, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { EditableCell } from "../designer/EditableCell";
import type { Designer } from "../designer/useDesigner";
import type { Box, DashboardDocument } from "../document/dashboardDocument";
import { boxesOf } from "../document/layout";
import { DashboardGrid } from "../grid/DashboardGrid";
import type { PageTime } from "../time/useTimeRange";
import { widgetKind } from "../widgets/registry";
import type { WidgetKind } from "../widgets/widget";
import classes from "./DashboardCanvas.module.css";
import { useHidden } from "./useHidden";
import type { Screen } from "./useScreen";
import { WidgetHost } from "./WidgetHost";

interface DashboardCanvasProps {
  document: DashboardDocument;
  screen: Screen;
  time: PageTime;
  designer: Designer;
  isLoading: boolean;
  /** What is being dragged in from the palette. */
  dragged: WidgetKind | null;
  endDrag: () => void;
}

const SMALLEST = { w: 2, h: 2 };

/** The widgets of one page on their grid. */
export function DashboardCanvas(props: DashboardCanvasProps) {
  const { document, screen, designer, dragged, endDrag } = props;
  const { t } = useTranslation("dashboards");
  const { layout, pageId, isEditing } = screen;
  const placed = useMemo(() => boxesOf(document, layout, pageId), [document, layout, pageId]);
  const hidden = useHidden(document, placed, screen);
  // The designer shows what is hidden, hatched; for viewers it is not there.
  const boxes = useMemo(
    () => (isEditing || hidden.size === 0 ? placed : placed.filter(({ i }) => !hidden.has(i))),
    [placed, hidden, isEditing],
  );
  const { widgets } = document;
  const minSizeOf = useCallback((id: string) => widgetKind(widgets[id]?.type ?? "")?.minSize ?? SMALLEST, [widgets]);
  const drop = (x: number, y: number) => {
    if (dragged) designer.add(dragged, { x, y });
    endDrag();
  };
  if (placed.length === 0 && !isEditing) return <EmptyPage screen={screen} />;
  return (
    <>
      {boxes.length === 0 && <p className={classes.hint}>{t("empty.editing")}</p>}
      <DashboardGrid
        key={`${layout}:${pageId}`}
        layout={layout}
        boxes={boxes}
        minSizeOf={minSizeOf}
        isEditing={isEditing}
        dragged={dragged ? dragged.size[layout] : null}
        arrange={designer.arrange}
        drop={drop}
      >
        {(id) => {
          const box = boxes.find(({ i }) => i === id);
          return box && <Cell {...props} box={box} isHidden={hidden.has(id)} />;
        }}
      </DashboardGrid>
    </>
  );
}

type CellProps = DashboardCanvasProps & { box: Box; isHidden: boolean };

function Cell({ box, isHidden, document, screen, time, designer, isLoading }: CellProps): ReactNode {
  const { t } = useTranslation("dashboards");
  const widget = document.widgets[box.i];
  if (!widget) return null;
  const host = (
    <WidgetHost
      id={box.i}
      widget={widget}
      range={time.range}
      zoom={time.zoom}
      isLoading={isLoading}
      isEditing={screen.isEditing}
    />
  );
  if (!screen.isEditing) return host;
  return (
    <EditableCell id={box.i} name={widget.title || widget.type} box={box} select={designer.select}>
      {isHidden ? (
        <div className={classes.hidden} data-testid={`hidden-${box.i}`}>
          {host}
          <span className={classes.badge} title={t("state.hidden")}>
            <IconEyeOff size={15} role="img" aria-label={t("state.hidden")} />
          </span>
        </div>
      ) : (
        host
      )}
    </EditableCell>
  );
}

function EmptyPage({ screen }: { screen: Screen }) {
  const { t } = useTranslation("dashboards");
  return (
    <EmptyState
      icon={IconLayoutDashboard}
      text={t("empty.page")}
      action={screen.canEdit && <Button onClick={() => screen.setEditing(true)}>{t("empty.edit")}</Button>}
    />
  );
}
