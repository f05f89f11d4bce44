"""What the server must know of a widget type; its looks and options live in the front end under the same name."""

from typing import Final, NamedTuple


class WidgetKind(NamedTuple):
    needs_series: bool = False  # draws the samples of the time range, not only the newest one
    is_control: bool = False  # sends commands


KINDS: Final[dict[str, WidgetKind]] = {
    "value": WidgetKind(),
    "sparkline": WidgetKind(needs_series=True),
    "gauge": WidgetKind(),
    "timeseries": WidgetKind(needs_series=True),
    "lamp": WidgetKind(),
    "latest_table": WidgetKind(),
    "alarm_table": WidgetKind(),
    "toggle": WidgetKind(is_control=True),
    "button": WidgetKind(is_control=True),
    "slider": WidgetKind(is_control=True),
}
