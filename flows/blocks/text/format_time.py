"""Write a time as a text, in the clock of a time zone.

`time` is in seconds since 1970 UTC, as blocks give it (`start` of a window, `time` of a source). When nothing is wired to
it, the time of whatever sets off `trigger` is written.

| in the pattern | is |
|---|---|
| `yyyy` `yy` | year: 2026, 26 |
| `M` `MM` `MMM` `MMMM` | month: 3, 03, Mar, March |
| `d` `dd` `D` | day: 9, 09; of the year |
| `EEE` `EEEE` | Mon, Monday |
| `H` `HH` `h` `hh` `a` | hour of 24, of 12 with AM or PM |
| `m` `mm` `s` `ss` `SSS` | minutes, seconds, milliseconds |
| `w` `Q` | ISO week, quarter |
| `XXX` `z` | offset (+02:00 or Z), name of the zone (EET) |
| `'text'` | itself |
"""

from typing import Annotated

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Ports, Trigger, port
from flows.toolbox import formats, windows


class Inputs(Ports):
    time: Annotated[float | None, port("Time", "seconds since 1970 UTC; without a wire: the time of the trigger")] = None
    trigger: Annotated[Trigger, port("Trigger")] = False


class FormatTimeParams(Params):
    pattern: str = Field("yyyy-MM-dd HH:mm:ss", title="Pattern", min_length=1, max_length=200, examples=["dd.MM.yyyy HH:mm"])
    zone: str = Field(
        "UTC", title="Time zone", max_length=60, examples=["Europe/Helsinki"], json_schema_extra={"format": "time_zone"}
    )

    @field_validator("pattern")
    @classmethod
    def _is_known(cls, pattern: str) -> str:
        formats.check_pattern(pattern)
        return pattern

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        windows.zone_of(name)
        return name


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def evaluate(inputs: Inputs, params: FormatTimeParams, at: int) -> Outputs:
    time_us = at if inputs.time is None else round(windows.finite(inputs.time, "time") * windows.SECOND)
    return Outputs(formats.time_as_text(time_us, params.pattern, windows.zone_of(params.zone)))


block = Block(
    name="text.format_time",
    title="Format time",
    evaluate=evaluate,
    keywords=["date", "timestamp", "clock", "strftime", "ISO 8601", "moment", "time zone"],
    examples=[
        Example(
            says="midnight in Helsinki",
            params={"pattern": "EEE d MMM yyyy HH:mm XXX", "zone": "Europe/Helsinki"},
            inputs={"time": 1767218400.0},
            outputs={"text": "Thu 1 Jan 2026 00:00 +02:00"},
        ),
        Example(
            says="the time of a sample",
            params={"pattern": "HH:mm:ss.SSS"},
            at_s=[3661.5],
            inputs={"trigger": True},
            outputs={"text": "01:01:01.500"},
        ),
    ],
)
