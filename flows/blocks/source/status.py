"""Hear whether a device is connected.

`online` turns true when the device comes and false when it leaves, and is told once when the flow is deployed. Choose **one
device**, or **many**: all devices of a type or at a site; the flow then runs once for each of them.

Only devices that connect over MQTT come and go; for others, watch for missing data with the block *Watchdog*.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from flows.block import Block, Complaint, DeviceId, DeviceTypeId, Example, Listen, Params, Port, SiteId
from flows.graphs.facts import Facts, Scope


class StatusParams(Params):
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


def ports(params: StatusParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    return [], [Port("online", "Online", "boolean", help="Each time the device comes or leaves")]


def check(params: StatusParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
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


def listen(params: StatusParams) -> Listen | tuple[()]:
    if params.mode == "device":
        return Listen(subject="status", device_id=params.device, port="online") if params.device else ()
    return Listen(subject="status", device_type_id=params.device_type, site_id=params.site, port="online")


block = Block(
    name="source.status",
    title="Device status",
    params_class=StatusParams,
    ports=ports,
    listen=listen,
    check=check,
    keywords=["online", "offline", "connected", "presence", "connection", "available", "heartbeat"],
    examples=[
        Example(says="one device: true when it comes, false when it leaves", params={"device": 4}),
        Example(says="every device of a type: the flow runs once for each", params={"mode": "pattern", "device_type": 2}),
    ],
)
