"""What a flow would have heard: the stored samples of its metrics, key by key in the order of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Q

from devices.models import Metric
from devices.selectors import DeviceInfo, MetricInfo
from flows.graphs.columns import Array
from flows.graphs.compiler import compile_graph
from flows.graphs.graph import Graph
from flows.graphs.program import BAD, ears_of
from flows.replay.columnar import Chunk
from flows.replay.told import column_of
from organizations import rights
from organizations.models import User
from telemetry.store.columns import BOOLEAN, LONG, Samples
from telemetry.store.interface import Cursor, Store

SLICE = 65_536  # samples in memory at a time


@dataclass(slots=True)
class Heard:
    """What a graph hears of one key: for each metric the ways in, and whether samples of bad quality count there."""

    ways: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)


def heard(graph: Graph, organization_id: str, user: User, *, device_id: int | None = None) -> dict[int, Heard]:
    """What the graph hears of all that the user may read, by key."""
    entries = {way: index for index, way in enumerate(compile_graph(graph).entries)}
    ears = [ear for ear in ears_of(graph, entries) if ear.listen.subject == "metric"]
    if not ears:
        return {}
    ids = [ear.listen.metric_id for ear in ears if ear.listen.metric_id is not None]
    wanted = Q(id__in=ids)
    if any(ear.listen.metric_id is None and "*" in ear.listen.path for ear in ears):
        wanted = Q()
    else:
        wanted |= Q(path__in=[ear.listen.path for ear in ears if ear.listen.metric_id is None])
    rows = rights.visible(user, Metric.objects.filter(wanted, device__organization_id=organization_id))
    if device_id is not None:
        rows = rows.filter(device_id=device_id)
    # As the engine asks them: those that name one metric first, those with a * last.
    ears.sort(key=lambda ear: (ear.listen.metric_id is None, "*" in ear.listen.path))
    found: dict[int, Heard] = {}
    for metric_id, path, data_type, owner_id, name, type_id, site_id in rows.order_by("device_id", "id").values_list(
        "id", "path", "data_type", "device_id", "device__name", "device__type_id", "device__site_id"
    ):
        info = DeviceInfo(owner_id, organization_id, name, type_id, False, {}, site_id)
        metric = MetricInfo(metric_id, path, data_type)
        ways = [(ear.entry, ear.listen.takes_bad_quality) for ear in ears if ear.hears(metric, info)]
        if ways:
            key = info.id if graph.scope.is_each_device else 0
            found.setdefault(key, Heard()).ways[metric_id] = ways
    return found


def slices(store: Store, metric_ids: Sequence[int], start_us: int, end_us: int) -> Iterator[tuple[Samples, int, bool]]:
    """The samples of [start, end) piece by piece in time, each with where it ends and whether it is the last."""
    if len(metric_ids) == 1:
        cursor: Cursor | None = None
        while True:
            block = store.scan(metric_ids, start_us, end_us, limit=SLICE, cursor=cursor)
            cursor = block.cursor
            yield block.samples, end_us if cursor is None else cursor.time_us + 1, cursor is None
            if cursor is None:
                return
    width_us = end_us - start_us
    while start_us < end_us:
        until_us = min(start_us + width_us, end_us)
        count = store.count(metric_ids, start_us, until_us, at_most=SLICE + 1)
        if count > SLICE and until_us - start_us > 1:
            width_us = max(1, (until_us - start_us) // 4)
            continue
        # At one moment every metric has one sample at most.
        block = store.scan(metric_ids, start_us, until_us, limit=max(SLICE, len(metric_ids)))
        yield block.samples, until_us, until_us == end_us
        start_us = until_us
        if count < SLICE // 4:
            width_us *= 2


def chunk_of(samples: Samples, heard: Heard) -> Chunk:
    """Samples by series and time as rows in the order of time: one for each way in that hears a sample."""
    parts: list[tuple[int, Array]] = []  # way in, and which samples come by it
    borders = np.flatnonzero(np.append(True, samples.series[1:] != samples.series[:-1])).tolist()[: len(samples)]
    for begin, end in zip(borders, [*borders[1:], len(samples)], strict=False):
        places = np.arange(begin, end)
        good = samples.quality[begin:end] < BAD
        for entry, takes_bad in heard.ways.get(int(samples.series[begin]), ()):
            parts.append((entry, places if takes_bad or good.all() else places[good]))
    if not parts:
        return Chunk(np.empty(0, np.int64), np.empty(0, np.uint8), {})
    if len(parts) == 1:
        entry, places = parts[0]
        part = samples if len(places) == len(samples) else samples.take(places)
        return Chunk(part.time, part.quality, {entry: (np.arange(len(part)), values_of(part))})
    places = np.concatenate([places for _, places in parts])
    entries = np.concatenate([np.full(len(places), entry) for entry, places in parts])
    order = np.argsort(samples.time[places], kind="stable")
    places, entries = places[order], entries[order]
    ways = {}
    for entry in np.unique(entries).tolist():
        where = np.flatnonzero(entries == entry)
        ways[entry] = (where, values_of(samples.take(places[where])))
    return Chunk(samples.time[places], samples.quality[places], ways)


def values_of(samples: Samples) -> Array:
    """The values as an array that gives back what the flow would have got live."""
    if samples.integer is None:
        return samples.number
    if (samples.kind == LONG).all():
        return samples.integer
    if (samples.kind == BOOLEAN).all():
        return samples.integer.astype(np.bool_)
    values: list[Any] = samples.values()
    return column_of(values)
