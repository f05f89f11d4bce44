"""Publish a message by MQTT to devices and gateways of the organization.

A topic is `sluice/<device>/<what>`: the device of that name may subscribe to it, and so may every gateway. `{device}` in it
stands for the device of the run. Any word may follow the device, except `samples`, `results`, `commands`, `alarms`, `files`
and `certificates`, which have senders of their own; to set a value that a device confirms, use *Command*.

Each value is published as it arrives. Texts go out as they are, everything else as JSON. The broker gets a message once,
with QoS 1; who listens with QoS 1 misses none. A message that no broker takes in time is dropped.
"""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import UNSET, UnsetType
from pydantic import Field

from core.errors import Refused
from flows.block import Answer, Block, Complaint, Example, Params, Ports, Trigger, port
from flows.graphs.facts import Facts, Scope
from flows.world import World
from gateways.publishing import check_topic


class Inputs(Ports):
    value: Annotated[Any, port("Message")]
    topic: Annotated[str, port("Topic", "Instead of the topic set here")] = ""


class PublishParams(Params):
    topic: str = Field("sluice/{device}/settings", title="Topic", max_length=200)
    expires_in_s: float = Field(60.0, title="Drop after", ge=1, le=86_400, json_schema_extra={"unit": "s"})


class Outputs(Ports):
    published: Annotated[Trigger | UnsetType, port("Published")] = UNSET


def check(params: PublishParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    try:
        check_topic(params.topic.replace("{device}", "device"))
    except Refused as error:
        yield Complaint("params.topic", error.message)
    if "{device}" in params.topic and not scope.is_each_device and scope.device is None:
        yield Complaint(
            "params.topic", "This flow does not run for one device alone, so write the name of the device.", "warning"
        )


def evaluate(inputs: Inputs, params: PublishParams, answer: Answer | None, world: World) -> Outputs:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return Outputs(published=True)
    value = inputs.value
    payload = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    world.call("mqtt_publish", {"topic": inputs.topic or params.topic, "payload": payload, "expires_in_s": params.expires_in_s})
    return Outputs()


block = Block(
    name="outside.mqtt_publish",
    title="MQTT publish",
    evaluate=evaluate,
    check=check,
    quiet=["topic"],
    has_answer=True,
    keywords=["mqtt out", "topic", "broker", "message", "send", "downlink"],
    examples=[
        Example(
            says="a value for the device of the run",
            params={"topic": "sluice/{device}/settings"},
            inputs=[{"value": {"interval": 10}}, {"value": {"interval": 10}}],
            answers=[None, Answer(True, {"topic": "sluice/boiler/settings"})],
            outputs=[{}, {"published": True}],
            does=[
                (
                    "call",
                    "mqtt_publish",
                    {"topic": "sluice/{device}/settings", "payload": '{"interval":10}', "expires_in_s": 60.0},
                )
            ],
        )
    ],
)
