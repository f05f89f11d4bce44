import math
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.toolbox.expression import FUNCTIONS, BadExpression, parse


def value_of(text: str, **inputs: object) -> object:
    return parse(text).evaluate(SimpleNamespace(**inputs))


@pytest.mark.parametrize(
    ("text", "inputs", "result"),
    [
        ("1 + 2 * 3", {}, 7),
        ("(a + b) / 2", {"a": 1.0, "b": 4.0}, 2.5),
        ("a ** 2", {"a": 3}, 9.0),
        ("-a % 3", {"a": 1.0}, 2.0),
        ("0 < a <= 10", {"a": 10.0}, True),
        ("on and not off", {"on": True, "off": False}, True),
        ("a if on else b", {"on": False, "a": 1.0, "b": 2.0}, 2.0),
        ('"level " + name', {"name": "high"}, "level high"),
        ('mode == "auto"', {"mode": "manual"}, False),
        ("maximum(a, b, 3)", {"a": 1.0, "b": 2.0}, 3),
        ("clamp(a, 0, 100)", {"a": 120.0}, 100),
        ("round(pi, 2)", {}, 3.14),
        ("square_root(16)\n + 1", {}, 5.0),
    ],
)
def test_a_formula_computes(text: str, inputs: dict[str, object], result: object):
    assert value_of(text, **inputs) == result


def test_inputs_have_the_types_that_follow_from_their_use():
    expression = parse('(a + b if on else 0) > limit and mode != "off"')

    assert expression.inputs == {"on": "boolean", "a": "number", "b": "number", "limit": "number", "mode": "text"}
    assert expression.result == "boolean"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The formula is empty. Write for example: a + b (column 1)"),
        ("a +* b", "This cannot be read. (column 4)"),
        ("a + sqrt(b)", "There is no function sqrt: write square_root. (column 5)"),
        ("a + sinee(b)", "There is no function sinee; did you mean sine? (column 5)"),
        ("a ^ b", "This operator is not known. Write ** for a power. There are + - * / // % **. (column 5)"),
        ("if(a, b, c)", "Write a choice as: a if condition else b (column 1)"),
        ("a == 1 and a", "a is used as a number elsewhere, and as a boolean here. (column 12)"),
        ("round(a, 1, 2)", "round takes 1 to 2 arguments, and 3 are given. (column 1)"),
        ("sine", "sine is a function: write sine(…). (column 1)"),
        ("a.b", "A dot cannot stand here; an input's name has only letters, digits and _. (column 1)"),
        ("  [1, 2]", "This is not part of the formula language. (column 3)"),
        ("_a + 1", "An input may not be called _a: use up to 40 letters, digits and _, with a letter first. (column 1)"),
        ("true > false", "Two booleans can only be compared by == and !=. (column 8)"),
    ],
)
def test_a_mistake_is_named_with_its_column(text: str, message: str):
    with pytest.raises(BadExpression) as refusal:
        parse(text)
    assert refusal.value.message == message


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__.__bases__",
        "(lambda: 1)()",
        "[x for x in y]",
        "open('/etc/passwd')",
        "a.__dict__",
        "f'{a}'",
        "'%s' % a + 1",
        "(a := 1)",
        "1 if a else ...",
        "b'x'",
        "print(a)",
        "eval('1')",
        "a @ b",
        "1 << 1000000000",
        "'x' * 1000000000",
    ],
)
def test_nothing_but_formulas_gets_through(text: str):
    with pytest.raises(BadExpression):
        parse(text)


def test_powers_do_not_grow_without_bound():
    with pytest.raises(OverflowError):
        value_of("9 ** 9 ** 9")


def test_a_formula_has_a_bound():
    with pytest.raises(BadExpression, match="more than 250 parts"):
        parse("+".join(["a"] * 200))
    with pytest.raises(BadExpression, match="2001 characters"):
        parse("a" * 2001)
    with pytest.raises(BadExpression):
        parse("(" * 900 + "a" + ")" * 900)


NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))
FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "pi", "2", "0.5"]),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from(["+", "-", "*"]), parts).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        parts.map(lambda part: f"absolute({part})"),
        st.tuples(parts, parts).map(lambda p: f"minimum({p[0]}, {p[1]})"),
        st.tuples(parts, parts, parts).map(lambda p: f"({p[0]} if {p[1]} < {p[2]} else {p[2]})"),
    ),
    max_leaves=12,
)


@settings(deadline=None)  # the machine may be busy
@given(FORMULAS, NUMBERS, NUMBERS)
def test_a_formula_means_what_it_means_in_python(text: str, a: float, b: float):
    names = {"a": a, "b": b, "pi": math.pi, "absolute": abs, "minimum": min}

    assert value_of(text, a=a, b=b) == eval(text, {"__builtins__": {}}, names)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=80))
def test_any_text_is_a_formula_or_is_refused(text: str):
    try:
        inputs, column = parse(text).inputs, 1
    except BadExpression as refusal:
        inputs, column = {}, refusal.column

    assert 1 <= column <= len(text) + 1
    assert all(name.isidentifier() for name in inputs)


def test_every_function_is_in_the_help_of_the_formula_block():
    from flows.catalogue import blocks

    words = blocks()["math.formula"].help
    assert [name for name in FUNCTIONS if f"`{name}" not in words] == []
