"""One sample on its way through a graph, told step by step: what went into each block, what came out, what it remembered
before and after, which timers it set and what it asked the world for.

Traces run in the interpreter, on a copy of what the flow remembers, so they change nothing. A trace of the next sample that
comes is wished for in Redis; while there are wishes, the topic `n:<flow>` counts as watched, and the engine looks. Without
wishes it costs nothing.
"""

import copy
import logging
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from core import live
from core.clock import now_us
from core.errors import Missing, Refused
from core.redis import client
from flows import shown
from flows.block import Port
from flows.graphs.compiler import Row, States
from flows.graphs.graph import Address, Graph, Placed
from flows.graphs.interpreter import BlockRun, Interpreter, Memory, Wave, memory_of
from flows.graphs.program import Program
from flows.lane.state import key_of
from flows.web import sealed
from telemetry.decode import Batch, directory
from telemetry.lane import membership

logger = logging.getLogger(__name__)

STEPS_BOUND = 1_000
KEPT = 20
KEPT_S = 24 * 3600
WISHES_BOUND = 10
LONGEST_WAIT_S = 600
HEARD_WITHIN_S = 0.05  # after a publisher was told, or has begun to ask, what is watched
BYTES_BOUND = 1_000_000
# How long a single value may be, from the first that makes the whole trace fit.
VALUE_LENGTHS = (shown.LONGEST, 200, 40)

_json = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder().decode


# --- steps


class Recorder:
    """Writes down what an interpreter does, as people see it."""

    def __init__(self, graph: Graph, *, longest: int = shown.LONGEST) -> None:
        self.steps: list[dict[str, Any]] = []
        self._graph = graph
        self._longest = longest
        self._runs: list[BlockRun] = []

    def ran(self, run: BlockRun) -> None:
        self._runs.append(run)

    def waved(self, wave: Wave) -> None:
        runs, self._runs = self._runs, []
        cause = _cause(wave)
        if wave.source is not None:
            self._add(self._entered(wave), cause, wave.at)
        for run in runs:
            self._add(self._of_run(run), cause, run.at)
        have_run = {run.block_id for run in runs}
        for placed in self._graph.in_order():
            if placed.id not in have_run and (lacking := _lacking(placed, wave)):
                self._add({"block": placed.id, "waits_for": lacking}, cause, wave.at)

    def _add(self, step: dict[str, Any], cause: str, at: int) -> None:
        if len(self.steps) < STEPS_BOUND:
            self.steps.append({**_NO_STEP, **step, "cause": cause, "at": at / 1000, "title": self._title(step["block"])})

    def _title(self, block_id: str) -> str:
        placed = self._graph.blocks.get(block_id)
        return placed.title if placed else block_id

    def _entered(self, wave: Wave) -> dict[str, Any]:
        assert wave.source is not None
        block_id = wave.source.block
        placed = self._graph.blocks[block_id]
        sent = {
            port.name: wave.memory.last[Address(block_id, port.name)]
            for port in placed.outputs
            if Address(block_id, port.name) in wave.sent
        }
        return {"block": block_id, "outputs": self._outputs(placed, sent)}

    def _of_run(self, run: BlockRun) -> dict[str, Any]:
        placed = self._graph.blocks[run.block_id]
        return {
            "block": run.block_id,
            "inputs": shown.inputs(self._graph, placed, run.inputs, longest=self._longest),
            "fresh": sorted(run.fresh),
            "is_timer": run.is_timer,
            "outputs": self._outputs(placed, run.sent),
            "state_before": shown.plain(run.state_before, longest=self._longest),
            "state_after": shown.plain(run.state_after, longest=self._longest),
            "effects": [effect(call, longest=self._longest) for call in run.effects if not is_timer_call(call)],
            "timer": _timer(run.effects),
            "error": run.error,
        }

    def _outputs(self, placed: Placed, sent: Mapping[str, Any]) -> dict[str, Any]:
        return {name: shown.at_port(placed.output(name), value, longest=self._longest) for name, value in sent.items()}


_NO_STEP: dict[str, Any] = {
    "inputs": {},
    "fresh": [],
    "is_timer": False,
    "outputs": {},
    "state_before": None,
    "state_after": None,
    "effects": [],
    "timer": None,
    "error": None,
    "waits_for": [],
}


def _cause(wave: Wave) -> str:
    if wave.source is not None:
        return "sample"
    if wave.timer:
        return "timer"
    return "answer" if wave.answered else "start"


def _lacking(placed: Placed, wave: Wave) -> list[str]:
    """The inputs that kept a block from running, although it was sent something."""
    if not any(address in wave.sent for name, address in placed.wires.items() if name not in placed.block.quiet):
        return []
    return [
        port.name
        for port in placed.inputs
        if port.required and port.type != "trigger" and placed.wires.get(port.name) not in (None, *wave.memory.last)
    ]


def is_timer_call(call: Sequence[Any]) -> bool:
    return call[0] in ("wake_at", "stay_asleep")


def _timer(calls: Iterable[Sequence[Any]]) -> dict[str, Any] | None:
    """What became of the wake-up call of a block: the last word counts."""
    last = next((call for call in reversed(list(calls)) if is_timer_call(call)), None)
    if last is None:
        return None
    return {"due": last[1] * 1000} if last[0] == "wake_at" else {"due": None}


def parts_of(call: Sequence[Any]) -> tuple[str, Any, str]:
    """What a block asked the world for, as `RecordingWorld` notes it: what, the value, and to where or in which words."""
    does, *rest = call
    match does, rest:
        case (("raise" | "clear" | "acknowledge"), [value, text]):
            return does, value, str(text)
        case (("write" | "command"), [target, value, *device]):
            return does, value, " ".join(str(part) for part in (target, *(f"of device {one}" for one in device)))
        case "call", [kind, value]:
            return does, value, str(kind)
        case _, [value]:
            return does, value, ""
    return does, rest, ""


def effect(call: Sequence[Any], *, longest: int = shown.LONGEST) -> dict[str, Any]:
    does, value, detail = parts_of(call)
    return {"does": does, "value": shown.value(value, longest=longest), "detail": sealed.hidden(detail)[: shown.CUT_TO]}


def trace(graph: Graph, memory: Memory, row: Row, *, before: Iterable[Row] = (), **about: Any) -> dict[str, Any]:
    """What one row does, after others that are run without being told; as JSON, with `about` around the steps.

    `memory` is what the flow remembers for the key, and is left as it is. Values are shortened as far as it takes to keep
    the whole within its bound.
    """
    runner = Interpreter(graph)
    runner.memories[row[1]] = copy.deepcopy(memory)
    runner.run(before)
    made = {"id": uuid.uuid4().hex[:12], "made_at": now_us() / 1000, **about}
    for longest in VALUE_LENGTHS:
        recorder = Recorder(graph, longest=longest)
        watched = Interpreter(graph, watch=recorder.ran, watch_wave=recorder.waved)
        watched.memories = copy.deepcopy(runner.memories)
        watched.take(row)
        made["steps"] = recorder.steps
        if len(_json(made)) <= BYTES_BOUND:
            break
    return made


def misfit(port: Port | None, value: Any) -> str:
    """Why a value cannot have come by a port; empty when it can."""
    kinds: dict[str, type | tuple[type, ...]] = {"number": (int, float), "boolean": bool, "text": str, "json": (dict, list)}
    wanted = kinds.get(port.type) if port is not None else None
    is_fit = wanted is None or (isinstance(value, wanted) and not (port and port.type == "number" and isinstance(value, bool)))
    return "" if is_fit else f"{str(value)[:60]!r} is no {port.type if port else 'value'}."


# --- kept for a while


def keep(flow_id: int, made: Mapping[str, Any]) -> None:
    """The last traces of a flow stay for a day."""
    key = key_of("traces", flow_id)
    pipe = client().pipeline(transaction=True)
    pipe.lpush(key, _json(made))
    pipe.ltrim(key, 0, KEPT - 1)
    pipe.expire(key, KEPT_S)
    pipe.execute()


def kept(flow_id: int) -> list[dict[str, Any]]:
    """Newest first."""
    redis: Any = client()
    return [_read(packed) for packed in redis.lrange(key_of("traces", flow_id), 0, KEPT - 1)]


def kept_one(flow_id: int, trace_id: str) -> dict[str, Any]:
    found = next((made for made in kept(flow_id) if made["id"] == trace_id), None)
    if found is None:
        raise Missing(
            f"There is no trace {trace_id[:20]}: traces are kept for a day, the last {KEPT} of each flow. Make a new one."
        )
    return found


# --- the next one


def _topic(flow_id: int, organization_id: str) -> str:
    return f"{organization_id}/n:{flow_id}"


def wish(flow_id: int, organization_id: str, *, device_id: int | None, wait_s: int) -> dict[str, Any]:
    """Ask for the trace of the next sample, of one device or of any. The wish ends by itself."""
    redis: Any = client()
    until_s = time.time() + wait_s
    wishes = _wishes(flow_id)
    if len(wishes) >= WISHES_BOUND:
        raise Refused(f"{len(wishes)} people wait for the next sample of this flow already. Try again in a moment.")
    made = {
        "id": uuid.uuid4().hex[:12],
        "device_id": device_id,
        "until": round(until_s * 1000),
    }
    pipe = redis.pipeline(transaction=True)
    pipe.hset(key_of("tracewishes", flow_id), made["id"], _json(made))
    pipe.expire(key_of("tracewishes", flow_id), LONGEST_WAIT_S)
    pipe.zadd(live.WATCH_KEY, {_topic(flow_id, organization_id): until_s}, gt=True)
    pipe.incr(live.WATCH_VERSION_KEY)
    pipe.publish(live.WATCH_CHANNEL, "")
    pipe.scard(f"{membership.prefix('flows')}members")
    *_, told, lanes = pipe.execute()
    # A lane that has lost its ear still asks now and then.
    return made | {"listens_in_s": HEARD_WITHIN_S + (0 if told >= lanes else live.WATCH_POLL_S)}


def _wishes(flow_id: int) -> list[dict[str, Any]]:
    """Those that wait still; the others are forgotten."""
    redis: Any = client()
    found = [_read(packed) for packed in redis.hgetall(key_of("tracewishes", flow_id)).values()]
    late = [one["id"] for one in found if one["until"] < time.time() * 1000]
    if late:
        redis.hdel(key_of("tracewishes", flow_id), *late)
    return [one for one in found if one["id"] not in late]


def end_wish(flow_id: int, organization_id: str, wish_id: str) -> bool:
    """Take a wish back, or fulfil it: only one of all who try is told yes."""
    redis: Any = client()
    is_first = bool(redis.hdel(key_of("tracewishes", flow_id), wish_id))
    if is_first and not redis.hlen(key_of("tracewishes", flow_id)):
        pipe = redis.pipeline(transaction=True)
        pipe.zrem(live.WATCH_KEY, _topic(flow_id, organization_id))
        pipe.incr(live.WATCH_VERSION_KEY)
        pipe.execute()
    return is_first


class LiveTrace:
    """A sample that somebody waits for has been met: what the flow remembered before it, until the batch is committed."""

    def __init__(
        self, program: Program, wish_id: str, memory: Memory, before: list[Row], row: Row, sample: dict[str, Any]
    ) -> None:
        self._program = program
        self._wish_id = wish_id
        self._memory = memory
        self._before = before
        self._row = row
        self._sample = sample

    def finish(self) -> None:
        """After the commit. Whatever goes wrong here must not harm the lane."""
        flow_id, organization_id = self._program.flow_id, self._program.organization_id
        try:
            if not end_wish(flow_id, organization_id, self._wish_id):
                return
            made = trace(
                self._program.graph,
                self._memory,
                self._row,
                before=self._before,
                flow_id=flow_id,
                revision=self._program.number,
                origin="live",
                key=self._row[1],
                sample=self._sample,
                warm_up=None,
            )
            keep(flow_id, made)
            live.publisher().event(organization_id, f"t:{flow_id}", {"id": made["id"], "wish": self._wish_id})
        except Exception:
            logger.exception("The trace of flow %d could not be made", flow_id)


def begin(program: Program, rows: Sequence[Row], states: States, batch: Batch) -> list[LiveTrace]:
    """For each wish the first of the rows that fits it, with a copy of the state before the batch."""
    found = []
    ways = {ear.entry: ear.block_id for ear in program.ears}
    for one in _wishes(program.flow_id):
        for place, row in enumerate(rows):
            device_id = batch.device_ids[row[5]] if row[5] >= 0 else row[1] or program.device_id
            is_sample = row[0] in ways or not ways
            if is_sample and row[1] in states and one["device_id"] in (None, device_id):
                memory = memory_of(program.compiled, states[row[1]], revision=program.started_for)
                before = [earlier for earlier in rows[:place] if earlier[1] == row[1]]
                metric_id = batch.metric_ids[row[5]] if row[5] >= 0 else None
                sample = sample_json(ways.get(row[0], ""), row, device_id=device_id, metric_id=metric_id)
                found.append(LiveTrace(program, one["id"], memory, before, row, sample))
                break
    return found


def sample_json(way: str, row: Row, *, device_id: int | None, metric_id: int | None) -> dict[str, Any]:
    """What set a trace off."""
    device = directory.load([device_id])[device_id] if device_id is not None else None
    metric = next((one for one in device.metrics.values() if one.id == metric_id), None) if device else None
    block, _, port = way.partition(".")
    return {
        "block": block,
        "port": port or "value",
        "at": row[2] / 1000,
        "value": shown.value(row[3]),
        "quality": row[4],
        "metric_id": metric_id,
        "path": metric.path if metric else "",
        "device_id": device_id,
        "device": device.name if device else "",
    }
