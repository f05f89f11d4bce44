"""What widgets are drawn from, read together: what several of them ask of a period is one read."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final, Literal, NamedTuple, get_args

import numpy as np

from core.clock import now_us
from core.errors import Refused
from dashboards.documents import MetricBinding, Widget
from dashboards.widgets import Needs, kind_of, needs_of
from devices.models import DataType, Metric
from telemetry import selectors as samples
from telemetry import summaries
from telemetry.store.buckets import SECOND_US
from telemetry.times import ms
from telemetry.zones import shifted_days, zone_of

Compare = Literal["none", "previous", "day", "week"]
COMPARES: Final[tuple[Compare, ...]] = get_args(Compare)
STATE_BINS: Final = 300  # of numbers on a state timeline
NUMBERS: Final = (DataType.DOUBLE,)


class Period(NamedTuple):
    from_us: int
    to_us: int

    @property
    def span_us(self) -> int:
        return self.to_us - self.from_us


class Page(NamedTuple):
    """How the whole page is looked at."""

    period: Period
    points: int
    compare: Compare = "none"
    zone: str = "UTC"

    def compare_of(self, widget: Widget) -> Compare:
        if not kind_of(widget.type).can_compare:
            return "none"
        own = widget.options.get("compare")
        is_alone = kind_of(widget.type).always_compares and self.compare == "none"
        return next((one for one in COMPARES if one == own), "previous" if is_alone else self.compare)

    def before(self, period: Period, compare: Compare) -> Period:
        """The period to compare with: the one just before, or the same wall clock a day or a week earlier."""
        if compare == "previous":
            return Period(period.from_us - period.span_us, period.from_us)
        start_us = shifted_days(period.from_us, -1 if compare == "day" else -7, zone_of(self.zone))
        return Period(start_us, start_us + period.span_us)


class Want(NamedTuple):
    """One read: metrics that want the same level of the same period go into it together."""

    level: Literal["series", "bins", "total", "distribution", "hours", "runs", "rows"]
    period: Period
    params: tuple[Any, ...] = ()


class Levels:
    """Gathers what widgets want, then reads it. The number of reads grows with the number of different wants only."""

    def __init__(self, page: Page, metrics: Mapping[int, Metric]) -> None:
        self.page = page
        self.metrics = metrics
        self._wants: dict[Want, set[int]] = {}
        self._series: dict[Period, dict[int, int]] = {}
        self._found: dict[Want, dict[int, Any]] = {}
        # Figures per bin that somebody asked for; which they are makes no further read.
        self._statistics: dict[Want, set[str]] = {}
        # “now” is one moment for the whole page.
        self._own_periods: dict[tuple[str, str], Period] = {}

    def period_of(self, widget: Widget) -> Period:
        """A widget's own range, if it has one that can be read."""
        if widget.time_range is None:
            return self.page.period
        ends = str(widget.time_range.from_), str(widget.time_range.to)
        if ends not in self._own_periods:
            try:
                self._own_periods[ends] = Period(*samples.period(*ends))
            except Refused:
                self._own_periods[ends] = self.page.period
        return self._own_periods[ends]

    def want(self, widget: Widget) -> None:
        ids = {b.metric for b in widget.bindings if isinstance(b, MetricBinding) and b.metric in self.metrics}
        if not ids:
            return
        for period, _ in self._periods(widget):
            for want in self._wants_of(needs_of(widget.type, widget.options), period, ids):
                self._wants.setdefault(want, set()).update(ids)
            if points := min(self.page.points, needs_of(widget.type, widget.options).points):
                most = self._series.setdefault(period, {})
                for one in ids:
                    most[one] = max(points, most.get(one, 0))

    def read(self) -> None:
        for period, most in self._series.items():
            found = self._found.setdefault(Want("series", period), {})
            for points in set(most.values()):
                alike = [one for one, wanted in most.items() if wanted == points]
                found |= samples.series(alike, from_us=period.from_us, to_us=period.to_us, points=points)
        for want, ids in self._wants.items():
            self._found[want] = READERS[want.level](self, want, ids)

    def of(self, widget: Widget, metric_id: int) -> dict[str, Any]:
        """`series`, and where the widget's kind needs them `levels` and `before`, of one of its metrics."""
        answer: dict[str, Any] = {}
        for period, compare in self._periods(widget):
            part = self._part(widget, period, metric_id)
            if compare == "none":
                answer |= part
            else:
                answer["before"] = {"shift_ms": ms(self.period_of(widget).from_us - period.from_us), "series": None} | part
        return answer

    def _part(self, widget: Widget, period: Period, metric_id: int) -> dict[str, Any]:
        needs = needs_of(widget.type, widget.options)
        part: dict[str, Any] = {}
        if needs.points:
            part["series"] = self._found.get(Want("series", period), {}).get(metric_id, NO_SERIES)
        levels = {
            want.level: found
            for want in self._wants_of(needs, period, {metric_id})
            if (found := self._found.get(want, {}).get(metric_id)) is not None
        }
        return part | ({"levels": levels} if levels else {})

    def _periods(self, widget: Widget) -> Iterable[tuple[Period, Compare]]:
        period, compare = self.period_of(widget), self.page.compare_of(widget)
        yield period, "none"
        if compare != "none":
            yield self.page.before(period, compare), compare

    def _wants_of(self, needs: Needs, period: Period, ids: set[int]) -> Iterable[Want]:
        if needs.statistics:
            yield self._bins(period, needs.bins, needs.width_s, needs.statistics)
        if needs.has_totals:
            yield Want("total", period)
        if needs.distribution:
            yield Want("distribution", period, (needs.distribution,))
        if needs.hours:
            yield Want("hours", period, needs.hours)
        if needs.has_runs:
            yield Want("runs", period)
            if any(self.metrics[one].data_type in NUMBERS for one in ids):
                # Measured numbers hardly ever say the same twice: their last value in each short stretch.
                yield self._bins(period, STATE_BINS, None, ("last",))
        if needs.rows:
            yield Want("rows", period, (needs.rows,))

    def _bins(self, period: Period, bins: int, width_s: int | None, statistics: tuple[str, ...]) -> Want:
        # As if for as many metrics as one widget can show, so that all widgets of a page share their bins.
        want = Want("bins", period, (summaries.bin_width_us(*period, bins=bins, metrics=50, width_s=width_s),))
        self._statistics.setdefault(want, set()).update(statistics)
        return want

    def statistics_of(self, want: Want) -> list[str]:
        return sorted(self._statistics.get(want, ()))


def _read_bins(levels: Levels, want: Want, ids: set[int]) -> dict[int, Any]:
    figures = summaries.bins(
        ids, from_us=want.period.from_us, to_us=want.period.to_us, width_us=want.params[0], zone=levels.page.zone
    )
    found: dict[int, Any] = {}
    edges = (figures.edges / 1000).tolist()
    width_s = float(np.median(np.diff(figures.edges))) / SECOND_US if len(figures.edges) > 1 else 0.0
    for row, one in enumerate(figures.series.tolist()):
        answer: dict[str, Any] = {"ts": edges[:-1], "end": edges[1:], "width_s": width_s}
        for name in levels.statistics_of(want):
            answer[name] = [value if math.isfinite(value) else None for value in summaries.statistic(figures, row, name).tolist()]
        found[one] = answer
    return found


def _read_totals(levels: Levels, want: Want, ids: set[int]) -> dict[int, Any]:
    return summaries.totals(ids, from_us=want.period.from_us, to_us=want.period.to_us)


def _read_distributions(levels: Levels, want: Want, ids: set[int]) -> dict[int, Any]:
    found = summaries.distributions(ids, from_us=want.period.from_us, to_us=want.period.to_us, bins=want.params[0])
    return {one: made and asdict(made) for one, made in found.items()}


def _read_hours(levels: Levels, want: Want, ids: set[int]) -> dict[int, Any]:
    name, by = want.params
    figures = summaries.hour_figures(ids, from_us=want.period.from_us, to_us=want.period.to_us, zone=levels.page.zone)
    zone = zone_of(levels.page.zone)
    return {
        one: summaries.hours(figures, row, statistic_name=name, zone=zone, by=by)
        for row, one in enumerate(figures.series.tolist())
    }


def _read_runs(levels: Levels, want: Want, ids: set[int]) -> dict[int, Any]:
    """Of what has states; numbers come in bins."""
    states = [one for one in ids if levels.metrics[one].data_type not in NUMBERS]
    found = summaries.runs(
        states,
        from_us=want.period.from_us,
        to_us=want.period.to_us,
        now_us=now_us(),
        expected_s={one: levels.metrics[one].expected_interval_s for one in states},
    )
    return {one: {**answer, "runs": [run._asdict() for run in answer["runs"]]} for one, answer in found.items()}


def _read_rows(levels: Levels, want: Want, ids: set[int]) -> dict[int, Any]:
    """The newest samples of each, newest first."""
    found: dict[int, Any] = {}
    for one in ids:
        page = samples.raw(one, **want.period._asdict(), limit=want.params[0], is_descending=True, cursor=None)
        found[one] = page._asdict()
    return found


READERS: Final[dict[str, Callable[[Levels, Want, set[int]], dict[int, Any]]]] = {
    "bins": _read_bins,
    "total": _read_totals,
    "distribution": _read_distributions,
    "hours": _read_hours,
    "runs": _read_runs,
    "rows": _read_rows,
}
NO_SERIES: Final[dict[str, Any]] = {"ts": [], "value": [], "reduced": False}
