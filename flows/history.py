"""Stored samples as the rows that a graph would have got: what traces look back on, and what tests are made of."""

from collections.abc import Iterable
from typing import NamedTuple

from core.errors import Refused
from devices.models import Metric
from devices.selectors import DeviceInfo, MetricInfo, device_infos
from flows.graphs.compiler import Row, compile_graph
from flows.graphs.graph import Graph
from flows.graphs.program import BAD, Ear, ears_of
from telemetry import selectors as samples

METRICS_BOUND = 50  # of one key; a flow that hears more is looked at in part
EARLIEST_US = 0


class Heard(NamedTuple):
    """A metric that a source of a graph hears, for one key."""

    ear: Ear
    metric: MetricInfo
    device: DeviceInfo
    key: int

    @property
    def block_id(self) -> str:
        return self.ear.block_id.partition(".")[0]


def ways_in(graph: Graph) -> dict[str, int]:
    """The entries of sources and timers by the names of their ways in, as compiled function and interpreter count them."""
    return {way: entry for entry, way in enumerate(compile_graph(graph).entries)}


def heard(graph: Graph, organization_id: str, device_id: int | None) -> list[Heard]:
    """What the sources of a graph hear; of a flow that runs once for each device, for this one."""
    ears = [ear for ear in ears_of(graph, ways_in(graph)) if ear.listen.subject == "metric"]
    wanted: set[int] = set()
    if not graph.scope.is_each_device:
        ids = [ear.listen.metric_id for ear in ears if ear.listen.metric_id is not None]
        wanted |= set(Metric.objects.filter(id__in=ids).values_list("device_id", flat=True))
        wanted |= {ear.listen.device_id for ear in ears if ear.listen.device_id is not None}
    elif device_id is not None:
        wanted.add(device_id)
    found = []
    for device in device_infos(wanted).values():
        if device.organization_id != organization_id:
            continue
        key = device.id if graph.scope.is_each_device else 0
        found += [
            Heard(ear, metric, device, key) for metric in device.metrics.values() for ear in ears if ear.hears(metric, device)
        ]
    return found


def require_device(graph: Graph, device_id: int | None) -> None:
    """A flow that runs for each device needs to be told for which."""
    if graph.scope.is_each_device and device_id is None:
        raise Refused("This flow runs once for each device: say for which one, with device_id.", field="device_id")


def rows_before(sources: Iterable[Heard], before_us: int, limit: int) -> list[Row]:
    """The last samples before a moment, oldest first, at most `limit`."""
    return rows_between(sources, EARLIEST_US, before_us, limit)


def rows_between(sources: Iterable[Heard], from_us: int, to_us: int, limit: int) -> list[Row]:
    """The last samples of a period, oldest first, at most `limit`. Those of bad quality only where they are taken."""
    if limit <= 0:
        return []
    rows: list[Row] = []
    by_metric: dict[int, list[Heard]] = {}
    for one in sources:
        by_metric.setdefault(one.metric.id, []).append(one)
    for metric_id, hearing in list(by_metric.items())[:METRICS_BOUND]:
        found = samples.raw(metric_id, from_us=from_us, to_us=to_us, limit=limit, is_descending=True, cursor=None)
        for ts, value, quality in zip(found.ts, found.value, found.quality, strict=True):
            rows += [
                (one.ear.entry, one.key, round(ts * 1000), value, quality, 0)
                for one in hearing
                if quality < BAD or one.ear.listen.takes_bad_quality
            ]
    rows.sort(key=lambda row: (row[2], row[0]))
    return rows[-limit:]
