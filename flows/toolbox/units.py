"""Units of measurement: what a text such as `m³/h` means, and by how much to multiply to get from one to another.

Everything is exact until the last step, so 20 °C are 68 °F and not a hair more.
"""

import difflib
import functools
import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from core.errors import Refused

if TYPE_CHECKING:
    import pint

MAX_LENGTH = 40
_ALLOWED = re.compile(r"[\w\s°%*/^().·µμΩ²³⁴⁻¹+-]*")

# Of each quantity the units that people look for first; any other that is made of known ones can be written too.
QUANTITIES: dict[str, tuple[str, ...]] = {
    "temperature": ("°C", "K", "°F"),
    "temperature difference": ("Δ°C", "Δ°F"),
    "length": ("m", "mm", "cm", "km", "µm", "in", "ft", "mi"),
    "area": ("m²", "mm²", "cm²", "km²", "ha", "ft²"),
    "volume": ("m³", "l", "ml", "cm³", "ft³", "gal", "Nm³"),
    "mass": ("kg", "g", "mg", "t", "lb", "oz"),
    "time": ("s", "ms", "µs", "min", "h", "d", "week"),
    "speed": ("m/s", "km/h", "mph", "kn", "mm/s"),
    "acceleration": ("m/s²", "g_0"),
    "frequency": ("Hz", "kHz", "MHz", "GHz", "1/min"),
    "rotation": ("rpm", "rad/s", "°/s"),
    "angle": ("°", "rad"),
    "force": ("N", "kN", "lbf"),
    "pressure": ("bar", "mbar", "Pa", "kPa", "hPa", "MPa", "psi", "mmHg", "atm", "mH2O"),
    "energy": ("kWh", "Wh", "MWh", "J", "kJ", "MJ", "GJ", "cal", "kcal", "BTU"),
    "torque": ("Nm", "kNm"),
    "power": ("W", "kW", "MW", "mW", "hp", "VA", "kVA", "var", "kvar"),
    "voltage": ("V", "mV", "kV"),
    "current": ("A", "mA", "µA", "kA"),
    "resistance": ("Ω", "mΩ", "kΩ", "MΩ"),
    "charge": ("Ah", "mAh", "C"),
    "capacitance": ("F", "µF", "nF", "pF"),
    "inductance": ("H", "mH"),
    "conductance": ("S", "mS", "µS"),
    "conductivity": ("S/m", "mS/cm", "µS/cm"),
    "magnetic flux density": ("T", "mT", "µT"),
    "volume flow": ("m³/h", "l/min", "l/s", "m³/s", "l/h", "gal/min"),
    "mass flow": ("kg/h", "kg/s", "t/h", "g/s"),
    "density": ("kg/m³", "g/cm³", "g/l"),
    "concentration": ("mg/l", "µg/m³", "mg/m³", "g/m³"),
    "amount concentration": ("mol/l", "mmol/l"),
    "share": ("%", "ppm", "ppb"),
    "irradiance": ("W/m²", "kW/m²"),
    "heat capacity": ("kJ/(kg*K)", "J/(kg*K)"),
    "thermal conductivity": ("W/(m*K)",),
    "heat transfer": ("W/(m²*K)",),
    "illuminance": ("lx",),
    "luminous flux": ("lm",),
    "viscosity": ("Pa*s", "mPa*s"),
    "data": ("B", "kB", "MB", "GB", "bit"),
    "data rate": ("bit/s", "kbit/s", "Mbit/s", "MB/s"),
    "radiation dose rate": ("µSv/h", "mSv/h"),
}  # fmt: skip

_OWN_UNITS = (
    "newton_meter = newton * meter = Nm",  # otherwise a measure of yarn
    "volt_ampere_reactive = volt * ampere = var = VAr",
    "norm_cubic_meter = meter ** 3 = Nm3",
    "ppb = 1e-9",
)
_SPELLINGS = {"Nm³": "Nm3", "Δ°C": "delta_degree_Celsius", "Δ°F": "delta_degree_Fahrenheit", "Δ": "delta_"}
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class BadUnit(Refused, ValueError):
    """A text that is no unit, or units that do not fit."""

    code = "unit"


class Conversion(NamedTuple):
    """`value * factor + offset`"""

    factor: float
    offset: float = 0.0


SAME = Conversion(1.0)


@functools.cache
def registry() -> "pint.UnitRegistry[Any]":
    """Made when it is first needed: it takes half a second, and most flows have no units."""
    import pint

    made: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction, on_redefinition="ignore")
    for definition in _OWN_UNITS:
        made.define(definition)
    return made


@functools.lru_cache(maxsize=1_000)
def unit_of(text: str) -> Any:
    """The unit that a text stands for; refused with what was probably meant."""
    written = text.strip()
    if not written or len(written) > MAX_LENGTH or not _ALLOWED.fullmatch(written.replace("Δ", "")):
        raise BadUnit(f"“{written[:MAX_LENGTH]}” is no unit. Write for example kWh, m³/h or W/(m²*K).")
    for spelling, known in _SPELLINGS.items():
        written = written.replace(spelling, known)
    if any(len(number) > 2 for number in re.findall(r"\d+", written)):
        raise BadUnit(f"“{text}” is no unit: an exponent has two digits at most.")
    try:
        unit = registry().parse_units(written.replace("·", "*"))
    except Exception:  # the parser answers nonsense with a dozen kinds of errors
        raise BadUnit(f"“{text}” is no unit that is known here.{_meant(text)}") from None
    return unit


def _meant(text: str) -> str:
    names = [name for names in QUANTITIES.values() for name in names]
    folded = {name.casefold(): name for name in names}
    if text.strip().casefold() in folded:
        return f" Did you mean {folded[text.strip().casefold()]}?"
    close = difflib.get_close_matches(text.strip(), names, n=1)
    return f" Did you mean {close[0]}?" if close else " Write for example kWh, m³/h or W/(m²*K)."


def is_offset(unit: Any) -> bool:
    """Whether its zero is not nothing, as with °C: it can be compared, but not multiplied with other units."""
    return not registry().Quantity(1, unit)._is_multiplicative


def difference_of(unit: Any) -> Any:
    """The unit of a difference: of two °C it is Δ°C."""
    return registry().Unit("delta_" + next(iter(unit._units))) if is_offset(unit) else unit


def is_difference(unit: Any) -> bool:
    return any(name.startswith("delta_") for name in unit._units)


def conversion(source: Any, target: Any) -> Conversion:
    """From one unit to the other; refused when their dimensions differ."""
    if source == target:
        return SAME
    if source.dimensionality != target.dimensionality:
        raise BadUnit(f"{described(source)} cannot become {described(target)}.")
    convert = registry().convert
    try:
        zero, one = (convert(Fraction(number), source, target) for number in range(2))
    except TypeError:  # no logarithm of a fraction
        raise BadUnit(f"From {symbol(source)} to {symbol(target)} is no straight line: one of them is logarithmic.") from None
    factor = (one - zero) * _turns(source, target)
    return Conversion(float(factor), float(zero))


def _turns(source: Any, target: Any) -> float:
    """Between a rotation and a frequency one turn counts once, not as 2π."""
    if _is_rotation(source) and _is_in_hertz(target):
        return 1 / math.tau
    if _is_rotation(target) and _is_in_hertz(source):
        return math.tau
    return 1


def _is_rotation(unit: Any) -> bool:
    return dict(registry().get_root_units(unit)[1]._units) == {"radian": 1, "second": -1}


def _is_in_hertz(unit: Any) -> bool:
    return any(name.endswith("hertz") for name in unit._units)


def symbol(unit: Any) -> str:
    """As people write it: `m³/h`."""
    over: list[str] = []
    under: list[str] = []
    for name, exponent in unit._units.items():
        short = registry().get_symbol(name)
        short = {"deg": "°"}.get(short, short)
        (over if exponent > 0 else under).append(short + _superscript(abs(exponent)))
    above = "·".join(over) or "1"
    if not under:
        return above if over else "a plain number"
    return f"{above}/{under[0]}" if len(under) == 1 else f"{above}/({'·'.join(under)})"


def _superscript(exponent: Any) -> str:
    if exponent == 1:
        return ""
    if exponent == int(exponent):
        return str(int(exponent)).translate(_SUPERSCRIPTS)
    return f"^{float(exponent):g}"


def described(unit: Any) -> str:
    """The unit with what it measures: `V·A (power)`."""
    written, measure = symbol(unit), dimension(unit)
    return written if measure == written else f"{written} ({measure})"


def dimension(unit: Any) -> str:
    """What it measures in one word, or its dimension: `mass·length²/time³`."""
    if not unit.dimensionality:
        return "a plain number"
    known = _quantity_of_dimension().get(frozenset(unit.dimensionality.items()))
    if known:
        return known
    parts = {name.strip("[]"): exponent for name, exponent in unit.dimensionality.items()}
    over = "·".join(name + _superscript(exponent) for name, exponent in parts.items() if exponent > 0) or "1"
    under = "·".join(name + _superscript(-exponent) for name, exponent in parts.items() if exponent < 0)
    return f"{over}/{under}" if under else over


@functools.cache
def _quantity_of_dimension() -> dict[frozenset[Any], str]:
    found: dict[frozenset[Any], str] = {}
    for quantity, names in QUANTITIES.items():
        found.setdefault(frozenset(unit_of(names[0]).dimensionality.items()), quantity)
    return found
