"""News about devices in the telemetry log: that one came or went, an attribute that changed, a message to flows."""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from core.clock import now_us
from core.redis import client
from devices.models import Attribute, Device
from flows.block import Listen
from flows.graphs.compiler import way_of
from flows.graphs.graph import Graph
from flows.lane.timers import home_of
from telemetry import log, payloads
from telemetry.lane import Entry
from telemetry.payloads import Columns

logger = logging.getLogger(__name__)

# The decoder under which the edge files what devices publish below `messages`.
MESSAGES = "messages"
# An entry of that decoder begins like this: a row of five, its time in nine bytes, the decoder's name.
_NAME = slice(10, 11 + len(MESSAGES))
_MARK = bytes((0xA0 | len(MESSAGES),)) + MESSAGES.encode()
DEVICES_TOLD = 100_000  # at a deploy: as many as a flow may have state for
TEXT_BYTES = 64 * 1024  # of one message, as flows take it


class News(NamedTuple):
    """Something that a source may hear: `name` is the attribute's, or the topic below `messages`."""

    device_id: int
    subject: str
    name: str
    value: Any
    time_us: int


def is_messages(entry: Entry) -> bool:
    """Told by its first bytes, because decoding every entry of samples twice would cost."""
    return entry.kind == log.RAW and entry.body[_NAME] == _MARK


def read(entry: Entry) -> Iterator[News]:
    """What an entry tells about devices; what is none of ours is passed over."""
    try:
        if entry.kind == log.RAW:
            yield from _messages(entry)
        else:
            yield from _events(entry)
    except (ValueError, TypeError, msgspec.DecodeError) as error:
        logger.error("Entry %s of the telemetry log cannot be read: %r", entry.id, error)


def _messages(entry: Entry) -> Iterator[News]:
    arrival_us, _, device_ids, tails, bodies = log.decode_body(entry.body)
    for row, (device_id, tail, body) in enumerate(zip(device_ids, tails, bodies, strict=True)):
        yield News(device_id, "topic", tail.removeprefix(f"{MESSAGES}").lstrip("/"), value_of(body), arrival_us + row)


def _events(entry: Entry) -> Iterator[News]:
    arrival_us, events = log.decode_body(entry.body)
    for event in events:
        match event:
            case ["presence", int(device_id), bool(online), *_]:
                yield News(device_id, "status", "", online, arrival_us)
            case ["attribute", int(device_id), str(name), value]:
                yield News(device_id, "attribute", name, value, arrival_us)


def value_of(body: bytes) -> Any:
    """A message's payload as a flow takes it: JSON where it is JSON, else text, else nothing."""
    if len(body) > TEXT_BYTES:
        return None
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        pass
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def typed(port_type: str, value: Any) -> Any:
    """The value as it may travel on a wire of that type; UNSET when it is of another."""
    match port_type:
        case "any" | "trigger":
            return value
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        case "boolean" if isinstance(value, bool):
            return value
        case "text" if isinstance(value, str):
            return value
        case "json" if isinstance(value, dict | list):
            return value
    return UNSET


def no_samples(tails: Any, messages: Any) -> Columns:
    """The decoder of messages, for whoever looks for samples."""
    return payloads.empty()


def tell_present(flow_id: int, graph: Graph, organization_id: str) -> None:
    """Tell a flow that was deployed how things stand: who is connected, what the attributes are."""
    told: dict[int, list[list[Any]]] = {}
    moment_us = now_us()
    scope = graph.scope
    home = None if scope.is_each_device else home_of(flow_id, scope.device.id if scope.device else None)
    for placed in graph.sources():
        for listen in placed.listens:
            port = placed.output(listen.port)
            if listen.subject not in ("status", "attribute") or port is None:
                continue
            for device_id, value in _present(listen, organization_id):
                taken = typed(port.type, value)
                if taken is not UNSET:
                    key = device_id if scope.is_each_device else 0
                    partition = log.partition_of(device_id) if home is None else home
                    item = [flow_id, key, way_of(placed.id, listen.port), "value", taken, moment_us]
                    told.setdefault(partition, []).append(item)
    for partition, items in told.items():
        for start in range(0, len(items), log.ENTRY_SAMPLES):
            pipe = client().pipeline(transaction=True)
            log.append_inputs(pipe, partition, moment_us, items[start : start + log.ENTRY_SAMPLES])
            pipe.execute()


def _present(listen: Listen, organization_id: str) -> Iterator[tuple[int, Any]]:
    devices = Device.objects.filter(organization_id=organization_id)
    if listen.device_id is not None:
        devices = devices.filter(id=listen.device_id)
    if listen.device_type_id is not None:
        devices = devices.filter(type_id=listen.device_type_id)
    if listen.site_id is not None:
        devices = devices.filter(site_id=listen.site_id)
    if listen.subject == "status":
        return devices.values_list("id", "online")[:DEVICES_TOLD].iterator()
    rows = Attribute.objects.filter(device__in=devices, name=listen.path)
    return rows.values_list("device_id", "value")[:DEVICES_TOLD].iterator()


def tell_attributes(changes: dict[tuple[int, str], Any]) -> None:
    """Put changed attributes `(device id, name) -> value` into the log; None is one that was taken away."""
    by_partition: dict[int, list[list[Any]]] = {}
    for (device_id, name), value in changes.items():
        by_partition.setdefault(log.partition_of(device_id), []).append(["attribute", device_id, name, value])
    pipe = client().pipeline(transaction=True)
    for partition, events in by_partition.items():
        log.append_events(pipe, partition, now_us(), events)
    pipe.execute()
