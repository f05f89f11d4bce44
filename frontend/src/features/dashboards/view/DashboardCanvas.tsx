import { Button } from "@mantine/core";
import { IconEyeOff, IconLayoutDashboard } from "@tabler/icons-react";
import { memo, type ReactNode, useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { arrangingOf } from "../commands/place";
import type { Dragged } from "../designer/dragged";
import { EditableCell } from "../designer/EditableCell";
import type { Designer } from "../designer/useDesigner";
import type { Box, DashboardDocument, Widget } from "../document/dashboardDocument";
import { boxesOf, compact, type Frame, frameOf } from "../document/layout";
import { type DropPoint, Stage } from "../stage/Stage";
import type { PageTime } from "../time/useTimeRange";
import { widgetKind } from "../widgets/registry";
import classes from "./DashboardCanvas.module.css";
import { TimedWidget } from "./TimedWidget";
import { useHidden } from "./useHidden";
import type { Screen } from "./useScreen";

interface DashboardCanvasProps {
  document: DashboardDocument;
  screen: Screen;
  time: PageTime;
  designer: Designer;
  isLoading: boolean;
  /** What is being dragged in from the panels. */
  dragged: Dragged | null;
  drop: (dragged: Dragged, at: DropPoint) => void;
}

/** The widgets of one page, on its grid or on its free sheet. */
export function DashboardCanvas(props: DashboardCanvasProps) {
  const { document, screen, time, designer, isLoading, dragged, drop } = props;
  const { t } = useTranslation("dashboards");
  const { layout, pageId, isEditing } = screen;
  const { range, zoom } = time;
  const frame = useMemo(() => frameOf(document, { layout, pageId }), [document, layout, pageId]);
  // The phone shows a free page as a picture until it gets a layout of its own: there is nothing to arrange.
  const canArrange = isEditing && !(layout === "mobile" && frame.kind === "free");
  const placed = useMemo(() => boxesOf(document, layout, pageId), [document, layout, pageId]);
  const hidden = useSteady(useHidden(document, placed, screen));
  // The designer shows what is hidden, hatched; for viewers it is not there, and on a grid the others close up.
  const boxes = useMemo(() => {
    if (canArrange) return placed;
    const shown = hidden.size === 0 ? placed : placed.filter(({ i }) => !hidden.has(i));
    if (frame.kind === "free") return shown;
    return compact(shown, undefined, arrangingOf(document, { layout, pageId }).still);
  }, [document, layout, pageId, placed, hidden, canArrange, frame.kind]);
  const widgets = useSteadyWidgets(document.widgets);
  const draw = useCallback(
    (box: Box) => (
      <Cell
        box={box}
        widget={widgets[box.i]}
        kind={frame.kind}
        isEditing={canArrange}
        isHidden={hidden.has(box.i)}
        {...{ range, zoom, isLoading, designer }}
      />
    ),
    [frame.kind, widgets, canArrange, hidden, range, zoom, isLoading, designer],
  );
  if (placed.length === 0 && !isEditing) return <EmptyPage screen={screen} />;
  return (
    <>
      {boxes.length === 0 && <p className={classes.hint}>{t("empty.editing")}</p>}
      <Stage
        key={`${layout}:${pageId}`}
        boxes={boxes}
        frame={frame}
        draw={draw}
        hands={canArrange ? designer.hands : null}
        dragged={dragged?.what === "widget" ? sizeIn(frame, dragged.kind.size[layout]) : null}
        isDropTarget={canArrange && dragged !== null}
        drop={(at) => dragged && drop(dragged, at)}
      />
    </>
  );
}

/** The same set as long as the same are in it: a new one would draw all widgets again. */
function useSteady(ids: ReadonlySet<string>): ReadonlySet<string> {
  const names = [...ids].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names are the set.
  return useMemo(() => ids, [names]);
}

/** The same record as long as the same widgets are in it: filling in variables makes a new one for each change. */
function useSteadyWidgets(widgets: Record<string, Widget>): Record<string, Widget> {
  const known = useRef(widgets);
  const ids = Object.keys(widgets);
  const isSame =
    ids.length === Object.keys(known.current).length && ids.every((id) => widgets[id] === known.current[id]);
  if (!isSame) known.current = widgets;
  return known.current;
}

/** About as large as it will be: cells of a free page have the size they have on a grid of its width. */
function sizeIn(frame: Frame, cells: { w: number; h: number }): { w: number; h: number } {
  if (frame.kind === "grid") return cells;
  return { w: (cells.w * frame.size.w) / 24 - 8, h: cells.h * 32 - 8 };
}

interface CellProps extends Pick<PageTime, "range" | "zoom"> {
  box: Box;
  widget: Widget | undefined;
  kind: Frame["kind"];
  isEditing: boolean;
  isHidden: boolean;
  isLoading: boolean;
  designer: Designer;
}

/** One widget at its place; it alone draws again when it alone changes. */
const Cell = memo(function Cell(props: CellProps): ReactNode {
  const { box, widget, kind, isEditing, isHidden, isLoading, range, zoom, designer } = props;
  const { t } = useTranslation("dashboards");
  const host = useMemo(
    () =>
      widget && (
        <TimedWidget id={box.i} widget={widget} range={range} zoom={zoom} isLoading={isLoading} isEditing={isEditing} />
      ),
    [box.i, widget, range, zoom, isLoading, isEditing],
  );
  if (!widget || !isEditing) return host;
  const known = widgetKind(widget.type);
  const name = widget.title || (known ? t(`widget.${known.type}.title`) : widget.type);
  return (
    <EditableCell id={box.i} name={name} widget={widget} box={box} kind={kind} select={designer.select}>
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
});

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
