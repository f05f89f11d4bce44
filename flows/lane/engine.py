"""The `flows` consumer of the hot lane: a batch of samples through all flows that listen, and everything that follows
from it in one commit.

A batch, of all partitions that have something: samples become rows of the programs that hear them; the states of their
keys are loaded, unless they are warm; the programs run; states, outputs, timers, computed samples and the outbox go into
the lane's transaction; after it the outbox is emptied and watchers are told.
"""

import functools
import itertools
import logging
import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from django.conf import settings
from msgspec import UNSET

from core.changes import version
from core.clock import now_us
from core.redis import client
from flows import selectors, shown, tracing
from flows.block import Answer
from flows.cold.calls import CallEffect
from flows.graphs.compiler import TICK, Row
from flows.graphs.program import BAD, Program, load
from flows.lane import news, outbox, state, timers
from flows.lane.effects import Gathered
from flows.lane.listeners import Listeners
from flows.lane.outbox import AlarmEffect, CommandEffect, Effect, Outbox
from flows.lane.state import key_of
from flows.lane.timers import ANSWER_PORT, START_PORT, TIMER_PORT
from flows.lane.waiting import MAX_ROWS, Change, Waiting, WaitingRow
from flows.lane.watching import Watch
from telemetry import log
from telemetry.decode import Batch, decode
from telemetry.lane import Commit, Entry, Part

logger = logging.getLogger(__name__)

LOOK_FOR_CHANGES_EVERY_S = 0.1
LOOK_AT_LOG_EVERY_S = 0.25
# How long the rows that one partition has for a flow may take, and how long those that wait for their turn may, of all flows
# together: about the delay that one organization can cause to another.
SLICE_US = 20_000
WAITING_SLICE_US = 10_000
MAX_WARM_KEYS = 200_000  # in this process; others are read from Redis when their next sample comes
MAX_KEYS = 100_000  # of one flow
MAX_HOPS = 8  # flows that a value may pass through one after the other

_pack = msgspec.msgpack.Encoder().encode


class Partition:
    """What this process holds for one partition that it owns."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.waiting = Waiting(number)
        self.is_nudged = False
        self.first_due_us = timers.first_due_us(number)


class FlowsConsumer:
    """One per lane process."""

    name = "flows"
    pace_s = 0.0
    niceness = 0

    def __init__(self) -> None:
        self.programs: dict[int, Program] = {}
        self.partitions: dict[int, Partition] = {}
        # States by flow and key, of the partitions that we own.
        self.warm: dict[int, dict[int, list[Any]]] = {}
        self.watch = Watch()
        self.outbox = Outbox(self._complain)
        self._unrunnable: dict[int, int] = {}
        self._versions = (-1, -1)
        self._looked_at = 0.0
        self.listeners = Listeners()
        self._gate = log.Gate(2 * settings.LOG_BOUND_BYTES)
        self._gate_read_at = 0.0
        self._crowded: set[str] = set()
        # How states with other layouts become states of the present one, by layout.
        self._plans: dict[int, dict[bytes, state.Plan | None]] = {}

    # --- owning

    def take(self, partition: int, generation: int) -> None:
        self._chill(partition)
        self.partitions[partition] = Partition(partition)
        self.outbox.take(partition)

    def lose(self, partition: int) -> None:
        self._chill(partition)
        self.partitions.pop(partition, None)
        self.outbox.lose(partition)

    def _chill(self, partition: int) -> None:
        """Forget the states of a partition: they are in Redis."""
        for flow_id, warm in self.warm.items():
            program = self.programs.get(flow_id)
            if program is not None:
                for key in [key for key in warm if program.partition_of(key) == partition]:
                    del warm[key]

    # --- a batch

    def process(self, parts: Sequence[Part], commit: Commit) -> None:
        for part in parts:
            self.partitions[part.partition].is_nudged = False
            self.outbox.check_room(part.partition)
        entries = [entry for part in parts for entry in part.entries]
        # A start that came with a deploy must not be heard by the revision before.
        self._follow_changes(at_once=any(entry.kind == log.INPUTS for entry in entries))
        helds = [self.partitions[part.partition] for part in parts]
        if not self.programs and not any(held.waiting for held in helds):
            return
        round_ = Round(self, helds, decode(entries))
        try:
            round_.take_samples()
            round_.take_others(parts)
            round_.run()
            round_.run_waiting()
            round_.write(commit)
        finally:
            # The batch may come again: no row of it may be left behind.
            for program in round_.touched:
                program.rows = []
        self._cool()

    # --- following changes

    def _follow_changes(self, *, at_once: bool = False) -> None:
        """Change over to other revisions between two batches, and listen anew when devices have changed."""
        if not at_once and time.monotonic() - self._looked_at < LOOK_FOR_CHANGES_EVERY_S:
            return
        versions = (version("flows"), version("devices"))
        if versions != self._versions:
            if versions[0] != self._versions[0]:
                self._change_over()
                self.listeners.follow(self.programs.values())
            self.listeners.forget()
            self._versions = versions
        self._looked_at = time.monotonic()

    def _change_over(self) -> None:
        wanted = {deployed.flow_id: deployed for deployed in selectors.deployed()}
        for flow_id in [flow_id for flow_id in self.programs if flow_id not in wanted]:
            self._drop(flow_id)
        for flow_id, deployed in wanted.items():
            running = self.programs.get(flow_id)
            if running is not None and running.revision_id == deployed.revision_id:
                continue
            if self._unrunnable.get(flow_id) == deployed.revision_id:
                continue
            self._drop(flow_id)
            try:
                program = load(deployed)
            except Exception:
                logger.exception("Flow %d cannot be loaded", flow_id)
                program = None
            if program is None:
                self._unrunnable[flow_id] = deployed.revision_id
                continue
            self._unrunnable.pop(flow_id, None)
            if not program.is_stateless:
                state.save_layout(flow_id, program.codec)
            self.programs[flow_id] = program

    def _drop(self, flow_id: int) -> None:
        """Forget a program. Its states are in Redis, from where the next revision takes them over."""
        self.programs.pop(flow_id, None)
        self._plans.pop(flow_id, None)
        self.warm.pop(flow_id, None)

    def full_partitions(self) -> set[int]:
        """Partitions of the log that take no computed samples: twice as full as where doors close."""
        if time.monotonic() - self._gate_read_at > LOOK_AT_LOG_EVERY_S:
            self._gate.update(log.backlog())
            self._gate_read_at = time.monotonic()
        return self._gate.shut

    def tell_crowded(self) -> None:
        """Shut the doors of organizations whose flows have too much waiting, and open them again."""
        crowded = set().union(*(held.waiting.crowded() for held in self.partitions.values()))
        if crowded or self._crowded:
            log.set_crowded(client(), crowded, self._crowded - crowded)
            self._crowded = crowded

    # --- states

    def load_states(self, wanted: dict[int, set[int]]) -> None:
        """Bring the states of these keys of these flows into memory, all in one question to Redis."""
        asked: list[tuple[int, list[int]]] = []
        for flow_id, keys in wanted.items():
            missing = keys - self.warm.setdefault(flow_id, {}).keys()
            if missing:
                asked.append((flow_id, list(missing)))
        if not asked:
            return
        pipe = client().pipeline(transaction=False)
        for flow_id, missing_keys in asked:
            pipe.hmget(key_of("state", flow_id), missing_keys)
            pipe.hlen(key_of("state", flow_id))
        answers = pipe.execute()
        for index, (flow_id, missing_keys) in enumerate(asked):
            program, warm = self.programs[flow_id], self.warm[flow_id]
            room = MAX_KEYS - answers[2 * index + 1]
            for key, packed in zip(missing_keys, answers[2 * index], strict=True):
                if packed is not None:
                    warm[key] = self._state_of(program, packed)
                elif room > 0:
                    warm[key] = program.fresh()
                    room -= 1

    def _state_of(self, program: Program, packed: bytes) -> list[Any]:
        if program.codec.is_current(packed):
            return program.codec.unpack(packed)
        plans = self._plans.setdefault(program.flow_id, {})
        if packed[:8] not in plans:
            layouts = state.load_layouts(program.flow_id)
            plans.update({layout_id: program.codec.plan(layout) for layout_id, layout in layouts.items()})
            plans.setdefault(packed[:8], None)  # forgotten long ago
        plan = plans[packed[:8]]
        return program.codec.carry_over(plan, packed) if plan else program.fresh()

    def _cool(self) -> None:
        """Keep the number of warm keys within its bound: those that were used longest ago go first."""
        surplus = sum(map(len, self.warm.values())) - MAX_WARM_KEYS
        while surplus > 0:
            warm = max(self.warm.values(), key=len)
            gone = list(warm)[: max(1, min(surplus, len(warm) // 2))]
            for key in gone:
                del warm[key]
            surplus -= len(gone)

    # --- effects

    def _complain(self, flow_id: int, block_id: str, time_us: int, message: str) -> None:
        """An effect was refused for good: show it on its block."""
        pipe = client().pipeline(transaction=True)
        state.write_errors(pipe, flow_id, {block_id: (1, time_us, 0, message[:500])})
        pipe.execute()

    # --- timers

    def next_due_us(self, partition: int) -> int | None:
        held = self.partitions[partition]
        if held.waiting and not held.is_nudged:
            return 0
        dues = [held.first_due_us, self.outbox.next_due_us(), self.watch.next_due_us()]
        return min((due for due in dues if due is not None), default=None)

    def due(self, partition: int, now_us: int) -> None:
        held = self.partitions[partition]
        self.watch.send()
        if self.outbox.is_due():
            self.outbox.drain()
        if held.waiting and not held.is_nudged:
            # An empty entry: the next turn, in which what waits is worked off and committed like everything else.
            pipe = client().pipeline(transaction=True)
            log.append_inputs(pipe, partition, now_us, [])
            pipe.execute()
            held.is_nudged = True
        if held.first_due_us is not None and held.first_due_us <= now_us:
            timers.fire(partition, now_us)
            held.first_due_us = timers.first_due_us(partition)


class Round:
    """One batch on its way through the programs."""

    def __init__(self, engine: FlowsConsumer, helds: Sequence[Partition], batch: Batch) -> None:
        self.engine = engine
        self.helds = helds
        self.batch = batch
        self.touched: list[Program] = []
        self.passed_on: dict[int, list[list[Any]]] = {}
        # Log positions of rows that are no samples, by -1 - index.
        self.input_positions: list[tuple[bytes, int]] = []
        # By partition.
        self.effects: dict[int, list[Effect]] = {}
        self.timers: dict[int, dict[bytes, int | None]] = {}
        self.effect_ids: set[str] = set()
        self.failed: list[tuple[Program, str]] = []
        self.failed_softly: list[Program] = []
        self.results: list[tuple[Program, Gathered, dict[int, list[Any]]]] = []
        self.traces: list[tracing.LiveTrace] = []
        # Rows that have waited: what they have from their batch, by -1 - index like their positions.
        self.waited: dict[int, WaitingRow] = {}
        # By partition and flow.
        self.waiting_changes: dict[int, dict[int, Change]] = {}

    # --- rows

    def take_samples(self) -> None:
        """A row for every flow that hears a sample. This loop and the program's are the ones that run for every sample."""
        batch, listeners, touched = self.batch, self.engine.listeners, self.touched
        here, find = listeners.here, listeners.find
        columns = zip(batch.metric_ids, batch.times_us, batch.values, batch.qualities, range(len(batch)), strict=True)
        for metric_id, at, value, quality, index in columns:
            found = here.get(metric_id)
            if found is None:
                found = find(metric_id, batch.device_ids[index])
            for program, entry, key, takes_bad in found:
                if quality < BAD or takes_bad:
                    rows = program.rows
                    if not rows:
                        touched.append(program)
                    rows.append((entry, key, at, value, quality, index))
        # Asked for now: only the loop above meets metrics.
        if listeners.elsewhere:
            self._pass_on()

    def _pass_on(self) -> None:
        """Samples for programs that keep their state in another partition."""
        batch, elsewhere = self.batch, self.engine.listeners.elsewhere
        for metric_id, at, value, quality in zip(batch.metric_ids, batch.times_us, batch.values, batch.qualities, strict=True):
            for program, block_id, takes_bad in elsewhere.get(metric_id, ()):
                if quality < BAD or takes_bad:
                    assert program.home is not None
                    self.passed_on.setdefault(program.home, []).append([program.flow_id, 0, block_id, "value", value, at])

    def take_others(self, parts: Sequence[Part]) -> None:
        """Rows that come from no sample, each at its place between the samples."""
        have_others = set()
        for partition, entries in parts:
            for entry in entries:
                if entry.kind == log.INPUTS:
                    self._take_inputs(entry)
                elif entry.kind == log.EVENTS or news.is_messages(entry):
                    self._take_news(entry, partition)
                else:
                    continue
                have_others.add(partition)
        if not have_others:
            return
        places = {
            (part.partition, entry.id): place
            for part in parts
            if part.partition in have_others
            for place, entry in enumerate(part.entries)
        }
        for program in self.touched:
            # Only within a partition has the order a meaning.
            program.rows.sort(key=functools.partial(self._place, program, places))

    def _place(self, program: Program, places: dict[tuple[int, bytes], int], row: Row) -> tuple[int, int]:
        partition = program.partition_of(row[1])
        return partition, places.get((partition, self.position(row[5])[0]), 0)

    def _take_news(self, entry: Entry, partition: int) -> None:
        """What is told about devices: that they came or went, what changed about them, what they say to flows."""
        for place, (device_id, subject, name, value, at) in enumerate(news.read(entry)):
            for program, ear in self.engine.listeners.of_news(device_id, subject, name):
                taken = news.typed(ear.port_type, value)
                if taken is UNSET:
                    continue
                if program.home is not None and program.home != partition:
                    self.passed_on.setdefault(program.home, []).append([program.flow_id, 0, ear.block_id, "value", taken, at])
                    continue
                if not program.rows:
                    self.touched.append(program)
                self.input_positions.append((entry.id, place))
                key = device_id if program.is_each_device else 0
                program.rows.append((ear.entry, key, at, taken, 0, -len(self.input_positions)))

    def _take_inputs(self, entry: Entry) -> None:
        """Timers, starts, answers, what people and other partitions send."""
        _, items = log.decode_body(entry.body)
        for place, (flow_id, key, block_id, port, value, at) in enumerate(items):
            program = self.engine.programs.get(flow_id)
            if program is None:
                continue
            way_in: int | None
            if port == ANSWER_PORT:
                fingerprint, *answer = value
                is_awaited = program.fingerprints.get(block_id) == fingerprint
                way_in = program.answer_entry_of[block_id] if is_awaited else None
                value = Answer(*answer)
            else:
                way_in = TICK if port in (TIMER_PORT, START_PORT) else program.entry_of.get(block_id)
            if way_in is None or program.is_each_device != bool(key):
                continue  # written for another revision
            if not program.rows:
                self.touched.append(program)
            self.input_positions.append((entry.id, place))
            program.rows.append((way_in, key, at, value, 0, -len(self.input_positions)))

    def position(self, index: int) -> tuple[bytes, int]:
        return self.batch.positions[index] if index >= 0 else self.input_positions[-1 - index]

    # --- running

    def run(self) -> None:
        keys = {program.flow_id: {row[1] for row in program.rows} for program in self.touched}
        self.engine.load_states({program.flow_id: keys[program.flow_id] for program in self.touched if not program.is_stateless})
        for program in self.touched:
            rows, program.rows = program.rows, []
            if any(program.flow_id in held.waiting for held in self.helds):
                self._put_aside(program, rows)  # behind those that came before
                continue
            done = self._run_rows(program, rows, keys[program.flow_id], SLICE_US * len(self.helds))
            if done < len(rows):
                self._put_aside(program, rows[done:])

    def _run_rows(self, program: Program, rows: list[Row], used: set[int], slice_us: float) -> int:
        """Answers how many of the rows are dealt with; the others had no time."""
        if program.is_stateless:
            states = {key: program.fresh() for key in used}
        else:
            states = self.engine.warm[program.flow_id]
            if not used <= states.keys():
                kept = self._without_room(program, rows, states)
                gone = len(rows) - len(kept)
                if not kept:
                    self.results.append((program, program.idle(), {}))
                    return gone
                rows, used = kept, used & states.keys()
                slice_us = math.inf  # which of the rows are done could not be said by a number
        looked = self.engine.watch.of(program)
        if looked.next_sample:
            self.traces += tracing.begin(program, rows, states, self.batch)
        try:
            gathered, done = program.run(
                rows,
                states,
                is_watched=looked.inside,
                keeps_points=looked.outputs,
                keys=looked.keys,
                slice_us=slice_us,
            )
        except Exception as error:
            self._give_up(program, used, error)
            return len(rows)
        if done < len(rows):
            used = {row[1] for row in rows[:done]}
        self.results.append((program, gathered, {} if program.is_stateless else {key: states[key] for key in used}))
        return len(rows) if slice_us == math.inf else done

    # --- rows that wait their turn

    def _put_aside(self, program: Program, rows: list[Row]) -> None:
        wanted: dict[int, list[WaitingRow]] = {}
        for row in rows:
            entry, key, at, value, quality, index = row
            entry_id, place = self.position(index)
            metric_id, hops = self._metric_id(index), self._hops(index)
            value = [value.ok, value.value, value.error] if isinstance(value, Answer) else value
            way = program.way_names[entry]
            waiting = WaitingRow(way, key, at, value, quality, entry_id, place, metric_id, hops)
            wanted.setdefault(program.partition_of(key), []).append(waiting)
        left_out = 0
        for partition, waiting_rows in wanted.items():
            waiting_here = self.engine.partitions[partition].waiting
            added, lost = waiting_here.add(program.flow_id, program.organization_id, waiting_rows)
            self._changed(partition, program.flow_id, 0, added)
            left_out += lost
        if left_out:
            message = f"Samples come faster than this flow can work them off; {MAX_ROWS:,} wait, further ones are left out."
            program.lacks_room = (left_out, rows[-1][2], rows[-1][1], message)
            self.failed_softly.append(program)

    def _changed(self, partition: int, flow_id: int, taken: int, added: list[WaitingRow]) -> None:
        changes = self.waiting_changes.setdefault(partition, {})
        before = changes.get(flow_id, Change(0, []))
        changes[flow_id] = Change(before.taken + taken, before.added + added)

    def run_waiting(self) -> None:
        """Work off what waits, as much as is fair to what came in fresh."""
        # A program runs once in a round.
        done = {program.flow_id for program, _, _ in self.results}
        for held in self.helds:
            if held.waiting:
                self._run_waiting_of(held, done)

    def _run_waiting_of(self, held: Partition, done: set[int]) -> None:
        waiting = held.waiting
        left_us: float = WAITING_SLICE_US
        for flow_id in list(waiting.next_flows()):
            program = self.engine.programs.get(flow_id)
            if program is None:
                self._changed(held.number, flow_id, len(waiting.rows[flow_id]), [])
                waiting.forget(flow_id)  # the flow is switched off or gone
                continue
            waiting.belongs(flow_id, program.organization_id)
            if left_us <= 0 or flow_id in done:
                continue
            done.add(flow_id)
            began = program.clock()
            self._run_slice(program, held, left_us)
            waiting.turned(flow_id)
            left_us -= (program.clock() - began) * 1e6

    def _run_slice(self, program: Program, held: Partition, slice_us: float) -> None:
        waiting = held.waiting
        head = list(itertools.islice(waiting.rows[program.flow_id], program.rows_within(slice_us)))
        rows: list[Row] = []
        for waited in head:
            way_in = program.ways.get(waited.way)
            if way_in is None or program.is_each_device != bool(waited.key):
                continue  # written for another revision
            self.input_positions.append((waited.entry_id, waited.place))
            index = -len(self.input_positions)
            self.waited[index] = waited
            value = Answer(*waited.value) if waited.way.startswith("a:") else waited.value
            rows.append((way_in, waited.key, waited.at, value, waited.quality, index))
        done = len(head)
        if rows:
            used = {row[1] for row in rows}
            if not program.is_stateless:
                self.engine.load_states({program.flow_id: used})
            ran = self._run_rows(program, rows, used, slice_us)
            if ran < len(rows):
                # Those of another revision between them are few; they are looked at again.
                last = self.waited[rows[ran - 1][5]]
                done = head.index(last) + 1
        self._changed(held.number, program.flow_id, done, [])
        waiting.remove(program.flow_id, done)

    def _give_up(self, program: Program, keys: Iterable[int], error: Exception) -> None:
        """A mistake of ours in one flow: these rows are lost for it, and all other flows go on."""
        logger.error("Flow %d failed as a whole", program.flow_id, exc_info=error)
        warm = self.engine.warm.get(program.flow_id, {})
        for key in keys:
            warm.pop(key, None)
        self.failed.append((program, f"The flow could not be run: {error}"[:500]))

    def _without_room(self, program: Program, rows: list[Any], states: dict[int, list[Any]]) -> list[Any]:
        kept = [row for row in rows if row[1] in states]
        gone = next(row for row in rows if row[1] not in states)
        message = f"The flow has state for {MAX_KEYS:,} devices already; further ones are left out."
        program.lacks_room = (len(rows) - len(kept), gone[2], gone[1], message)
        return kept

    # --- the commit

    def write(self, commit: Commit) -> None:
        pipe = commit.pipe
        for program, gathered, states in self.results:
            written = len(pipe.command_stack)
            try:
                effects = self._write_program(pipe, program, gathered, states)
            except Exception as error:  # such as a value that cannot be packed
                del pipe.command_stack[written:]
                self._give_up(program, states, error)
                continue
            for partition, effect in effects:
                self.effects.setdefault(partition, []).append(effect)
            for (key, block_id), due_us in gathered.timers.items():
                of_partition = self.timers.setdefault(program.partition_of(key), {})
                of_partition[timers.member(program.flow_id, key, block_id)] = due_us
            looked = self.engine.watch.of(program)
            if looked.outputs or looked.inside or looked.debug:
                commit.after(_teller(self.engine.watch, program, gathered, looked))
        for program in self.failed_softly:
            if program.lacks_room is not None:
                lost, program.lacks_room = program.lacks_room, None
                state.write_errors(pipe, program.flow_id, {program.graph.order[0]: lost})
        for program, message in self.failed:
            state.write_errors(pipe, program.flow_id, {program.graph.order[0]: (1, now_us(), 0, message)})
        self._write_timers(pipe)
        for partition, changes in self.waiting_changes.items():
            self.engine.partitions[partition].waiting.write(pipe, changes)
        if self.waiting_changes:
            commit.after(self.engine.tell_crowded)
        for home, inputs in self.passed_on.items():
            log.append_inputs(pipe, home, now_us(), inputs)
        for partition, wanted in self.effects.items():
            outbox.put(pipe, partition, wanted)
            # Done when the lane has taken note of the whole commit.
            commit.after(functools.partial(self._effects_written, commit, len(pipe.command_stack) - 1, partition))
        if self.timers:
            commit.after(self._timers_written)
        for trace in self.traces:
            commit.after(trace.finish)

    def _write_program(
        self, pipe: Any, program: Program, gathered: Gathered, states: dict[int, list[Any]]
    ) -> list[tuple[int, Effect]]:
        self._write_states(pipe, program, states)
        self._write_samples(pipe, program, gathered)
        self._write_shown(pipe, program, gathered)
        errors = dict(gathered.errors)
        if program.lacks_room is not None:
            errors[program.graph.order[0]], program.lacks_room = program.lacks_room, None
        if errors:
            inputs = shown.error_inputs(program.graph, gathered.error_inputs)
            state.write_errors(pipe, program.flow_id, errors, inputs)
        effects = self._effects_of(program, gathered)
        _pack([effect for _, effect in effects])  # fails here, for this flow alone
        return effects

    def _write_states(self, pipe: Any, program: Program, states: dict[int, list[Any]]) -> None:
        if not states:
            return
        pack = program.codec.pack
        pipe.hset(key_of("state", program.flow_id), mapping={key: pack(slots) for key, slots in states.items()})
        warm = self.engine.warm[program.flow_id]
        if len(warm) > len(states):
            # To the end of the dict: its beginning is what was used longest ago.
            for key in states:
                warm[key] = warm.pop(key)

    def _write_samples(self, pipe: Any, program: Program, gathered: Gathered) -> None:
        """Computed samples go straight into the log. They cannot wait for room there, for it is we who make the room."""
        full = self.engine.full_partitions() if gathered.samples else set()
        by_hops: dict[int, list[log.Sample]] = {}
        for block_id, row, device_id, path, value in gathered.samples:
            index = row[5]
            hops = self._hops(index) + 1
            if hops > MAX_HOPS:
                problem = f"The value has passed through {MAX_HOPS} flows; do they feed each other?"
            elif log.partition_of(device_id) in full:
                problem = "More values are computed than can be worked off, so this one was dropped."
            else:
                by_hops.setdefault(hops, []).append(log.Sample(device_id, path, row[2], value, row[4]))
                continue
            gathered.fail(block_id, row[1], row[2], ValueError(problem))
        for hops, samples in by_hops.items():
            log.append_samples(pipe, samples, arrival_us=now_us(), origin=f"flow:{program.flow_id}", hops=hops)

    def _write_shown(self, pipe: Any, program: Program, gathered: Gathered) -> None:
        if gathered.shown:
            newest = {f"{block_id}:{key or ''}": _pack(shown) for (block_id, key), shown in gathered.shown.items()}
            pipe.hset(key_of("outputs", program.flow_id), mapping=newest)
        if gathered.notes:
            pipe.lpush(key_of("debug", program.flow_id), *(_pack(note) for note in gathered.notes))
            pipe.ltrim(key_of("debug", program.flow_id), 0, state.MESSAGES_KEPT - 1)

    def _effects_of(self, program: Program, gathered: Gathered) -> list[tuple[int, Effect]]:
        """Each with the partition whose outbox it goes to."""
        effects: list[tuple[int, Effect]] = []
        for block_id, row, change, value, text in gathered.alarms:
            index = row[5]
            partition = program.partition_of(row[1])
            effects.append(
                (
                    partition,
                    AlarmEffect(
                        effect_id=self._effect_id(program, block_id, row),
                        flow_id=program.flow_id,
                        block_id=block_id,
                        device_id=gathered.device_of(row[1]),
                        metric_id=self._metric_id(index),
                        change=change,
                        time_us=row[2],
                        value=value,
                        text=text,
                    ),
                )
            )
        for block_id, row, value, expires_in_s, metric_id, path in gathered.commands:
            partition = program.partition_of(row[1])
            effects.append(
                (
                    partition,
                    CommandEffect(
                        effect_id=self._effect_id(program, block_id, row),
                        flow_id=program.flow_id,
                        organization_id=program.organization_id,
                        block_id=block_id,
                        device_id=gathered.device_of(row[1]),
                        metric_id=metric_id,
                        path=path,
                        time_us=row[2],
                        value=value,
                        expires_in_s=expires_in_s,
                        key=row[1],
                        partition=partition,
                        fingerprint=program.fingerprints.get(block_id, "") if block_id in program.heard else "",
                    ),
                )
            )
        for block_id, row, kind, request in gathered.calls:
            placed = program.graph.blocks[block_id]
            partition = program.partition_of(row[1])
            effects.append(
                (
                    partition,
                    CallEffect(
                        effect_id=self._effect_id(program, block_id, row),
                        flow_id=program.flow_id,
                        organization_id=program.organization_id,
                        block_id=block_id,
                        key=row[1],
                        device_id=gathered.device_of(row[1]),
                        time_us=row[2],
                        kind=kind,
                        request=request,
                        wants_answer=placed.block.has_answer,
                        partition=partition,
                        fingerprint=program.fingerprints.get(block_id, ""),
                    ),
                )
            )
        return effects

    def _metric_id(self, index: int) -> int | None:
        if index >= 0:
            return self.batch.metric_ids[index]
        return self.waited[index].metric_id if index in self.waited else None

    def _hops(self, index: int) -> int:
        if index >= 0:
            return self.batch.hops[index]
        return self.waited[index].hops if index in self.waited else 0

    def _effect_id(self, program: Program, block_id: str, row: Any) -> str:
        """Revision, block, key and log position; a number behind it when a row and a timer fired before it both ask."""
        entry_id, place = self.position(row[5])
        name = f"{program.flow_id}.{program.number}.{block_id}.{row[1]}.{entry_id.decode()}.{place}"
        effect_id, number = name, 1
        while effect_id in self.effect_ids:
            number += 1
            effect_id = f"{name}.{number}"
        self.effect_ids.add(effect_id)
        return effect_id

    def _write_timers(self, pipe: Any) -> None:
        for partition, wanted in self.timers.items():
            key = timers.timers_key(partition)
            dues = {member: due_us for member, due_us in wanted.items() if due_us is not None}
            gone = [member for member, due_us in wanted.items() if due_us is None]
            if dues:
                pipe.zadd(key, dues)
            if gone:
                pipe.zrem(key, *gone)

    def _timers_written(self) -> None:
        for partition, wanted in self.timers.items():
            held = self.engine.partitions[partition]
            first = min((due_us for due_us in wanted.values() if due_us is not None), default=None)
            if first is not None and (held.first_due_us is None or first < held.first_due_us):
                held.first_due_us = first

    def _effects_written(self, commit: Commit, place: int, partition: int) -> None:
        self.engine.outbox.added(partition, commit.answers[place], self.effects[partition])


def _teller(watch: Watch, program: Program, gathered: Gathered, looked: Any) -> Callable[[], None]:
    return lambda: watch.ran(program, gathered, looked)
