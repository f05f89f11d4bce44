"""Send a mail each time something arrives at *Send*.

In subject and text `{value}` stands for the value at *Value* and `{device}` for the name of the device of the run;
`{value:.1f}` shows one decimal. For more, build the text with a *Template* block and wire it to *Text*.

A mail is sent once, also when a process fails in the middle. The flows of an organization together may send 300 mails an
hour; the administrator sets that number, and the mail server.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Answer, Block, Complaint, Example, Params, Ports, Trigger, port
from flows.cold.mail_addresses import addresses
from flows.graphs.facts import Facts, Scope
from flows.toolbox import texts
from flows.world import World


class Inputs(Ports):
    send: Annotated[Trigger, port("Send", "Anything that arrives here sends the mail")] = False
    value: Annotated[Any, port("Value", "{value} in subject and text")] = None
    to: Annotated[str, port("To", "Instead of the recipients set here")] = ""
    subject: Annotated[str, port("Subject", "Instead of the subject set here")] = ""
    text: Annotated[str, port("Text", "Instead of the text set here")] = ""


class EmailParams(Params):
    to: str = Field("", title="To", description="Addresses, separated by commas", max_length=4_000, examples=["ops@example.com"])
    subject: str = Field("{device}", title="Subject", max_length=200)
    text: str = Field("{device}: {value}", title="Text", max_length=2_000, json_schema_extra={"format": "multiline"})


class Outputs(Ports):
    sent: Annotated[Trigger | UnsetType, port("Sent", "The mail is on its way")] = UNSET


def check(params: EmailParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    try:
        addresses(params.to)
    except ValueError as error:
        yield Complaint("params.to", str(error))
    for field in ("subject", "text"):
        for message in texts.problems(getattr(params, field)):
            yield Complaint(f"params.{field}", message)


def evaluate(inputs: Inputs, params: EmailParams, answer: Answer | None, world: World) -> Outputs:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return Outputs(sent=True)
    if inputs.send:
        to = addresses(inputs.to or params.to)
        if not to:
            raise ValueError("Nobody is to get the mail. Give an address under “To”, or wire one there.")
        # What comes by wire is text as it is: its braces are nothing to fill in.
        subject, text = (_literal(given) if given else set_ for given, set_ in _texts(inputs, params))
        world.call("email", {"to": to, "subject": subject, "text": text, "value": inputs.value})
    return Outputs()


def _texts(inputs: Inputs, params: EmailParams) -> list[tuple[str, str]]:
    return [(inputs.subject, params.subject), (inputs.text, params.text)]


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


block = Block(
    name="outside.email",
    title="E-mail",
    evaluate=evaluate,
    check=check,
    quiet=["value", "to", "subject", "text"],
    has_answer=True,
    keywords=["mail", "send", "message", "SMTP", "notify", "alert"],
    examples=[
        Example(
            says="a mail when something arrives",
            params={"to": "ops@example.com, lab@example.com", "subject": "{device} is hot", "text": "It has {value:.1f} °C."},
            inputs=[{"send": True, "value": 81.0}, {"value": 82.0}, {}],
            answers=[None, None, Answer(True, {"recipients": 2})],
            outputs=[{}, {}, {"sent": True}],
            does=[
                (
                    "call",
                    "email",
                    {
                        "to": ["ops@example.com", "lab@example.com"],
                        "subject": "{device} is hot",
                        "text": "It has {value:.1f} °C.",
                        "value": 81.0,
                    },
                )
            ],
        )
    ],
)
