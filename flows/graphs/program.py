"""A deployed revision, ready to run in this process."""

import logging
import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devices.selectors import DeviceInfo, MetricInfo
from flows.block import Listen
from flows.graphs import compiler, validation
from flows.graphs.compiler import TICK, Row, States
from flows.graphs.facts import port_type
from flows.graphs.graph import Graph, glob_pattern, topic_pattern
from flows.lane import state
from flows.lane.effects import Gathered, GatheringWorld
from flows.lane.timers import home_of
from flows.models import Revision
from flows.selectors import Deployed, OrganizationFacts
from telemetry import log

logger = logging.getLogger(__name__)

BAD = 2  # the quality that sources leave out unless asked


@dataclass(frozen=True)
class Ear:
    """What one source block hears, ready for comparison with a metric."""

    entry: int
    block_id: str
    listen: Listen
    port_type: str
    pattern: re.Pattern[str]

    def hears(self, metric: MetricInfo, device: DeviceInfo) -> bool:
        if self.port_type != "any" and port_type(metric.data_type) != self.port_type:
            return False
        if self.listen.metric_id is not None:
            return metric.id == self.listen.metric_id
        if not self.listen.path or not self.listen.takes(device.id, device.type_id, device.site_id):
            return False
        return self.pattern.match(metric.path) is not None

    def hears_news(self, name: str, device: DeviceInfo) -> bool:
        """Whether it takes news about a device: `name` is the attribute's name, or the rest of the topic."""
        if not self.listen.takes(device.id, device.type_id, device.site_id):
            return False
        return self.listen.subject == "status" or self.pattern.match(name) is not None


def ears_of(graph: Graph, entry_of: Mapping[str, int]) -> list[Ear]:
    """What the sources of a graph hear, each with its way in."""
    return [
        Ear(entry_of[way], way, listen, port.type, _pattern_of(listen))
        for placed in graph.sources()
        for listen in placed.listens
        if (port := placed.output(listen.port)) and (way := compiler.way_of(placed.id, listen.port))
    ]


class Seen(dict[str, tuple[int, Any, int]]):
    """The newest value of each wire with its time and key; of the wanted keys each one's own newest as well."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_wanted: frozenset[int] = frozenset()
        self.by_key: dict[tuple[str, int], tuple[int, Any, int]] = {}

    def __setitem__(self, wire: str, told: tuple[int, Any, int]) -> None:
        before = self.get(wire)
        # A batch goes from partition to partition, so what runs last need not be the newest.
        if before is None or told[0] >= before[0]:
            super().__setitem__(wire, told)
        if told[2] in self.keys_wanted:
            self.by_key[wire, told[2]] = told

    def clear(self) -> None:
        super().clear()
        self.by_key.clear()


class Program:
    """The compiled function of one revision in its two variants, and everything around a batch of it."""

    def __init__(self, *, flow_id: int, organization_id: str, revision_id: int, number: int, graph: Graph) -> None:
        self.flow_id = flow_id
        self.organization_id = organization_id
        self.revision_id = revision_id
        self.number = number
        self.graph = graph
        self.is_each_device = graph.scope.is_each_device
        self.device_id = graph.scope.device.id if graph.scope.device else None
        self.home = None if self.is_each_device else home_of(flow_id, self.device_id)
        compiled = compiler.compile_graph(graph)
        self.compiled = compiled
        self.codec = state.Codec(compiled)
        self.fresh = compiled.fresh
        self.is_stateless = compiled.is_stateless
        self.entry_of = {block_id: index for index, block_id in enumerate(compiled.entries)}
        self.answer_entry_of = compiled.answer_entries
        # What blocks that start by themselves have been run for: what the flow is made of, so that a deploy which only moves
        # blocks starts nothing; or the very revision.
        is_new_each_time = any(placed.block.each_deploy for placed in graph.blocks.values())
        self.started_for = self.number if is_new_each_time else int.from_bytes(self.codec.layout_id[:6], "big")
        # Each way in by a name that means the same in the next revision.
        self.way_names = {TICK: "", **{entry: f"s:{way}" for way, entry in self.entry_of.items()}}
        self.way_names |= {entry: f"a:{block_id}" for block_id, entry in self.answer_entry_of.items()}
        self.ways = {name: entry for entry, name in self.way_names.items()}
        # Blocks of which somebody hears something.
        self.heard = {address.block for placed in graph.blocks.values() for address in placed.wires.values()}
        self.fingerprints = {block_id: graph.blocks[block_id].fingerprint() for block_id in compiled.answer_entries}
        self.ears = ears_of(graph, self.entry_of)
        self.clock = time.perf_counter
        self.gathered = Gathered(run_device_id=self.device_id, is_each_device=self.is_each_device)
        self._run = self._bind(compiled)
        self._watched_run: compiler.Run | None = None
        self.seen = Seen()
        self.runs: dict[str, int] = {}
        self.spent_s: dict[str, float] = {}
        # Filled by the engine for the batch at hand.
        self.rows: list[Row] = []
        self.lacks_room: tuple[int, int, int, str] | None = None
        # What a row takes, on average over the last ones; 0: not known yet.
        self.cost_us = 0.0
        self._over_at = math.inf

    def partition_of(self, key: int) -> int:
        """Where the state of this key is kept."""
        return log.partition_of(key) if self.home is None else self.home

    def _bind(self, compiled: compiler.Compiled, **watching: Any) -> compiler.Run:
        return compiled.bind(
            world=lambda block_id: GatheringWorld(self.gathered, block_id),
            fail=self.gathered.fail,
            is_over=self._is_over,
            revision=self.started_for,
            **watching,
        )

    def run(
        self,
        rows: Sequence[Row],
        states: States,
        *,
        is_watched: bool = False,
        keeps_points: bool = False,
        keys: frozenset[int] = frozenset(),
        slice_us: float = math.inf,
    ) -> tuple[Gathered, int]:
        """Run the rows, and stop between two of them when the slice of time is over; at least one is run.

        The states are changed in place. Answers what the blocks asked for, and how many rows were run. A watched run keeps the
        values on wires of these keys also when another key had one later.
        """
        gathered = self.gathered
        gathered.clear()
        gathered.states, gathered.keeps_points = states, keeps_points
        if is_watched:
            self.seen.keys_wanted = keys
        run = self._watched() if is_watched else self._run
        if slice_us == math.inf:
            self._over_at = math.inf
            run(rows, states)
            return gathered, len(rows)
        done, left_us = 0, slice_us
        while done < len(rows) and left_us > 0:
            count = min(self.rows_within(left_us), len(rows) - done)
            began = self.clock()
            self._over_at = began + left_us / 1e6
            count = run(rows if count == len(rows) else rows[done : done + count], states) or count
            took_us = (self.clock() - began) * 1e6
            before_us = self.cost_us or took_us / count
            self.cost_us = max(0.1, before_us + 0.25 * (took_us / count - before_us))
            done, left_us = done + count, left_us - took_us
        return gathered, done

    def rows_within(self, slice_us: float) -> int:
        """How many rows may be run before the clock is looked at: at first a single one."""
        return max(1, int(slice_us / self.cost_us)) if self.cost_us else 1

    def _is_over(self) -> bool:
        return self.clock() >= self._over_at

    def idle(self) -> Gathered:
        """What is gathered when no row is run."""
        self.gathered.clear()
        return self.gathered

    def _watched(self) -> compiler.Run:
        if self._watched_run is None:
            self.runs.update(dict.fromkeys(self.graph.blocks, 0))
            self.spent_s.update(dict.fromkeys(self.graph.blocks, 0.0))
            compiled = compiler.compile_graph(self.graph, is_watched=True)
            self._watched_run = self._bind(compiled, seen=self.seen, runs=self.runs, spent_s=self.spent_s)
        return self._watched_run

    def mean_us(self) -> dict[str, float]:
        """How long a run of each block took on average, since the counts were forgotten."""
        return {
            block_id: round(spent_s / count * 1e6, 2)
            for block_id, spent_s in self.spent_s.items()
            if spent_s and (count := self.runs[block_id])
        }

    def forget_counts(self) -> None:
        self.runs.update(dict.fromkeys(self.runs, 0))
        self.spent_s.update(dict.fromkeys(self.spent_s, 0.0))

    def stop_watching(self) -> None:
        self._watched_run = None
        self.seen.clear()
        self.runs.clear()
        self.spent_s.clear()


def _pattern_of(listen: Listen) -> re.Pattern[str]:
    return topic_pattern(listen.path) if listen.subject == "topic" else glob_pattern(listen.path)


def load(deployed: Deployed) -> Program | None:
    """The program of a deployed revision; None, with the reason on the flow's status, when it cannot run."""
    revision = Revision.objects.filter(id=deployed.revision_id).first()
    if revision is None:
        return None  # deleted a moment ago
    checked = validation.check(revision.document, OrganizationFacts(deployed.organization_id), is_deployed=True)
    if checked.graph is None:
        logger.error("Flow %d cannot run: %s", deployed.flow_id, checked.problems[0].message)
        return None
    return Program(
        flow_id=deployed.flow_id,
        organization_id=deployed.organization_id,
        revision_id=revision.id,
        number=revision.number,
        graph=checked.graph,
    )
