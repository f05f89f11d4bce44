"""Replace parts of a text.

**Plain** replaces exactly what you write; **pattern** takes a regular expression (RE2), and in the replacement `\\1` stands for
what its first group has found. `count` tells how often it was replaced.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox import patterns


class Inputs(Ports):
    text: str


class ReplaceParams(Params):
    mode: Literal["plain", "pattern"] = Field("plain", title="Find")
    find: str = Field(",", title="Text or pattern", min_length=1, max_length=patterns.MAX_PATTERN)
    replacement: str = Field(".", title="Replace with", max_length=1000)
    ignore_case: bool = Field(False, title="Ignore case", json_schema_extra={"show_when": {"mode": ["pattern"]}})
    only_first: bool = Field(False, title="Only the first")

    @model_validator(mode="after")
    def _can_be_read(self) -> "ReplaceParams":
        if self.mode == "pattern":
            groups = patterns.compiled(self.find).groups
            for number in re.findall(r"\\(\d+)", self.replacement.replace("\\\\", "")):
                if int(number) > groups:
                    raise ValueError(f"The replacement asks for group {number}; the pattern has {groups}")
        return self


class Outputs(Ports):
    text: Annotated[str, port("Text")]
    count: Annotated[float, port("Count", "how often it was replaced")]


def prepare(params: ReplaceParams) -> Any:
    return patterns.compiled(params.find, is_case_sensitive=not params.ignore_case) if params.mode == "pattern" else None


def evaluate(inputs: Inputs, params: ReplaceParams, prepared: Any) -> Outputs:
    text = patterns.checked_text(inputs.text)
    if prepared is not None:
        try:
            replaced, count = prepared.subn(params.replacement, text, 1 if params.only_first else 0)
        except patterns.ERRORS as error:
            raise ValueError(f"The replacement cannot be used: {error}.") from None
        return Outputs(patterns.checked_text(replaced), float(count))
    count = min(text.count(params.find), 1) if params.only_first else text.count(params.find)
    if len(text) + count * len(params.replacement) > 2 * patterns.MAX_TEXT:
        raise ValueError(f"The text gets longer than {patterns.MAX_TEXT:,} characters.")
    return Outputs(patterns.checked_text(text.replace(params.find, params.replacement, count)), float(count))


block = Block(
    name="text.replace",
    title="Replace",
    evaluate=evaluate,
    prepare=prepare,
    keywords=["substitute", "regex", "change", "remove", "string", "clean"],
    examples=[
        Example(says="a decimal comma", inputs={"text": "7,25"}, outputs={"text": "7.25", "count": 1.0}),
        Example(
            says="two groups change places",
            params={"mode": "pattern", "find": r"(\w+)-(\w+)", "replacement": r"\2 \1"},
            inputs={"text": "pump-north"},
            outputs={"text": "north pump", "count": 1.0},
        ),
    ],
)
