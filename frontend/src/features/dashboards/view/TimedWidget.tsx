import { memo } from "react";
import type { Widget } from "../document/dashboardDocument";
import type { TimeRange } from "../time/timeRange";
import type { Zoom } from "../widgets/widget";
import { DetachedWidget, useOwnRange } from "./DetachedWidget";
import { WidgetHost } from "./WidgetHost";

interface TimedWidgetProps {
  id: string;
  widget: Widget;
  /** The page's. */
  range: TimeRange;
  zoom: Zoom;
  isLoading: boolean;
  isEditing: boolean;
}

/** A widget with the range that it shows: the page's, or one of its own. */
export const TimedWidget = memo(function TimedWidget(props: TimedWidgetProps) {
  const { id, widget, isLoading, isEditing } = props;
  const own = useOwnRange(widget, props.range);
  if (!own.range || !own.request) {
    return (
      <WidgetHost
        id={id}
        widget={widget}
        range={props.range}
        zoom={props.zoom}
        isLoading={isLoading}
        isEditing={isEditing}
        detach={own.request ? own.detach : undefined}
      />
    );
  }
  return (
    <DetachedWidget
      key={`${own.range.from} ${own.range.to}`}
      id={id}
      widget={widget}
      range={own.range}
      request={own.request}
      attach={own.isLaidDown ? null : own.attach}
    >
      {({ range, zoom, isLoading: isOwnLoading, chip }) => (
        <WidgetHost
          id={id}
          widget={widget}
          range={range}
          zoom={zoom}
          isLoading={isOwnLoading}
          isEditing={isEditing}
          chip={chip}
        />
      )}
    </DetachedWidget>
  );
});
