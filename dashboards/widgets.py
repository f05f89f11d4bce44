"""What the server must know of a widget type; its looks and options live in the front end under the same name."""

from typing import Final, NamedTuple


class WidgetKind(NamedTuple):
    points: int = 0  # of the time range that it can draw at most; 0: only the newest sample
    is_control: bool = False  # sends commands


KINDS: Final[dict[str, WidgetKind]] = {
    "value": WidgetKind(),
    "sparkline": WidgetKind(points=200),
    "gauge": WidgetKind(),
    "timeseries": WidgetKind(points=4_000),
    "lamp": WidgetKind(),
    "latest_table": WidgetKind(),
    "alarm_table": WidgetKind(),
    "toggle": WidgetKind(is_control=True),
    "button": WidgetKind(is_control=True),
    "slider": WidgetKind(is_control=True),
    "checkbox": WidgetKind(is_control=True),
    "knob": WidgetKind(is_control=True),
    "number_input": WidgetKind(is_control=True),
    "text_input": WidgetKind(is_control=True),
    "select": WidgetKind(is_control=True),
    "form": WidgetKind(is_control=True),
    "date_input": WidgetKind(is_control=True),
    "schedule": WidgetKind(is_control=True),
    "color_input": WidgetKind(is_control=True),
}

UNKNOWN: Final = WidgetKind()


def kind_of(type_: str) -> WidgetKind:
    """Of a type that only a newer program knows nothing is expected: it is kept and shown as such."""
    return KINDS.get(type_, UNKNOWN)
