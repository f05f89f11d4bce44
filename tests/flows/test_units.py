"""Units: what they mean, how they convert, and whether those of a formula fit."""

import math
from types import SimpleNamespace

import pytest

from core.errors import Refused
from flows.graphs.facts import NoFacts
from flows.graphs.validation import check, place, upgraded
from flows.toolbox.dimensions import parse_with_units
from flows.toolbox.expression import parse
from flows.toolbox.units import QUANTITIES, BadUnit, conversion, unit_of
from tests.flows.drawing import draw


def converted(value: float, source: str, target: str) -> float:
    by = conversion(unit_of(source), unit_of(target))
    return value * by.factor + by.offset


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (20, "°C", "°F", 68),
        (0, "K", "°C", -273.15),
        (10, "Δ°C", "Δ°F", 18),
        (1, "kWh", "MJ", 3.6),
        (3.6, "m³/h", "l/s", 1),
        (1, "Nm", "J", 1),
        (25, "%", "ppm", 250_000),
        (1, "kvar", "VA", 1000),
        (60, "rpm", "rad/s", 2 * math.pi),
    ],
)
def test_a_value_is_converted(value: float, source: str, target: str, result: float):
    assert converted(value, source, target) == pytest.approx(result, rel=1e-12)


def test_a_turn_counts_once_between_rotations_and_frequencies():
    assert converted(3000, "rpm", "Hz") == pytest.approx(50)
    assert converted(50, "Hz", "rpm") == pytest.approx(3000)


@pytest.mark.parametrize(("quantity", "names"), QUANTITIES.items(), ids=QUANTITIES)
def test_the_units_of_one_quantity_convert_into_each_other(quantity: str, names: tuple[str, ...]):
    for name in names:
        there, back = conversion(unit_of(names[0]), unit_of(name)), conversion(unit_of(name), unit_of(names[0]))
        assert there.factor * back.factor == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kwh", "Did you mean kWh?"),
        ("flurps", "is no unit that is known here"),
        ("", "is no unit"),
        ("m**9999999", "an exponent has two digits at most"),
        ("__import__('os')", "is no unit"),
        ("m" * 41, "is no unit"),
    ],
)
def test_what_is_no_unit_is_refused(text: str, says: str):
    with pytest.raises(BadUnit, match=r".+") as refused:
        unit_of(text)
    assert says in refused.value.message


def test_units_that_measure_different_things_are_named():
    with pytest.raises(BadUnit, match=r"bar \(pressure\) cannot become °C \(temperature\)"):
        conversion(unit_of("bar"), unit_of("°C"))
    with pytest.raises(BadUnit, match="logarithmic"):
        conversion(unit_of("dBm"), unit_of("W"))


@pytest.mark.parametrize(
    ("text", "units", "result", "inputs", "value"),
    [
        ("u * i", {"u": "V", "i": "mA"}, "W", {"u": 230, "i": 2000}, 460),
        ("a + b", {"a": "m", "b": "mm"}, "", {"a": 1, "b": 500}, 1.5),
        ("a - b", {"a": "°C", "b": "°C"}, "Δ°F", {"a": 30, "b": 20}, 18),
        ("a - b", {"a": "°C", "b": "°C"}, "°F", {"a": 30, "b": 20}, 18),
        ("(a + b) / 2", {"a": "°C", "b": "°F"}, "°F", {"a": 20, "b": 68}, 68),
        ("t + 5", {"t": "°C"}, "K", {"t": 0}, 278.15),
        ("sine(a)", {"a": "°"}, "", {"a": 90}, 1),
        ("arcsine(a)", {"a": "%"}, "°", {"a": 100}, 90),
        ("square_root(a * a + b * b)", {"a": "m", "b": "cm"}, "m", {"a": 3, "b": 400}, 5),
        ("a ** 2", {"a": "m"}, "cm²", {"a": 1}, 10_000),
        ("m * c * (t1 - t2)", {"m": "kg/h", "c": "kJ/(kg*K)", "t1": "°C", "t2": "°C"}, "kW",
         {"m": 3600, "c": 4.2, "t1": 60, "t2": 50}, 42),
        ("maximum(a, b)", {"a": "bar", "b": "mbar"}, "", {"a": 1, "b": 1500}, 1.5),
        ("a / b + 1", {"a": "m", "b": "mm"}, "", {"a": 1, "b": 1000}, 2),
        ("a if a > b else b", {"a": "kW", "b": "W"}, "W", {"a": 1, "b": 1500}, 1500),
        ("share * load", {"share": "%", "load": "W"}, "W", {"share": 50, "load": 10}, 5),
        ("a % b", {"a": "h", "b": "min"}, "min", {"a": 1.75, "b": 60}, 45),
    ],
)  # fmt: skip
def test_a_formula_converts_where_units_meet(
    text: str, units: dict[str, str], result: str, inputs: dict[str, float], value: float
):
    expression, _ = parse_with_units(text, units, result)

    assert expression.evaluate(SimpleNamespace(**inputs)) == pytest.approx(value)


def test_equal_units_cost_nothing():
    plain, _ = parse_with_units("a + b", {"a": "m", "b": "m"}, "m")

    assert plain.evaluate.__code__.co_consts == parse("a + b").evaluate.__code__.co_consts


@pytest.mark.parametrize(
    ("text", "units", "result", "says"),
    [
        ("u * i", {"u": "V", "i": "A"}, "kg", "The formula gives V·A (power), and the result is to be in kg (mass)"),
        ("a + b", {"a": "m", "b": "kg"}, "", "kg (mass) cannot be added to m (length). (column 5)"),
        ("t * m", {"t": "°C", "m": "kg"}, "", "whose zero is not nothing"),
        ("exponential(u)", {"u": "V"}, "", "This is in V (voltage), and exponential takes a plain number."),
        ("a ** b", {"a": "m"}, "", "must be written as a number"),
        ("a > b", {"a": "bar", "b": "K"}, "", "This is in K (temperature), and is compared with bar (pressure)."),
        ("a ** 99", {"a": "m"}, "", "too large"),
    ],
)
def test_units_that_do_not_fit_are_refused_with_their_dimensions(text: str, units: dict[str, str], result: str, says: str):
    with pytest.raises(Refused) as refused:
        parse_with_units(text, units, result)
    assert says in refused.value.message


def test_each_complaint_about_units_stands_at_its_field():
    params = {
        "expression": "power = u * i",
        "units": [{"name": "u", "unit": "volts!"}, {"name": "x", "unit": "A"}, {"name": "u", "unit": "V"}],
        "result_unit": "W",
    }

    problems = {problem.field: problem.message for problem in check(draw({"b1": ("math.formula", params)}), NoFacts()).problems}

    assert problems["params.units.0.unit"].startswith("“volts!” is no unit")
    assert problems["params.units.1.name"] == "The formula has no input “x”. It has: u, i."
    assert problems["params.units.2.name"] == "The unit of “u” is given twice. Delete one of them."


def test_a_formula_may_name_its_result():
    placed, _ = place("b1", "math.formula", 2, {"expression": "heat_flow = m * c"}, NoFacts())

    assert placed is not None
    assert [port.title for port in placed.outputs][:1] == ["Heat flow"]


@pytest.mark.parametrize("text", ["a = b", 'mode = "auto"'])
def test_a_single_equals_sign_is_still_taken_for_a_slip_where_it_is_one(text: str):
    with pytest.raises(Refused, match="Write == to compare"):
        parse(text)


def test_formulas_of_version_1_get_empty_units():
    document = draw({"b1": ("math.formula", {"expression": "a * 2"})})

    block = upgraded(document)["blocks"]["b1"]

    assert (block["version"], block["params"]) == (2, {"expression": "a * 2", "units": [], "result_unit": ""})
