"""Store the value as a sample of a metric.

The metric belongs to the device for which the flow runs, or to a device that you choose. It is made with the first
value when it does not exist and the device may have new metrics. The sample carries the time of the sample that
caused it, so computed series line up with measured ones.

A flow cannot write to a metric that it listens to, and a value may pass through at most eight flows one after the
other.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.block import Block, Complaint, DeviceId, Example, Params, Ports, Writes, port
from flows.graphs import columns as column
from flows.graphs.facts import Facts, Scope
from flows.world import World


class Inputs(Ports):
    value: Annotated[Any, port("Value")]


class MetricOutputParams(Params):
    target: Literal["run", "device"] = Field("run", title="Device", description="That of the run, or one that you choose")
    device: DeviceId | None = Field(None, title="Chosen device", json_schema_extra={"show_when": {"target": ["device"]}})
    path: str = Field("", title="Metric path", max_length=200, examples=["temperature/average"])


class Outputs(Ports):
    pass


def check(params: MetricOutputParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if not re.fullmatch(r"[^/+#\x00-\x1f\x7f]+(/[^/+#\x00-\x1f\x7f]+)*", params.path):
        yield Complaint(
            "params.path",
            f"“{params.path}” is no metric path. Write names separated by /, without + and #, for example temperature/average.",
        )
    if params.target == "device":
        if params.device is None:
            yield Complaint("params.device", "Choose the device that the metric belongs to.")
        elif facts.device(params.device) is None:
            yield Complaint("params.device", f"Device {params.device} does not exist. Choose another one.")
    elif not scope.is_each_device and scope.device is None:
        yield Complaint(
            "params.target", "This flow does not run for one device alone, so choose the device that the metric belongs to."
        )


def writes(params: MetricOutputParams) -> Writes:
    return Writes(path=params.path, device_id=params.device if params.target == "device" else None)


def evaluate(inputs: Inputs, params: MetricOutputParams, world: World) -> Outputs:
    world.write(params.path, inputs.value, params.device if params.target == "device" else None)
    return Outputs()


def columns(inputs: Any, params: MetricOutputParams, world: column.RowsWorld) -> column.Outputs:
    world.write(params.path, inputs.value, params.device if params.target == "device" else None)
    return {}


block = Block(
    name="output.metric",
    title="Write metric",
    evaluate=evaluate,
    columns=columns,
    check=check,
    writes=writes,
    keywords=["store", "save", "sample", "computed", "virtual", "data tag"],
    examples=[
        Example(
            says="a computed metric of the same device",
            params={"path": "temperature/average"},
            inputs={"value": 21.5},
            does=[("write", "temperature/average", 21.5)],
        ),
        Example(
            says="a metric of another device",
            params={"target": "device", "device": 4, "path": "total"},
            inputs={"value": 3},
            does=[("write", "total", 3, 4)],
        ),
    ],
)
