"""Read a time from a text such as `2026-03-29T12:00:00+02:00`.

Texts are read as ISO 8601; one without an offset is in the clock of the time zone you choose. `time` is in seconds since
1970 UTC, as all blocks have it.
"""

from typing import Annotated

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox import formats, windows


class Inputs(Ports):
    text: str


class ParseTimeParams(Params):
    zone: str = Field(
        "UTC", title="Time zone", max_length=60, examples=["Europe/Helsinki"], json_schema_extra={"format": "time_zone"}
    )

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        windows.zone_of(name)
        return name


class Outputs(Ports):
    time: Annotated[float, port("Time", "seconds since 1970 UTC")]


def evaluate(inputs: Inputs, params: ParseTimeParams) -> Outputs:
    return Outputs(formats.text_as_time(inputs.text, windows.zone_of(params.zone)) / windows.SECOND)


block = Block(
    name="text.parse_time",
    title="Parse time",
    evaluate=evaluate,
    keywords=["date", "timestamp", "ISO 8601", "strptime", "text to time", "epoch"],
    examples=[
        Example(says="with an offset", inputs={"text": "2026-01-01T00:00:00+02:00"}, outputs={"time": 1767218400.0}),
        Example(
            says="in the clock of Helsinki",
            params={"zone": "Europe/Helsinki"},
            inputs={"text": "2026-01-01 00:00"},
            outputs={"time": 1767218400.0},
        ),
    ],
)
