"""What people see of running flows: widget outputs, values on wires, counters, errors, debug messages.

Only what somebody looks at is announced; the engine asks `Watch` once a batch, which answers from memory.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from core import live
from flows import shown
from flows.graphs.program import Program
from flows.lane import state
from flows.lane.effects import Gathered
from flows.subflows import inside

WIRES_EVERY_S = 0.2
COUNTERS_EVERY_S = 1.0
MESSAGES_AT_ONCE = 20  # of one batch; the list itself keeps them all


@dataclass
class Looked:
    """What of one flow is looked at now."""

    outputs: bool = False
    inside: bool = False
    debug: bool = False
    # Somebody waits for the trace of a next sample.
    next_sample: bool = False
    wires: set[str] = field(default_factory=set)
    # Wires of one device's run, whichever device's value came last.
    wires_of: set[tuple[str, int]] = field(default_factory=set)
    keys: frozenset[int] = frozenset()


NOTHING_LOOKED_AT = Looked()


class Watch:
    """Follows which topics are watched, and sends what the watched flows have to show at its pace."""

    def __init__(self) -> None:
        self._topics: frozenset[str] = frozenset()
        self._looked: dict[int, Looked] = {}
        self._inside: dict[int, Program] = {}
        self._errors: dict[int, dict[str, dict[str, Any]]] = {}
        self._wires_sent_at = self._counters_sent_at = 0.0

    def of(self, program: Program) -> Looked:
        topics = live.publisher().watched()
        if topics is not self._topics and topics != self._topics:
            self._topics = topics
            self._looked = _by_flow(topics)
        return self._looked.get(program.flow_id, NOTHING_LOOKED_AT)

    def ran(self, program: Program, gathered: Gathered, looked: Looked) -> None:
        """After the commit of a batch."""
        publisher = live.publisher()
        if looked.outputs:
            for (block_id, key), (at, value, quality) in gathered.shown.items():
                topic = f"o:{program.flow_id}:{block_id}:{key or ''}"
                publisher.value(
                    program.organization_id, topic, at, value, quality, list(gathered.points.get((block_id, key), ()))
                )
        if looked.debug:
            for time_us, block_id, key, value in list(gathered.notes)[-MESSAGES_AT_ONCE:]:
                publisher.event(
                    program.organization_id, f"d:{program.flow_id}", state.message_json(time_us, block_id, key, value)
                )
        if looked.inside:
            self._inside[program.flow_id] = program
            errors = self._errors.setdefault(program.flow_id, {})
            inputs = shown.error_inputs(program.graph, gathered.error_inputs)
            for block_id, (count, at, key, message) in gathered.errors.items():
                before = errors.get(block_id, {"count": 0})
                given = inputs.get(block_id)
                errors[block_id] = state.error_json(before["count"] + count, at, key, message, given)

    @property
    def has_more(self) -> bool:
        return bool(self._inside)

    def next_due_us(self) -> int | None:
        if not self._inside:
            return None
        wait_s = max(0.0, self._wires_sent_at + WIRES_EVERY_S - time.monotonic())
        return time.time_ns() // 1_000 + round(wait_s * 1_000_000)

    def send(self) -> None:
        """Values on wires five times a second, counters and errors once."""
        now_s = time.monotonic()
        if not self._inside or now_s < self._wires_sent_at + WIRES_EVERY_S:
            return
        publisher = live.publisher()
        counts_too = now_s >= self._counters_sent_at + COUNTERS_EVERY_S
        interval_s = min(now_s - self._counters_sent_at, 10.0)
        for flow_id, program in list(self._inside.items()):
            looked = self._looked.get(flow_id, NOTHING_LOOKED_AT)
            self._send_wires(program, looked)
            program.seen.clear()
            if counts_too and looked.inside:
                errors = inside.errors_with_uses(self._errors.pop(flow_id, {}), inside.titles_of(program.graph))
                data = {
                    "interval_s": round(interval_s, 3),
                    "runs": inside.runs_with_uses(program.runs),
                    "mean_us": program.mean_us(),
                    "errors": errors,
                }
                publisher.event(program.organization_id, f"b:{flow_id}", data)
                program.forget_counts()
            if not looked.inside:
                program.stop_watching()
        self._wires_sent_at = now_s
        if counts_too:
            self._counters_sent_at = now_s
            self._inside.clear()

    def _send_wires(self, program: Program, looked: Looked) -> None:
        # A port of a subflow is gone when the flow runs; what its wire comes from is not.
        behind = program.graph.outlets
        seen, of_keys = program.seen, program.seen.by_key
        told = []
        for wire in looked.wires:
            source = behind.get(wire, wire)
            if source in seen:
                told.append((wire, source, *seen[source][:2]))
        for wire, key in looked.wires_of:
            source = behind.get(wire, wire)
            if (source, key) in of_keys:
                told.append((f"{wire}:{key}", source, *of_keys[source, key][:2]))
        for name, source, at, value in told:
            topic = f"w:{program.flow_id}:{name}"
            live.publisher().value(program.organization_id, topic, at, shown.on_wire(program.graph, source, value))


def _by_flow(topics: frozenset[str]) -> dict[int, Looked]:
    """`<organization>/<topic>` -> what is looked at of each flow."""
    looked: dict[int, Looked] = {}
    for name in topics:
        kind, _, rest = name.partition("/")[2].partition(":")
        flow_id, _, tail = rest.partition(":")
        if kind not in ("o", "w", "b", "d", "n") or not flow_id.isdigit():
            continue
        flow = looked.setdefault(int(flow_id), Looked())
        match kind:
            case "o":
                flow.outputs = True
            case "d":
                flow.debug = True
            case "n":
                flow.next_sample = True
            case _:
                flow.inside = True
                wire, _, key = tail.rpartition(":")
                if wire and key.isdecimal():
                    flow.wires_of.add((wire, int(key)))
                    flow.keys |= {int(key)}
                elif tail:
                    flow.wires.add(tail)
    return looked
