import { ActionIcon, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, use, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { MarksContext } from "../data/marks";
import { type PageRequest, PageRequestContext } from "../data/pageRequest";
import { useOwnData } from "../data/useFirstData";
import { DashboardDataContext } from "../data/useSources";
import type { Widget } from "../document/dashboardDocument";
import { rangeText } from "../time/rangeText";
import { absoluteRange, sameRange, type TimeRange } from "../time/timeRange";
import type { Zoom } from "../widgets/widget";
import classes from "./DetachedWidget.module.css";

export interface Detached {
  range: TimeRange;
  zoom: Zoom;
  isLoading: boolean;
  /** Says whose range this is, and leads back. */
  chip: ReactNode;
}

interface DetachedWidgetProps {
  id: string;
  widget: Widget;
  range: TimeRange;
  request: PageRequest;
  /** Back to the page's range; null where the dashboard itself lays the own range down. */
  attach: (() => void) | null;
  children: (detached: Detached) => ReactNode;
}

/** A widget with a range of its own: it zooms alone, and its values are its own. */
export function DetachedWidget({ id, widget, range: own, request, attach, children }: DetachedWidgetProps) {
  const { t } = useTranslation("dashboards");
  const [zoomed, setZoomed] = useState<TimeRange[]>([]);
  const range = zoomed.at(-1) ?? own;
  const { data, marks, isLoading } = useOwnData({ ...request, range }, id, widget);
  const zoom = useMemo<Zoom>(
    () => ({
      to: (from_ms, to_ms) =>
        to_ms - from_ms >= 1000 && setZoomed((known) => [...known, absoluteRange(from_ms, to_ms)]),
      back: () => setZoomed((known) => known.slice(0, -1)),
      show: (next) => setZoomed((known) => (sameRange(next, own) ? [] : [...known, next])),
    }),
    [own],
  );
  const back = zoomed.length > 0 ? () => setZoomed([]) : attach;
  const chip = (
    <span className={classes.chip} data-testid={`own-range-${id}`}>
      {rangeText(range, t)}
      {back && (
        <Tooltip label={t(zoomed.length > 0 ? "own.zoomBack" : "own.attach")}>
          <ActionIcon
            size={16}
            variant="transparent"
            aria-label={t(zoomed.length > 0 ? "own.zoomBack" : "own.attach")}
            onClick={back}
          >
            <IconX size={11} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
  return (
    <DashboardDataContext value={data}>
      <MarksContext value={marks}>{children({ range, zoom, isLoading, chip })}</MarksContext>
    </DashboardDataContext>
  );
}

/** Which range a widget has: the page's, one that the dashboard gives it, or one that somebody gives it while looking. */
export function useOwnRange(widget: Widget, page: TimeRange) {
  const request = use(PageRequestContext);
  const [own, setOwn] = useState<TimeRange | null>(null);
  return {
    request,
    range: widget.timeRange ?? own,
    isLaidDown: Boolean(widget.timeRange),
    // The same functions as long as they do the same: the widget is not drawn again for them.
    detach: useCallback(() => setOwn(page), [page]),
    attach: useCallback(() => setOwn(null), []),
  };
}
