"""Values in the unit that a widget shows: by the catalogue that the front end converts with."""

import functools
import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django.conf import settings

from telemetry.summaries import STATISTICS

FILE: Final = "frontend/src/features/dashboards/data/units.json"
Convert = Callable[[float], float]
Source = Mapping[str, Any]


@functools.cache
def _catalogue() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((settings.BASE_DIR / FILE).read_text())
    return found


@functools.cache
def _quantities() -> dict[str, str]:
    return {unit: quantity for quantity, units in _catalogue()["quantities"].items() for unit in units}


def unit_name(text: str) -> str:
    """The catalogue's own spelling, or the text as it is."""
    bare = text.strip()
    return bare if bare in _quantities() else str(_catalogue()["spellings"].get(bare, bare))


def converter(source: str, target: str) -> Convert | None:
    """None where one unit does not become the other."""
    own, wanted = unit_name(source), unit_name(target)
    quantity = _quantities().get(own)
    if quantity is None or quantity != _quantities().get(wanted):
        return None
    units = _catalogue()["quantities"][quantity]
    (factor, offset), (by, less) = _pair(units[own]), _pair(units[wanted])
    return lambda value: float(f"{(value * factor + offset - less) / by:.12g}")


def _pair(to_base: Any) -> tuple[float, float]:
    return (to_base[0], to_base[1]) if isinstance(to_base, list) else (to_base, 0.0)


class Shown(NamedTuple):
    source: Source
    # The unit that was asked for and cannot be had; everything is in its own unit then.
    refused: str | None = None


def shown(source: Source, unit: str) -> Shown:
    """A source in the unit that a widget asks for. A metric without a unit takes the name that is given to it."""
    wanted = unit_name(unit)
    if not wanted or wanted == unit_name(str(source["unit"])):
        return Shown(source)
    if not source["unit"]:
        return Shown({**source, "unit": wanted})
    convert = converter(str(source["unit"]), wanted)
    if convert is None:
        return Shown(source, wanted)
    changed = {**source, "unit": wanted, **_parts(source, convert)}
    if latest := source.get("latest"):
        changed["latest"] = {**latest, "value": _number(latest["value"], convert)}
    if before := source.get("before"):
        changed["before"] = {**before, **_parts(before, convert)}
    return Shown(changed)


def _parts(source: Source, convert: Convert) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if series := source.get("series"):
        changed["series"] = {**series, "value": [_number(value, convert) for value in series["value"]]}
    if levels := source.get("levels"):
        changed["levels"] = {name: _LEVELS.get(name, _as_it_is)(part, convert) for name, part in levels.items() if part}
    return changed


def _number(value: Any, convert: Convert) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return convert(value) if is_number else value


def _figure(value: float | None, statistic: str, convert: Convert, count: float) -> float | None:
    """Numbers of samples have no unit, and differences know no zero point."""
    if value is None or statistic == "count":
        return value
    zero = convert(0)
    if statistic == "range":
        return convert(value) - zero
    if statistic == "sum":
        return convert(value) - zero + zero * count
    return convert(value)


def _bins(bins: Mapping[str, Any], convert: Convert) -> dict[str, Any]:
    counts = bins.get("count") or [1] * len(bins["ts"])
    shown_ = dict(bins)
    for name in STATISTICS:
        if name in bins:
            shown_[name] = [_figure(value, name, convert, count or 0) for value, count in zip(bins[name], counts, strict=True)]
    return shown_


def _total(total: Mapping[str, Any], convert: Convert) -> dict[str, Any]:
    count = total.get("count") or 0
    return {**total, **{name: _figure(total[name], name, convert, count) for name in STATISTICS if name in total}}


_DISTRIBUTED: Final = ("low", "q1", "median", "q3", "high", "mean", "minimum", "maximum")


def _distribution(made: Mapping[str, Any], convert: Convert) -> dict[str, Any]:
    return {
        **made,
        **{name: convert(made[name]) for name in _DISTRIBUTED},
        "edges": [convert(one) for one in made["edges"]],
        "outliers": [convert(one) for one in made["outliers"]],
        "curve": [(convert(value), share) for value, share in made["curve"]],
    }


def _hours(hours: Mapping[str, Any], convert: Convert) -> dict[str, Any]:
    rows = [[_figure(value, hours["statistic"], convert, 1) for value in row] for row in hours["value"]]
    return {**hours, "value": rows}


def _as_it_is(part: Any, convert: Convert) -> Any:
    return part


_LEVELS: Final[dict[str, Callable[[Any, Convert], Any]]] = {
    "bins": _bins,
    "total": _total,
    "distribution": _distribution,
    "hours": _hours,
}
