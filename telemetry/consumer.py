"""The `telemetry` consumer of the hot lane: keeps every sample, and writes down what happened to devices.

A turn, all partitions together: decode; show live values to whoever watches; store samples; write device events and
problems. Then the lane commits the offsets. Each step may be repeated after a crash: the store and the journals know by
the positions in the log what they have already.
"""

import base64
import logging
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.db import transaction

from core import live
from core.clock import now_us
from core.redis import as_text, client
from devices import services
from devices.models import CommandStatus
from telemetry import log, signals
from telemetry.decode import Batch, Problem, decode
from telemetry.lane import Commit, Entry, Part
from telemetry.models import LogPosition
from telemetry.store import Samples, current
from telemetry.store.interface import BatchId

logger = logging.getLogger(__name__)

PROBLEMS_PER_DEVICE: Final = 20  # written down in PROBLEM_WINDOW_S; the rest is only said to exist
PROBLEM_WINDOW_S: Final = 10.0
SEEN_EVERY_S: Final = 5.0
EPOCH_KEY: Final = "log:epoch"


class TelemetryConsumer:
    name = "telemetry"
    # Under load, a turn every 20 ms: each costs a transaction, whether it holds one sample or a thousand.
    pace_s = 0.02
    # In a burst alarms and screens come before the store, which catches up; it keeps a tenth of what they have.
    niceness = 10

    def __init__(self) -> None:
        self._epoch = ""
        self._shown: dict[int, bytes] = {}
        self._seen: dict[int, int] = {}
        self._seen_written_at = time.monotonic()
        self._problems: Counter[int] = Counter()
        self._problems_since = 0.0
        self._watched: frozenset[str] = frozenset()
        self._watched_ids: frozenset[int] = frozenset()

    def take(self, partition: int, generation: int) -> None:
        # Made once per life of the log: a log that begins anew may have lower positions than the old one had.
        client().set(EPOCH_KEY, msgspec.json.encode(now_us()), nx=True)
        self._epoch = as_text(client().get(EPOCH_KEY) or b"")

    def lose(self, partition: int) -> None:
        self._shown.pop(partition, None)

    def next_due_us(self, partition: int) -> int | None:
        return None

    def due(self, partition: int, now_us: int) -> None:
        return

    def process(self, parts: Sequence[Part], commit: Commit) -> None:
        batch = Batch()
        batch_ids = []
        for partition, entries in parts:
            before = len(batch)
            decode(entries, batch)
            position = log.position_of(entries[-1].id)
            batch_ids.append(BatchId(f"{self._epoch}:{partition}", position, len(batch) - before))
        if len(batch):
            # Before the store, so that a screen does not wait for a disk; once, also when the store has to be tried again.
            positions = {partition: entries[-1].id for partition, entries in parts}
            if not positions.items() <= self._shown.items():
                self._show(batch)
                self._shown |= positions
            samples = Samples.of(batch.metric_ids, batch.times_us, batch.values, batch.qualities, batch.data_types)
            current().append(samples, *batch_ids)
            self._note_seen(batch)
        self._write_events(
            {
                batch_id: [entry for entry in entries if entry.kind == log.EVENTS]
                for batch_id, (_, entries) in zip(batch_ids, parts, strict=True)
            },
            batch.problems,
        )
        if len(batch) and signals.samples_stored.has_listeners():
            commit.after(lambda: signals.samples_stored.send_robust(sender=TelemetryConsumer, batch=batch))

    # --- live values

    def _show(self, batch: Batch) -> None:
        publisher = live.publisher()
        watched = publisher.watched()
        if watched is not self._watched:
            self._watched = watched
            self._watched_ids = frozenset(
                int(topic) for topic in (name.partition("/m:")[2] for name in watched) if topic.isdecimal()
            )
        if not self._watched_ids:
            return
        places: dict[int, list[int]] = {}
        for place, metric_id in enumerate(batch.metric_ids):
            if metric_id in self._watched_ids:
                places.setdefault(metric_id, []).append(place)
        for metric_id, found in places.items():
            times_us, values = batch.times_us, batch.values
            points = sorted(((times_us[place], _shown(values[place])) for place in found), key=lambda point: point[0])
            newest = max(found, key=lambda place: times_us[place])
            publisher.value(
                batch.organization_ids[newest],
                f"m:{metric_id}",
                times_us[newest],
                _shown(values[newest]),
                batch.qualities[newest],
                points,
            )

    # --- journals

    def _note_seen(self, batch: Batch) -> None:
        """Devices were here just now; but what a flow computed for a device is no sign of its life."""
        if any(batch.origins):
            ids = {
                device_id
                for device_id, origin in zip(batch.device_ids, batch.origins, strict=True)
                if not origin.startswith("flow")
            }
        else:
            ids = set(batch.device_ids)
        self._seen.update(dict.fromkeys(ids, now_us()))
        if time.monotonic() - self._seen_written_at >= SEEN_EVERY_S:
            seen, self._seen = self._seen, {}
            self._seen_written_at = time.monotonic()
            services.record_last_seen(seen)

    def _write_events(self, entries_of: dict[BatchId, list[Entry]], found: list[Problem]) -> None:
        """Presence, connections, results of commands and problems, each exactly once."""
        if not found and not any(entries_of.values()):
            return
        with transaction.atomic():
            events = Events()
            problems = []
            for batch_id, entries in entries_of.items():
                partition = int(batch_id.source.rpartition(":")[2])
                own = [problem for problem in found if log.partition_of(problem.device_id) == partition]
                if not (entries or own):
                    continue
                written = _advance(batch_id)
                _read_events([entry for entry in entries if log.position_of(entry.id) > written], events)
                problems += [
                    services.Problem(p.device_id, p.level, p.kind, p.message, p.payload)
                    for p in own
                    if log.position_of(p.entry_id) > written
                ]
            problems = self._bounded(problems + events.problems)
            if events.presence:
                services.record_presence(events.presence)
            if events.connections:
                services.record_connections(events.connections)
            if events.commands:
                services.record_command_status(events.commands)
            if events.results:
                services.record_command_results(events.results)
            if problems:
                services.record_problems(problems)
            if events.requests:
                signals.requests_received.send(sender=TelemetryConsumer, requests=events.requests)

    def _bounded(self, problems: list[services.Problem]) -> list[services.Problem]:
        """A device that does everything wrong, thousands of times a second, must not fill the database."""
        if not problems:
            return problems
        if time.monotonic() - self._problems_since > PROBLEM_WINDOW_S:
            self._problems.clear()
            self._problems_since = time.monotonic()
        kept = []
        for problem in problems:
            self._problems[problem.device_id] += 1
            count = self._problems[problem.device_id]
            if count <= PROBLEMS_PER_DEVICE:
                kept.append(problem)
            elif count == PROBLEMS_PER_DEVICE + 1:
                words = (
                    f"There were more than {PROBLEMS_PER_DEVICE} problems in {PROBLEM_WINDOW_S:g} s; the others are not listed."
                )
                kept.append(services.Problem(problem.device_id, "warning", "more", words))
        return kept


class Events:
    """The device events of a batch, by what has to be done with them."""

    def __init__(self) -> None:
        self.presence: list[tuple[int, bool, int]] = []
        self.connections: list[services.ConnectionEntry] = []
        self.commands: list[tuple[int, str, int, str]] = []
        self.results: list[tuple[int, int, str, int, str]] = []
        self.problems: list[services.Problem] = []
        self.requests: list[dict[str, Any]] = []

    def add(self, arrival_us: int, kind: str, *fields: Any) -> None:
        match kind, fields:
            case "presence", (int(device_id), bool(online), _):
                self.presence.append((device_id, online, arrival_us))
            case "connection", (dict(entry),):
                self.connections.append({"time_us": arrival_us, **entry})  # type: ignore[typeddict-item]
            case "command", (int(command_id), str(status), str(detail)):
                self.commands.append((command_id, CommandStatus(status).value, arrival_us, detail))
            case "result", (int(device_id), int(command_id), str(status), str(detail)):
                self.results.append((device_id, command_id, CommandStatus(status).value, arrival_us, detail))
            case "request", (dict(request),):
                self.requests.append({"at_us": arrival_us, **request})
            case "attribute", (int(), str(), _):
                pass  # the table has it already; flows read it from the log
            case "problem", (int(device_id), str(level), str(what), str(message), str(payload)):
                self.problems.append(services.Problem(device_id, level, what, message, payload))
            case _:
                raise ValueError(f"no event: {kind!r} {fields!r}")


def _read_events(entries: list[Entry], events: Events) -> None:
    for entry in entries:
        try:
            arrival_us, rows = log.decode_body(entry.body)
        except (ValueError, TypeError) as error:
            logger.error("Entry %s of the telemetry log cannot be read: %r", entry.id, error)
            continue
        for row in rows:
            try:
                events.add(arrival_us, *row)
            except (ValueError, TypeError) as error:
                logger.error("An event in entry %s of the telemetry log is left out: %r", entry.id, error)


def _advance(batch_id: BatchId) -> tuple[int, int]:
    """Move the journals' position up to this batch; answers where it was. It locks the row until the end."""
    source, position, _ = batch_id
    row, _ = LogPosition.objects.select_for_update().get_or_create(source=source, defaults={"major": -1, "minor": 0})
    before = row.major, row.minor
    if before < position:
        row.major, row.minor = position
        row.save()
    return before


def _shown(value: Any) -> Any:
    """The value as JSON can carry it."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
