"""Send a value out at the output whose row fits it.

Each row of the table is a condition and has an output of its own; `otherwise` takes what fits no row. Rows are tried from
top to bottom: the **first** that fits gets the value, or **all** that fit do.

For texts there are also *contains*, *begins with* and *matches* (a regular expression).
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import re2
from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import Row, outputs_class

MAX_ROWS = 16

Test = Callable[[Any], bool]

Condition = Literal["==", "!=", "<", "<=", ">", ">=", "between", "contains", "begins_with", "matches"]
_ORDER = ("<", "<=", ">", ">=", "between")
_TEXT = ("contains", "begins_with", "matches")


class Rule(Row):
    when: Condition = Field("==", title="Value")
    value: str = Field("", title="Compare with", max_length=500)
    to: str = Field("", title="To", max_length=500, json_schema_extra={"show_when": {"when": ["between"]}})
    title: str = Field("", title="Name of the output", max_length=60)


class SwitchParams(Params):
    values: Literal["number", "text", "boolean"] = Field("number", title="Values")
    rows: list[Rule] = Field(
        [Rule(when="<", value="0", title="Negative"), Rule(when=">", value="0", title="Positive")],
        title="Rows",
        min_length=1,
        max_length=MAX_ROWS,
        json_schema_extra={"format": "table"},
    )
    send_to: Literal["first", "all"] = Field("first", title="Send to", description="The first row that fits, or all")

    @model_validator(mode="after")
    def _rows_can_be_tried(self) -> "SwitchParams":
        for place, row in enumerate(self.rows, 1):
            try:
                _test_of(row, self.values)
            except ValueError as error:
                raise ValueError(f"Row {place}: {error}") from None
        return self


def ports(params: SwitchParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    outputs = [
        Port(f"out{place}", row.title or _words(row), params.values, help=_words(row)) for place, row in enumerate(params.rows, 1)
    ]
    outputs.append(Port("otherwise", "Otherwise", params.values, help="what fits no row"))
    return [Port("value", "Value", params.values)], outputs


def _words(row: Rule) -> str:
    end = f" and {row.to}" if row.when == "between" else ""
    return f"{row.when.replace('_', ' ')} {row.value}{end}"


def _test_of(row: Rule, kind: str) -> Test:
    if kind == "boolean":
        return _boolean_test(row)
    if kind == "number":
        if row.when in _TEXT:
            raise ValueError(f"“{row.when.replace('_', ' ')}” is for texts, and the values are numbers.")
        low = _number(row.value)
        high = _number(row.to) if row.when == "between" else low
        return _ordered_test(row.when, low, high)
    match row.when:
        case "contains":
            return lambda value: row.value in value
        case "begins_with":
            return lambda value: value.startswith(row.value)
        case "matches":
            return _pattern_test(row.value)
    return _ordered_test(row.when, row.value, row.to)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"“{text}” is no number. Write for example 21.5.") from None


def _boolean_test(row: Rule) -> Test:
    if row.when not in ("==", "!="):
        raise ValueError(f"Booleans cannot be compared by “{row.when.replace('_', ' ')}”. Use == or !=.")
    if row.value.strip().lower() not in ("true", "false"):
        raise ValueError(f"“{row.value}” is no boolean. Write true or false.")
    wanted = (row.value.strip().lower() == "true") == (row.when == "==")
    return lambda value: value is wanted


def _pattern_test(text: str) -> Test:
    options = re2.Options()
    options.log_errors = False
    try:
        pattern = re2.compile(text, options=options)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else error
        raise ValueError(f"“{text}” is no regular expression: {reason}.") from None
    return lambda value: pattern.search(value) is not None


def _ordered_test(when: str, low: Any, high: Any) -> Test:
    tests: dict[str, Test] = {
        "==": lambda value: value == low,
        "!=": lambda value: value != low,
        "<": lambda value: value < low,
        "<=": lambda value: value <= low,
        ">": lambda value: value > low,
        ">=": lambda value: value >= low,
        "between": lambda value: low <= value <= high,
    }
    return tests[when]


def prepare(params: SwitchParams) -> tuple[type[Ports], list[tuple[str, Test]]]:
    tests = [(f"out{place}", _test_of(row, params.values)) for place, row in enumerate(params.rows, 1)]
    return outputs_class([Port(name, name, params.values) for name in (*(name for name, _ in tests), "otherwise")]), tests


def evaluate(inputs: Any, params: SwitchParams, prepared: tuple[Callable[..., Ports], list[tuple[str, Test]]]) -> Ports:
    made, tests = prepared
    fitting = [name for name, test in tests if test(inputs.value)]
    if params.send_to == "first":
        fitting = fitting[:1]
    return made(**dict.fromkeys(fitting or ["otherwise"], inputs.value))


block = Block(
    name="logic.switch",
    title="Switch",
    evaluate=evaluate,
    ports=ports,
    prepare=prepare,
    keywords=["route", "case", "branch", "filter", "condition", "rows", "demultiplexer", "demux", "select output"],
    examples=[
        Example(
            says="below, above and neither",
            inputs=[{"value": -1}, {"value": 5}, {"value": 0}],
            outputs=[{"out1": -1}, {"out2": 5}, {"otherwise": 0}],
        ),
        Example(
            says="texts, to every row that fits",
            params={
                "values": "text",
                "send_to": "all",
                "rows": [{"when": "begins_with", "value": "ERR"}, {"when": "matches", "value": r"\d{3}$"}],
            },
            inputs=[{"value": "ERR 104"}, {"value": "ok"}],
            outputs=[{"out1": "ERR 104", "out2": "ERR 104"}, {"otherwise": "ok"}],
        ),
        Example(
            says="between",
            params={"rows": [{"when": "between", "value": "10", "to": "20", "title": "Comfortable"}]},
            inputs=[{"value": 20}, {"value": 21}],
            outputs=[{"out1": 20}, {"otherwise": 21}],
        ),
    ],
)
