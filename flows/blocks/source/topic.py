"""Hear messages that devices publish for flows: anything that is no sample, such as a barcode or an event.

A device publishes to `sluice/<device>/messages/<topic>`, a gateway in the name of its devices. Give the topic below
`messages`; `+` stands for one level and `#` for all that follow. JSON arrives as what it says, other payloads as text; what
is neither, or longer than 64 kB, arrives as nothing.

Messages are in the telemetry log before they are acknowledged, like samples, so none is lost when a process ends. They are not
stored: write what is worth keeping to a metric. Choose **one device**, or **many**; then the flow runs once for each of them.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from flows.block import Block, Complaint, DeviceId, DeviceTypeId, Example, Listen, Params, Port, SiteId
from flows.graphs.facts import Facts, Scope


class TopicParams(Params):
    topic: str = Field("#", title="Topic", description="Below `messages`", max_length=200, examples=["scans/+", "events/#"])
    values: Literal["any", "number", "boolean", "text", "json"] = Field(
        "any", title="Values", description="The type of its values; others are left out"
    )
    mode: Literal["device", "pattern"] = Field("device", title="Listen to", description="One device, or many")
    device: DeviceId | None = Field(None, title="Device", json_schema_extra={"show_when": {"mode": ["device"]}})
    device_type: DeviceTypeId | None = Field(
        None,
        title="Device type",
        description="Empty: devices of every type",
        json_schema_extra={"show_when": {"mode": ["pattern"]}},
    )
    site: SiteId | None = Field(
        None, title="Site", description="Empty: devices at every site", json_schema_extra={"show_when": {"mode": ["pattern"]}}
    )


def ports(params: TopicParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    return [], [Port("value", "Message", params.values, help="Each message, as it arrives")]


def check(params: TopicParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    parts = params.topic.strip("/ ").split("/")
    if any((part != "#" and "#" in part) or (part != "+" and "+" in part) for part in parts) or "#" in parts[:-1]:
        yield Complaint("params.topic", f"“{params.topic}” is no topic filter: + stands for a whole level, # for the last ones.")
    if params.mode == "device":
        if params.device is None:
            yield Complaint("params.device", "Choose the device to listen to.")
        elif facts.device(params.device) is None:
            yield Complaint("params.device", f"Device {params.device} does not exist. Choose another one.")
        return
    if params.device_type is not None and facts.device_type(params.device_type) is None:
        yield Complaint("params.device_type", f"Device type {params.device_type} does not exist. Choose another one.")
    if params.site is not None and facts.site(params.site) is None:
        yield Complaint("params.site", f"Site {params.site} does not exist. Choose another one.")


def listen(params: TopicParams) -> Listen | tuple[()]:
    if params.mode == "device":
        return Listen(subject="topic", path=params.topic.strip(), device_id=params.device) if params.device else ()
    return Listen(subject="topic", path=params.topic.strip(), device_type_id=params.device_type, site_id=params.site)


block = Block(
    name="source.topic",
    title="MQTT topic",
    params_class=TopicParams,
    ports=ports,
    listen=listen,
    check=check,
    keywords=["mqtt in", "subscribe", "message", "event", "broker", "publish"],
    examples=[
        Example(says="every scan of one device", params={"topic": "scans/+", "device": 4, "values": "text"}),
        Example(says="all messages of all devices: the flow runs once for each", params={"mode": "pattern"}),
    ],
)
