"""Send a value to a device.

Without a wire at `send` the value is sent each time it changes. With one, it is sent each time `send` turns true.

What becomes of the command comes out at *Status*, one word after the other: sent, delivered, done, failed or expired. *Done* and
*Failed* are triggers for what is to follow; expired counts as failed, and *Detail* says more where the device did. All of it also
stands in the list of commands of the device.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Answer, Block, Complaint, Example, MetricId, Params, Ports, State, Trigger, port
from flows.graphs.facts import Facts, Scope
from flows.world import World


class Inputs(Ports):
    value: Annotated[Any, port("Value")]
    send: Annotated[bool | None, port("Send", "when wired: the value is sent each time this turns true")] = None


class CommandParams(Params):
    target: Literal["metric", "run"] = Field(
        "metric", title="Send to", description="One metric, or a metric of the device of the run"
    )
    metric: MetricId | None = Field(None, title="Metric", json_schema_extra={"show_when": {"target": ["metric"]}})
    path: str = Field(
        "", title="Metric path", max_length=200, examples=["burner"], json_schema_extra={"show_when": {"target": ["run"]}}
    )
    expires_in_s: float = Field(
        60.0,
        title="Give up after",
        description="A device that is away for longer never gets the command",
        ge=1,
        le=86_400,
        json_schema_extra={"unit": "s"},
    )


class Last(State):
    value: Any = None
    is_sent: bool = False
    was_send: bool = False


class Outputs(Ports):
    status: Annotated[str | UnsetType, port("Status", "sent, delivered, done, failed or expired")] = UNSET
    done: Annotated[Trigger | UnsetType, port("Done", "The device has done it")] = UNSET
    failed: Annotated[Trigger | UnsetType, port("Failed", "The device could not, or was away for too long")] = UNSET
    detail: Annotated[str | UnsetType, port("Detail", "What the device says of it")] = UNSET


def check(params: CommandParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.target == "metric":
        metric = facts.metric(params.metric) if params.metric else None
        if params.metric is None:
            yield Complaint("params.metric", "Choose the metric to send to.")
        elif metric is None:
            yield Complaint("params.metric", f"Metric {params.metric} does not exist. Choose another one.")
        elif not metric.is_writable:
            yield Complaint(
                "params.metric", f"{metric.device}/{metric.path} takes no commands. Mark it as writable, or choose another one."
            )
        return
    if not params.path.strip("/ "):
        yield Complaint("params.path", "Give the path of the metric to send to.")
    if not scope.is_each_device and scope.device is None:
        yield Complaint("params.target", "This flow does not run for one device alone, so choose one metric to send to.")


def evaluate(inputs: Inputs, params: CommandParams, state: Last, answer: Answer | None, world: World) -> tuple[Outputs, Last]:
    if answer is not None:
        return _become(**answer.value), state
    if inputs.send is None:
        is_due = not state.is_sent or inputs.value != state.value
    else:
        is_due = inputs.send and not state.was_send
        state.was_send = inputs.send
    if is_due:
        if params.target == "metric":
            world.command(inputs.value, expires_in_s=params.expires_in_s, metric_id=params.metric)
        else:
            world.command(inputs.value, expires_in_s=params.expires_in_s, path=params.path)
        state.value, state.is_sent = inputs.value, True
    return Outputs(), state


def _become(status: str, detail: str) -> Outputs:
    return Outputs(
        status=status,
        done=True if status == "done" else UNSET,
        failed=True if status in ("failed", "expired") else UNSET,
        detail=detail or UNSET,
    )


block = Block(
    name="output.command",
    title="Command",
    evaluate=evaluate,
    check=check,
    has_answer=True,
    keywords=["write", "control", "setpoint", "actuator", "switch", "RPC"],
    examples=[
        Example(
            says="sent when it changes",
            params={"target": "run", "path": "burner"},
            inputs=[{"value": True}, {"value": True}, {"value": False}],
            outputs=[{}, {}, {}],
            does=[("command", "burner", True), ("command", "burner", False)],
        ),
        Example(
            says="sent when `send` turns true",
            params={"target": "run", "path": "setpoint"},
            inputs=[{"value": 20, "send": False}, {"value": 21, "send": True}, {"value": 22, "send": True}],
            outputs=[{}, {}, {}],
            does=[("command", "setpoint", 21)],
        ),
        Example(
            says="what becomes of it",
            params={"target": "run", "path": "burner"},
            inputs=[{"value": True}, {"value": True}, {"value": True}],
            answers=[
                None,
                Answer(True, {"status": "sent", "detail": ""}),
                Answer(True, {"status": "failed", "detail": "no gas"}),
            ],
            outputs=[{}, {"status": "sent"}, {"status": "failed", "failed": True, "detail": "no gas"}],
            does=[("command", "burner", True)],
        ),
    ],
)
