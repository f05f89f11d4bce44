"""Have a report made and sent by e-mail, for example each morning by a *Scheduler*.

Give the report's name, who is to get it, and the time zone in which its days begin and end.

**This Sluice makes no reports yet.** Until it does, the block checks everything, writes what would be sent to the program's log
and sends it out of *Planned*, where a *Debug* block shows it. A flow that is drawn with it now needs no change later.
"""

from collections.abc import Iterator
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Answer, Block, Complaint, Example, Params, Ports, Trigger, port
from flows.cold.mail_addresses import addresses
from flows.graphs.facts import Facts, Scope
from flows.world import World


class Inputs(Ports):
    send: Annotated[Trigger, port("Send", "Anything that arrives here has the report made")] = False
    to: Annotated[str, port("To", "Instead of the recipients set here")] = ""


class ReportParams(Params):
    report: str = Field("", title="Report", max_length=100, examples=["Energy of the week"])
    to: str = Field("", title="To", description="Addresses, separated by commas", max_length=4_000, examples=["ops@example.com"])
    time_zone: str = Field(
        "UTC", title="Time zone", max_length=60, examples=["Europe/Helsinki"], json_schema_extra={"format": "time_zone"}
    )


class Outputs(Ports):
    planned: Annotated[dict[str, Any] | UnsetType, port("Planned", "What was asked for")] = UNSET


def check(params: ReportParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if not params.report.strip():
        yield Complaint("params.report", "Give the name of the report.")
    try:
        addresses(params.to)
    except ValueError as error:
        yield Complaint("params.to", str(error))
    try:
        ZoneInfo(params.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Complaint("params.time_zone", f"“{params.time_zone}” is no time zone. Write for example Europe/Helsinki.")
    yield Complaint("params.report", "No reports are made yet: what would be sent is written to the log.", "warning")


def evaluate(inputs: Inputs, params: ReportParams, answer: Answer | None, world: World) -> Outputs:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return Outputs(planned=answer.value)
    if inputs.send:
        to = addresses(inputs.to or params.to)
        if not to:
            raise ValueError("Nobody is to get the report. Give an address under “To”, or wire one there.")
        world.call("report", {"report": params.report, "to": to, "time_zone": params.time_zone})
    return Outputs()


block = Block(
    name="outside.report",
    title="Report",
    evaluate=evaluate,
    check=check,
    quiet=["to"],
    has_answer=True,
    keywords=["PDF", "document", "e-mail", "send", "schedule", "report trigger"],
    examples=[
        Example(
            says="the week's energy to the plant's manager",
            params={"report": "Energy of the week", "to": "manager@example.com", "time_zone": "Europe/Helsinki"},
            inputs=[{"send": True}, {}],
            answers=[
                None,
                Answer(
                    True,
                    {
                        "report": "Energy of the week",
                        "to": ["manager@example.com"],
                        "time_zone": "Europe/Helsinki",
                        "is_sent": False,
                    },
                ),
            ],
            outputs=[
                {},
                {
                    "planned": {
                        "report": "Energy of the week",
                        "to": ["manager@example.com"],
                        "time_zone": "Europe/Helsinki",
                        "is_sent": False,
                    }
                },
            ],
            does=[
                (
                    "call",
                    "report",
                    {"report": "Energy of the week", "to": ["manager@example.com"], "time_zone": "Europe/Helsinki"},
                )
            ],
        )
    ],
)
