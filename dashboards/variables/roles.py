"""What a metric is to a machine, whatever its path is called: a template says “temperature” and fits every make.

A role is found by the words of the path first, by the unit second; in doubt the shortest path is meant.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol, TypeVar


class Role(NamedTuple):
    words: tuple[str, ...]
    units: tuple[str, ...] = ()
    data_types: tuple[str, ...] = ("double", "long")
    is_writable: bool | None = None


class Candidate(Protocol):
    @property
    def path(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def data_type(self) -> str: ...

    @property
    def is_writable(self) -> bool: ...


CandidateT = TypeVar("CandidateT", bound=Candidate)

NUMBERS: Final = ("double", "long")
ROLES: Final[dict[str, Role]] = {
    "temperature": Role(("temperature", "temp", "t"), ("°C", "°F", "K", "C", "degC")),
    "humidity": Role(("humidity", "rh", "moisture"), ("%RH", "% RH")),
    "co2": Role(("co2", "airquality", "air"), ("ppm",)),
    "pressure": Role(("pressure", "press", "p"), ("bar", "mbar", "Pa", "kPa", "hPa", "MPa", "psi")),
    "level": Role(("level", "fill", "filllevel")),
    "flow": Role(("flow", "flowrate", "throughput"), ("m³/h", "m3/h", "l/min", "L/min", "l/s", "L/s", "kg/h")),
    "power": Role(("power", "watt"), ("W", "kW", "MW", "VA", "kVA")),
    "energy": Role(("energy", "consumption", "kwh", "meter"), ("Wh", "kWh", "MWh", "J", "kJ", "MJ", "GJ")),
    "voltage": Role(("voltage", "u"), ("V", "kV", "mV")),
    "current": Role(("current", "amps", "i"), ("A", "mA", "kA")),
    "frequency": Role(("frequency", "freq"), ("Hz", "kHz")),
    "speed": Role(("speed", "rpm", "velocity"), ("rpm", "1/min", "min-1", "km/h", "m/s")),
    "vibration": Role(("vibration", "vib"), ("mm/s", "g")),
    "counter": Role(("count", "counter", "pieces", "parts", "produced")),
    "hours": Role(("hours", "runtime", "uptime"), ("h",)),
    "battery": Role(("battery", "charge", "soc")),
    "signal": Role(("signal", "rssi", "snr"), ("dBm", "dB")),
    "running": Role(("running", "run", "on", "active", "state", "status", "enabled"), (), ("boolean",)),
    "switch": Role(
        ("switch", "on", "run", "enable", "start", "power", "burner", "pump", "valve", "fan"), (), ("boolean",), is_writable=True
    ),
    "setpoint": Role(("setpoint", "set", "target", "sp", "interval"), (), NUMBERS, is_writable=True),
    "latitude": Role(("latitude", "lat")),
    "longitude": Role(("longitude", "lon", "lng")),
    # Whatever the machine measures: for maps and lists over machines of many makes.
    "main": Role(()),
}


def fitting(role: str, metrics: Iterable[CandidateT]) -> CandidateT | None:
    """The metric that has the role among those of one device."""
    wanted = ROLES.get(role)
    if wanted is None:
        return None
    ranked = [(rank, len(metric.path), metric.path, metric) for metric in metrics if (rank := _rank(wanted, metric)) is not None]
    return min(ranked, key=lambda one: one[:3])[3] if ranked else None


def _rank(role: Role, metric: Candidate) -> int | None:
    """Small is good: the last word of the path, any word, then the unit."""
    if metric.data_type not in role.data_types or role.is_writable not in (None, metric.is_writable):
        return None
    # Whoever looks for a measured value does not mean what is sent to the device.
    late = 10 if role.is_writable is None and metric.is_writable else 0
    words = [word for word in re.split(r"[^a-z0-9]+", _apart(metric.path)) if word]
    joined = "".join(re.split(r"[^a-z0-9]+", metric.path.rsplit("/", 1)[-1].lower()))
    for place, word in enumerate(role.words):
        if joined == word:
            return late
        if words and words[-1] == word and (len(word) > 2 or joined == word):
            return late + 1
        if word in words and (len(word) > 2):
            return late + 2 + (place > 0)
    if not role.words:
        return late + 9
    return late + 5 if metric.unit and metric.unit in role.units else None


def _apart(path: str) -> str:
    """`outletTemp` as two words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", path).lower()
