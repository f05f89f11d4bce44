"""From entries of the log to samples of known metrics, the same in every consumer.

Payloads become columns by the decoder that their gateway registered; paths become metric ids by the directory; a
value gets the type of its metric. What does not fit becomes a problem for the device's log, and the rest goes on.
"""

import base64
import binascii
import itertools
import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.db import IntegrityError

from core import changes
from devices import selectors, services
from devices.models import DataType
from devices.selectors import DeviceInfo, MetricInfo
from telemetry import log, payloads
from telemetry.checks import EARLIEST_US, LATEST_AFTER_US, path_problem, time_problem
from telemetry.payloads import INT64, Columns, Decoder, Unusable, quote

logger = logging.getLogger(__name__)

MAX_METRICS: Final = 2_000  # that one device may make by sending values
CHANGES_AGE_S: Final = 0.25

_decoders: dict[str, Decoder] = {"sluice": payloads.decode_sluice}


def register_decoder(name: str, decoder: Decoder) -> None:
    """Add the decoder of a gateway's payloads; call it in `ready()` of the app. It must be pure."""
    _decoders[name] = decoder


class Problem(NamedTuple):
    """What could not be used, for the log of the device that sent it."""

    entry_id: bytes
    device_id: int
    kind: str
    message: str
    payload: str = ""
    path: str = ""  # of the metric, when one value is meant
    level: str = "warning"


class Batch:
    """Samples as columns of equal length, in the order of the log, and what could not be used."""

    __slots__ = (
        "data_types",
        "device_ids",
        "hops",
        "metric_ids",
        "organization_ids",
        "origins",
        "positions",
        "problems",
        "qualities",
        "times_us",
        "values",
    )

    def __init__(self) -> None:
        self.metric_ids: list[int] = []
        self.device_ids: list[int] = []
        self.organization_ids: list[str] = []
        self.data_types: list[str] = []
        self.times_us: list[int] = []
        self.values: list[Any] = []
        self.qualities: list[int] = []
        # (entry id, place in the entry): the same sample has the same position, however often it is decoded.
        self.positions: list[tuple[bytes, int]] = []
        self.origins: list[str] = []
        self.hops: list[int] = []
        self.problems: list[Problem] = []

    def __len__(self) -> int:
        return len(self.metric_ids)


class Directory:
    """The devices and metrics that this process has met, kept until somebody changes a device."""

    def __init__(self) -> None:
        self._devices: dict[int, DeviceInfo | None] = {}
        self._version = -1
        self._looked_at = 0.0

    def load(self, device_ids: Iterable[int]) -> dict[int, DeviceInfo | None]:
        """At least these devices; None stands for one that is gone. Changes are seen within a quarter of a second."""
        if time.monotonic() - self._looked_at > CHANGES_AGE_S:
            version = changes.version("devices")
            if version != self._version:
                self._devices = {}
                self._version = version
            self._looked_at = time.monotonic()
        # Threads of the web share this object: go on with one dict, whatever another thread does.
        devices = self._devices
        missing = [device_id for device_id in device_ids if device_id not in devices]
        if missing:
            found = selectors.device_infos(missing)
            devices.update({device_id: found.get(device_id) for device_id in missing})
        return devices

    def forget(self) -> None:
        self._devices = {}
        self._looked_at = 0.0


directory = Directory()


def decode(entries: Sequence[tuple[bytes, bytes, bytes]], into: Batch | None = None) -> Batch:
    """The samples of `r` and `s` entries, added to a batch; other kinds are passed over."""
    batch = Batch() if into is None else into
    parts = []
    for entry_id, kind, body in entries:
        if kind == log.RAW:
            parts.append(_from_raw(entry_id, body, batch))
        elif kind == log.SAMPLES:
            parts.append(_from_samples(entry_id, body))
    resolve([part for part in parts if part is not None], batch)
    return batch


def resolve(parts: "Sequence[Part]", batch: Batch) -> None:
    """Add the usable samples of the parts to the batch, and a problem for each of the others."""
    device_ids = set().union(*(part.device_ids for part in parts))
    devices = directory.load(device_ids)
    known_problems = len(batch.problems)
    try:
        _create_unknown(parts, devices, batch)
    except IntegrityError:
        # A device was deleted a moment ago: look again who is there.
        del batch.problems[known_problems:]
        directory.forget()
        devices = directory.load(device_ids)
        _create_unknown(parts, devices, batch)
    for part in parts:
        _resolve(part, devices, batch)


class Part(NamedTuple):
    """One entry, as columns with paths."""

    entry_id: bytes
    arrival_us: int
    device_ids: Sequence[int]
    paths: Sequence[str]
    times_us: Sequence[int | None]
    values: Sequence[Any]
    qualities: Sequence[int]
    origin: str
    hops: int
    # Of messages without a time of their own.
    rows: Sequence[int]
    places: dict[int, int]


def _from_raw(entry_id: bytes, body: bytes, batch: Batch) -> Part | None:
    try:
        arrival_us, name, device_ids, tails, messages = log.decode_body(body)
        decoder = _decoders[name]
    except (ValueError, KeyError, TypeError) as error:
        # Written by a newer or a broken program: nobody's device is to blame.
        logger.error("Entry %s of the telemetry log cannot be read: %r", entry_id, error)
        return None
    try:
        columns = decoder(tails, messages)
    except Exception:
        logger.exception("The decoder %s failed at entry %s; taking its messages one by one", name, entry_id)
        columns = _one_by_one(decoder, tails, messages)
    for row, words in columns.problems:
        batch.problems.append(Problem(entry_id, device_ids[row], "payload", words, payloads.excerpt(messages[row])))
    rows = columns.rows
    return Part(
        entry_id,
        arrival_us,
        [device_ids[row] for row in rows],
        columns.paths,
        columns.times_us,
        columns.values,
        columns.qualities,
        "",
        0,
        rows,
        columns.places,
    )


def _one_by_one(decoder: Decoder, tails: Sequence[str], messages: Sequence[bytes]) -> Columns:
    columns = payloads.empty()
    for row, (tail, message) in enumerate(zip(tails, messages, strict=True)):
        try:
            one = decoder([tail], [message])
        except Exception as error:
            columns.problem(row, f"The message could not be read: {error}")
            continue
        for _, path, value, time_us, quality in zip(*one[:5], strict=True):
            columns.add(row, path, value, time_us, quality)
        for _, words in one.problems:
            columns.problem(row, words)
    return columns


def _from_samples(entry_id: bytes, body: bytes) -> Part | None:
    try:
        arrival_us, device_ids, paths, times_us, values, qualities, origin, hops = log.decode_body(body)
    except (ValueError, TypeError) as error:
        logger.error("Entry %s of the telemetry log cannot be read: %r", entry_id, error)
        return None
    return Part(entry_id, arrival_us, device_ids, paths, times_us, values, qualities, origin, hops, range(len(device_ids)), {})


def _create_unknown(parts: Sequence[Part], devices: dict[int, DeviceInfo | None], batch: Batch) -> None:
    """Make the metrics that devices use for the first time, all in one go."""
    wanted: dict[tuple[int, str], str] = {}
    refused: set[tuple[int, str]] = set()
    for part in parts:
        # Almost always all are known, which the few that differ from each other say.
        used = set(zip(part.device_ids, part.paths, strict=True))
        if all((device := devices[device_id]) is None or path in device.metrics for device_id, path in used):
            continue
        for device_id, path, value in zip(part.device_ids, part.paths, part.values, strict=True):
            device = devices[device_id]
            if device is None or path in device.metrics or (device_id, path) in wanted or (device_id, path) in refused:
                continue
            words = _why_not(device, path, wanted)
            if words:
                refused.add((device_id, path))
                batch.problems.append(Problem(part.entry_id, device_id, "metric", words, f"{path[:200]}={quote(value)}", path))
            else:
                wanted[device_id, path] = type_of(value)
    if not wanted:
        return
    made = services.create_metrics([(device_id, path, data_type) for (device_id, path), data_type in wanted.items()])
    for (device_id, path), (metric_id, data_type) in made.items():
        device = devices[device_id]
        assert device is not None
        device.metrics[path] = MetricInfo(metric_id, path, data_type)


def _why_not(device: DeviceInfo, path: str, wanted: dict[tuple[int, str], str]) -> str:
    if not device.may_create_metrics:
        return f"{quote(path)} is no metric of this device, and it may not make new ones. Add the metric first."
    words = path_problem(path)
    if not words and len(device.metrics) + sum(1 for device_id, _ in wanted if device_id == device.id) >= MAX_METRICS:
        words = f"{quote(path)} would be one metric too many: this device has {MAX_METRICS} already. Delete some first."
    return words


def type_of(value: Any) -> str:
    """The type of a metric that is made for this value. JSON does not tell 5 from 5.0, so every number is a double."""
    match value:
        case bool():
            return DataType.BOOLEAN.value
        case int() | float():
            return DataType.DOUBLE.value
        case str():
            return DataType.STRING.value
        case bytes():
            return DataType.BINARY.value
    return DataType.JSON.value


def _resolve(part: Part, devices: dict[int, DeviceInfo | None], batch: Batch) -> None:
    """Append the part's usable samples to the batch."""
    if part.values and not _resolve_doubles(part, devices, batch):
        _resolve_each(part, devices, batch)


def _resolve_doubles(part: Part, devices: dict[int, DeviceInfo | None], batch: Batch) -> bool:
    """The common case, column by column: doubles of known metrics with good times of their own. False: it is not this case."""
    times_us: Sequence[Any] = part.times_us
    if None in times_us or min(times_us) < EARLIEST_US or max(times_us) > part.arrival_us + LATEST_AFTER_US:
        return False
    if set(map(type, part.values)) != {float}:
        return False
    addresses = list(zip(part.device_ids, part.paths, strict=True))
    found: dict[tuple[int, str], tuple[int, str]] = {}
    for address in set(addresses):
        device = devices[address[0]]
        metric = device.metrics.get(address[1]) if device is not None else None
        if device is None or metric is None or metric.data_type != "double":
            return False
        found[address] = metric.id, device.organization_id
    metric_ids, organization_ids = zip(*map(found.__getitem__, addresses), strict=True)
    count = len(addresses)
    batch.metric_ids += metric_ids
    batch.device_ids += part.device_ids
    batch.organization_ids += organization_ids
    batch.data_types += ["double"] * count
    batch.times_us += times_us
    batch.values += part.values
    batch.qualities += part.qualities
    batch.positions += zip(itertools.repeat(part.entry_id, count), range(count), strict=True)
    batch.origins += [part.origin] * count
    batch.hops += [part.hops] * count
    return True


def _resolve_each(part: Part, devices: dict[int, DeviceInfo | None], batch: Batch) -> None:
    """Sample by sample. Runs for every one of many: each line costs."""
    arrival_us, entry_id, rows, places = part.arrival_us, part.entry_id, part.rows, part.places
    latest_us = arrival_us + LATEST_AFTER_US
    metric_ids, device_ids, organization_ids = batch.metric_ids, batch.device_ids, batch.organization_ids
    data_types, times, values = batch.data_types, batch.times_us, batch.values
    qualities, positions = batch.qualities, batch.positions
    before = len(metric_ids)
    for place, (device_id, path, value, time_us, quality) in enumerate(
        zip(part.device_ids, part.paths, part.values, part.times_us, part.qualities, strict=True)
    ):
        device = devices[device_id]
        if device is None:
            continue
        metric = device.metrics.get(path)
        if metric is None:
            continue  # named above
        metric_id, _, data_type = metric
        if time_us is None:
            time_us = arrival_us + rows[place] + (places.get(place, 0) if places else 0)
        elif not EARLIEST_US <= time_us <= latest_us:
            batch.problems.append(Problem(entry_id, device_id, "time", f"{path}: {time_problem(time_us)}", quote(value), path))
            continue
        if data_type != "double" or type(value) is not float:
            try:
                value = convert(value, data_type)
            except Unusable as unusable:
                batch.problems.append(Problem(entry_id, device_id, "type", f"{path}: {unusable}", quote(value), path))
                continue
        metric_ids.append(metric_id)
        device_ids.append(device_id)
        organization_ids.append(device.organization_id)
        data_types.append(data_type)
        times.append(time_us)
        values.append(value)
        qualities.append(quality)
        positions.append((entry_id, place))
    count = len(metric_ids) - before
    batch.origins += [part.origin] * count
    batch.hops += [part.hops] * count


def convert(value: Any, data_type: str) -> Any:
    """The value as a metric of this type holds it, or Unusable."""
    kind = type(value)
    match data_type:
        case "double" if kind is float:
            return value
        case "double" if kind is int:
            return float(value)
        case "long" if kind is int:
            return value
        case "long" if kind is float and value.is_integer() and abs(value) < INT64:
            return int(value)
        case "boolean" if kind is bool:
            return value
        case "string" if kind is str:
            return value
        case "json":
            return value
        case "binary" if kind is bytes:
            return value
        case "binary" if kind is str:
            try:
                return base64.b64decode(value, validate=True)
            except binascii.Error:
                raise Unusable(f"{quote(value)} is no base64, as a binary metric wants it.") from None
    raise Unusable(f"{quote(value)} is no {data_type}, as this metric wants it.")
