"""What the server must know of a widget type; its looks and options live in the front end under the same name."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from telemetry.summaries import STATISTICS

Options = Mapping[str, Any]


class Needs(NamedTuple):
    """What a widget is drawn from besides the newest values. Everything is of its time range."""

    points: int = 0  # samples, reduced to about so many
    statistics: tuple[str, ...] = ()  # figures per bin of time
    bins: int = 0  # about so many
    width_s: int | None = None  # or bins of this width
    has_totals: bool = False  # figures of the whole range
    distribution: int = 0  # a histogram of about so many bins, quartiles and outliers
    hours: tuple[str, Literal["weekday", "date"]] | None = None  # a statistic for each hour of a day
    has_runs: bool = False  # how long which value lasted
    rows: int = 0  # the newest samples, not reduced


# What a flow may set of a widget's looks, besides the value: inputs of its block.
LOOKS: Final = ("title", "color", "visible")
WITH_UNIT: Final = (*LOOKS, "unit")
WITH_TEXT_AND_UNIT: Final = (*LOOKS, "text", "unit")


class WidgetKind(NamedTuple):
    points: int = 0  # of the time range that it can draw at most; 0: only the newest sample
    is_control: bool = False  # sends commands
    needs: Callable[[Options], Needs] | None = None  # where it depends on the options
    can_compare: bool = False  # also draws the period before
    needs_place: bool = False  # where the devices of its sources stand
    always_compares: bool = False  # is nothing without the period before
    has_value: bool = True  # is about values, so that its block in a flow has an input for one
    looks: tuple[str, ...] = WITH_UNIT
    devices: int = 50  # that one binding may lead to: more lines than this nobody tells apart


def _one_of(value: Any, choices: tuple[str, ...], otherwise: str) -> str:
    return value if isinstance(value, str) and value in choices else otherwise


def _whole(value: Any, low: int, high: int, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else otherwise


# Widths of bins by the words of the params; anything else is automatic.
WIDTHS_S: Final = {"1m": 60, "5m": 300, "15m": 900, "1h": 3600, "6h": 21_600, "1d": 86_400, "1w": 604_800}


def _width_s(options: Options) -> int | None:
    return WIDTHS_S.get(options.get("bins", ""), None) if isinstance(options.get("bins", ""), str) else None


def _statistic(options: Options) -> str:
    return _one_of(options.get("statistic"), STATISTICS, "avg")


def _bar(options: Options) -> Needs:
    if options.get("by") == "sources":
        return Needs(has_totals=True) if options.get("statistic") != "latest" else Needs()
    return Needs(statistics=(_statistic(options),), bins=24, width_s=_width_s(options))


def _pie(options: Options) -> Needs:
    if options.get("by") == "states":
        return Needs(has_runs=True)
    return Needs() if options.get("statistic", "latest") == "latest" else Needs(has_totals=True)


def _heatmap(options: Options) -> Needs:
    match options.get("by", "weekday"):
        case "sources":
            return Needs(statistics=(_statistic(options),), bins=96, width_s=_width_s(options))
        case "date":
            return Needs(hours=(_statistic(options), "date"))
        case _:
            return Needs(hours=(_statistic(options), "weekday"))


def _band(options: Options) -> Needs:
    return Needs(statistics=("min", "max", "avg"), bins=240, width_s=_width_s(options))


def _histogram(options: Options) -> Needs:
    return Needs(distribution=_whole(options.get("count"), 3, 100, 20))


KINDS: Final[dict[str, WidgetKind]] = {
    "value": WidgetKind(),
    "sparkline": WidgetKind(points=200),
    "delta": WidgetKind(needs=lambda _: Needs(has_totals=True), can_compare=True, always_compares=True),
    "timeseries": WidgetKind(points=4_000, can_compare=True),
    "bar": WidgetKind(needs=_bar, can_compare=True),
    "band": WidgetKind(needs=_band),
    "scatter": WidgetKind(points=2_000, looks=LOOKS),
    "pie": WidgetKind(needs=_pie),
    "histogram": WidgetKind(needs=_histogram),
    "box": WidgetKind(needs=lambda _: Needs(distribution=20)),
    "heatmap": WidgetKind(needs=_heatmap),
    "state_timeline": WidgetKind(needs=lambda _: Needs(has_runs=True), looks=LOOKS),
    "time_range": WidgetKind(has_value=False, looks=("visible",)),
    "gauge": WidgetKind(points=200),
    "linear_gauge": WidgetKind(points=200),
    "progress": WidgetKind(),
    "tank": WidgetKind(),
    "thermometer": WidgetKind(),
    "analog_indicator": WidgetKind(),
    "battery": WidgetKind(),
    "signal": WidgetKind(),
    "compass": WidgetKind(),
    "status_grid": WidgetKind(devices=500),
    "lamp": WidgetKind(looks=LOOKS),
    "latest_table": WidgetKind(devices=500),
    "alarm_table": WidgetKind(has_value=False, looks=LOOKS),
    "map": WidgetKind(needs_place=True, devices=500),
    "route": WidgetKind(points=2_000, looks=LOOKS),
    "floor_plan": WidgetKind(),
    "symbol": WidgetKind(looks=WITH_UNIT),
    "process_picture": WidgetKind(),
    "time_table": WidgetKind(points=2_000),
    "event_log": WidgetKind(looks=LOOKS),
    "image": WidgetKind(has_value=False, looks=LOOKS),
    "video": WidgetKind(has_value=False, looks=LOOKS),
    "web_frame": WidgetKind(has_value=False, looks=LOOKS),
    "qr_code": WidgetKind(looks=("title", "color", "visible", "text")),
    "label": WidgetKind(looks=("title", "visible", "text", "unit")),
    "tabs": WidgetKind(has_value=False, looks=("visible",)),
    "panel": WidgetKind(has_value=False, looks=("visible", "text")),
    "page_link": WidgetKind(looks=WITH_TEXT_AND_UNIT),
    "selector": WidgetKind(has_value=False, looks=("visible",)),
    "divider": WidgetKind(has_value=False, looks=("visible", "text")),
    "shape": WidgetKind(looks=("color", "visible")),
    "clock": WidgetKind(has_value=False, looks=LOOKS),
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


def needs_of(type_: str, options: Options) -> Needs:
    kind = kind_of(type_)
    return kind.needs(options) if kind.needs else Needs(points=kind.points)
