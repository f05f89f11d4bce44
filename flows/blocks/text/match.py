"""Find a pattern in a text, and take out parts of it.

`matched` says whether the regular expression was found; `text` is what was found. Each group of the pattern becomes an output:
`(?P<level>\\d+)` the output `level`, groups without name `group1`,
`group2` and so on. A group that took no part in the match is not sent.

The expressions are those of RE2: they take time in proportion to the text, whatever the pattern, and know neither
look-ahead nor back-references.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox import patterns
from flows.toolbox.named_ports import MAX_PORTS, brought_to, check_distinct, checked_name, outputs_class


class MatchParams(Params):
    pattern: str = Field(
        r"(?P<value>[-+]?\d+(?:\.\d+)?)",
        title="Pattern",
        max_length=patterns.MAX_PATTERN,
        examples=[r"T=(?P<temperature>[-\d.]+)"],
        json_schema_extra={"format": "code"},
    )
    where: Literal["anywhere", "start", "whole"] = Field(
        "anywhere", title="Must fit", description="anywhere, at the start, or the whole text"
    )
    ignore_case: bool = Field(False, title="Ignore case")
    groups: Literal["text", "number"] = Field("text", title="Groups are")

    @field_validator("pattern")
    @classmethod
    def _can_be_read(cls, pattern: str) -> str:
        _groups(pattern)
        return pattern


def _groups(pattern: str) -> list[str]:
    compiled = patterns.compiled(pattern)
    if compiled.groups > MAX_PORTS:
        raise ValueError(
            f"The pattern has {compiled.groups} groups; {MAX_PORTS} are allowed. Write (?:…) for those that need no output"
        )
    named = {number: name for name, number in compiled.groupindex.items()}
    names = [checked_name(named.get(number, f"group{number}")) for number in range(1, compiled.groups + 1)]
    check_distinct(names, reserved=("error", "matched", "text"))
    return names


@dataclass(frozen=True)
class Prepared:
    search: Any
    names: list[str]
    outputs: type[Ports]


def ports(params: MatchParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("text", "Text", "text")], _outputs(params)


def _outputs(params: MatchParams) -> list[Port]:
    return [
        Port("matched", "Matched", "boolean"),
        Port("text", "Found", "text", help="All that was found"),
        *(Port(name, name, params.groups) for name in _groups(params.pattern)),
    ]


def prepare(params: MatchParams) -> Prepared:
    compiled = patterns.compiled(params.pattern, is_case_sensitive=not params.ignore_case)
    search = {"anywhere": compiled.search, "start": compiled.match, "whole": compiled.fullmatch}[params.where]
    return Prepared(search, _groups(params.pattern), outputs_class(_outputs(params)))


def evaluate(inputs: Any, params: MatchParams, prepared: Prepared) -> Any:
    found = prepared.search(patterns.checked_text(inputs.text))
    if found is None:
        return prepared.outputs(matched=False)
    given = {
        name: brought_to(params.groups, value, name)
        for name, value in zip(prepared.names, found.groups(), strict=True)
        if value is not None
    }
    return prepared.outputs(matched=True, text=found.group(0), **given)


block = Block(
    name="text.match",
    title="Regular expression",
    evaluate=evaluate,
    params_class=MatchParams,
    ports=ports,
    prepare=prepare,
    on_change=["matched"],
    keywords=["regex", "regexp", "pattern", "extract", "find", "search", "capture", "parse"],
    examples=[
        Example(
            says="a number out of a line",
            params={"pattern": r"T=(?P<temperature>[-\d.]+)", "groups": "number"},
            inputs=[{"text": "id 7 T=-3.5 ok"}, {"text": "no reading"}],
            outputs=[{"matched": True, "text": "T=-3.5", "temperature": -3.5}, {"matched": False}],
        )
    ],
)
