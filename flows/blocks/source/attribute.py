"""Hear an attribute of a device: a lasting fact about it, such as a limit, a serial number or a customer.

Its value is told once when the flow is deployed, and each time somebody changes it. An attribute that is taken away sends
nothing. Choose **one device**, or **many**: all devices of a type or at a site; the flow then runs once for each of them, so
one flow can hold every device to a limit of its own.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from flows.block import Block, Complaint, DeviceId, DeviceTypeId, Example, Listen, Params, Port, SiteId
from flows.graphs.facts import Facts, Scope


class AttributeParams(Params):
    name: str = Field("", title="Attribute", max_length=100, examples=["limit", "serial number"])
    values: Literal["number", "boolean", "text"] = Field(
        "number", title="Values", description="The type of its values; others are left out"
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


def ports(params: AttributeParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    return [], [Port("value", params.name.strip() or "Value", params.values, help="Its value, each time it changes")]


def check(params: AttributeParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if not params.name.strip():
        yield Complaint("params.name", "Give the name of the attribute.")
    elif "*" in params.name:
        yield Complaint("params.name", "One attribute by its whole name: “*” stands for nothing here.")
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


def listen(params: AttributeParams) -> Listen | tuple[()]:
    if params.mode == "device":
        return Listen(subject="attribute", path=params.name.strip(), device_id=params.device) if params.device else ()
    return Listen(subject="attribute", path=params.name.strip(), device_type_id=params.device_type, site_id=params.site)


block = Block(
    name="source.attribute",
    title="Attribute",
    params_class=AttributeParams,
    ports=ports,
    listen=listen,
    check=check,
    keywords=["property", "constant", "limit", "setting", "metadata", "asset attribute", "serial"],
    examples=[
        Example(says="the limit of one device", params={"name": "limit", "device": 4}),
        Example(says="the limit of every device: the flow runs once for each", params={"name": "limit", "mode": "pattern"}),
    ],
)
