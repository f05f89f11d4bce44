"""Asking for a replay, and doing it in the cold lane."""

import datetime as dt
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils.timezone import now

from alarms.models import Alarm
from core.errors import Missing, Refused
from core.later import later
from devices.models import Device
from flows.errors import NotDeployable
from flows.graphs import validation
from flows.graphs.compiler import needs_start
from flows.graphs.graph import Graph
from flows.models import Flow, FlowDraft, Replay
from flows.replay.asking import ANSWERED, answers_to
from flows.replay.columnar import Chunk
from flows.replay.compare import compare
from flows.replay.definition import Against, ReplayDefinition, range_of
from flows.replay.history import Heard, chunk_of, heard, slices
from flows.replay.outcome import MAX_EPISODES, Episode, Outcome
from flows.replay.runner import Runner, TooManyTicks
from flows.selectors import OrganizationFacts
from organizations import rights
from organizations.models import User
from telemetry import jobs
from telemetry.jobs import Lease
from telemetry.models import OPEN_JOBS, JobStatus
from telemetry.selection import asker, scope_of
from telemetry.store import current

MAX_SAMPLES: Final = 50_000_000
MAX_S: Final = 900.0
MAX_OPEN: Final = 3  # of one person
KEPT: Final = 10  # of one person and flow
KEPT_FOR: Final = dt.timedelta(days=7)


# --- asking


def ask(
    flow: Flow,
    user: User,
    *,
    start: str,
    end: str,
    lead_s: float = 0,
    device_id: int | None = None,
    against: Against = "deployed",
    number: int | None = None,
) -> Replay:
    """Have the draft, or revision `number`, run over history in the background."""
    start_us, end_us = range_of(start, end)
    if jobs.open_jobs(Replay, user.pk) >= MAX_OPEN:
        raise Refused(f"You have {MAX_OPEN} replays under way already: wait for one, or cancel it.", status=429)
    if device_id is not None and not _devices(flow, user).filter(id=device_id).exists():
        raise Missing(f"Device {device_id} does not exist. Choose another one, or all.")
    definition = ReplayDefinition(
        start_us=start_us, end_us=end_us, lead_s=lead_s, device_id=device_id, against=against, number=number
    )
    documents = {"here": _document(flow, definition)}
    _graph(documents["here"], OrganizationFacts(flow.organization_id, user=user))
    if against == "deployed":
        if flow.live is None:
            raise Refused("This flow has never been deployed, so there is nothing to compare with.", field="against")
        documents["there"], definition.against_number = flow.live.document, flow.live.number
    with transaction.atomic():
        replay = Replay.objects.create(
            organization_id=flow.organization_id,
            user=user,
            scope=scope_of(user),
            flow=flow,
            definition=definition.model_dump(),
            documents=documents,
        )
        _forget_old(flow, user)
        later("flows.run_replay", replay.pk)
    return replay


def _document(flow: Flow, definition: ReplayDefinition) -> dict[str, Any]:
    if definition.number is None:
        draft = FlowDraft.objects.get(flow=flow)
        definition.draft_version = draft.version
        return dict(draft.document)
    revision = flow.revisions.filter(number=definition.number).first()
    if revision is None:
        raise Missing(f"There is no revision {definition.number} of this flow.")
    return dict(revision.document)


def _graph(document: dict[str, Any], facts: OrganizationFacts, *, is_deployed: bool = False) -> Graph:
    checked = validation.check(document, facts, is_deployed=is_deployed)
    if checked.graph is None:
        raise NotDeployable(checked.errors)
    return checked.graph


def _devices(flow: Flow, user: User) -> Any:
    return rights.visible(user, Device.objects.filter(organization_id=flow.organization_id))


def _forget_old(flow: Flow, user: User) -> None:
    """Results are for looking at, not for keeping."""
    closed = Replay.objects.exclude(status__in=OPEN_JOBS)
    mine = closed.filter(flow=flow, user=user).values_list("id", flat=True)
    Replay.objects.filter(id__in=list(mine[KEPT:])).delete()
    Replay.objects.filter(id__in=list(closed.filter(created_at__lt=now() - KEPT_FOR).values_list("id", flat=True)[:200])).delete()


# --- doing


@dataclass(frozen=True)
class Side:
    """One of the graphs that run next to each other."""

    graph: Graph
    outcome: Outcome
    runner: Runner
    heard: dict[int, Heard]

    def own_keys(self) -> Collection[int]:
        return self.heard if self.graph.scope.is_each_device else {0, *self.heard}


class _Enough(Exception):
    """A bound has been reached."""


class Watcher:
    """Counts what is read, keeps the lease, and ends what takes too long."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._begun = time.monotonic()
        self.samples = 0
        self.ticks = 0
        self.progress = 0.0
        self.note = ""

    def took_s(self) -> float:
        return time.monotonic() - self._begun

    def read(self, samples: int) -> None:
        self.samples += samples
        self._check()

    def ticked(self, count: int) -> None:
        self.ticks += count
        self._check()

    def _check(self) -> None:
        self._lease.beat(self.progress)
        if self.samples + self.ticks > MAX_SAMPLES:
            self.note = f"Ended after {MAX_SAMPLES:,} samples and wake-ups."
        elif self.took_s() > MAX_S:
            self.note = f"Ended after {MAX_S / 60:.0f} minutes."
        if self.note:
            raise _Enough


def run(lease: Lease) -> None:
    """Run the graphs over the history, and keep what came of it in the job."""
    replay = Replay.objects.select_related("user", "flow", "organization").get(id=lease.job_id)
    definition, flow = ReplayDefinition.model_validate(replay.definition), replay.flow
    user = asker(replay.user, replay.scope)
    if not rights.visible(user, Flow.objects.filter(id=flow.id)).exists():
        raise Refused(f"{user.email} may not see the flow “{flow.name}” any more.", code="forbidden")
    watcher = Watcher(lease)
    sides = [
        _side(replay, definition, user, watcher, name, is_deployed=name == "there" or definition.number is not None)
        for name in ("here", "there")
        if name in replay.documents
    ]
    keys = sorted({key for side in sides for key in side.own_keys()})
    done = 0
    try:
        for done, key in enumerate(keys):
            watcher.progress = done / len(keys)
            _run_key(key, [side for side in sides if key in side.own_keys()], definition, watcher, 1 / len(keys))
        done = len(keys)
    except _Enough:
        watcher.note += f" {done} of {len(keys)} devices are complete: choose a shorter range, or one device."
    except TooManyTicks:
        raise Refused(
            "The blocks of this flow wake themselves a million times without a sample between: make their intervals longer,"
            " or choose a shorter range."
        ) from None
    lease.finish(
        JobStatus.DONE,
        progress=1.0,
        notes=_notes(sides[0].graph, watcher, keys),
        error="",
        result=_result(sides, flow, user, definition, watcher, keys),
    )


def _side(replay: Replay, definition: ReplayDefinition, user: User, watcher: Watcher, name: str, *, is_deployed: bool) -> Side:
    facts = OrganizationFacts(replay.organization_id, user=None if is_deployed else user)
    graph = _graph(replay.documents[name], facts, is_deployed=is_deployed)
    outcome = Outcome(graph, start_us=definition.start_us, end_us=definition.end_us)
    return Side(
        graph,
        outcome,
        Runner(graph, outcome, on_ticks=watcher.ticked, ask=answers_to(graph, replay.organization_id, replay.flow_id)),
        heard(graph, replay.organization_id, user, device_id=definition.device_id),
    )


def _run_key(key: int, sides: Sequence[Side], definition: ReplayDefinition, watcher: Watcher, share: float) -> None:
    """One key from the beginning of the range to its end, through all graphs at once, so that samples are read once."""
    start_us = definition.start_us - round(definition.lead_s * 1_000_000)
    for side in sides:
        side.runner.begin(key)
        if needs_start(side.graph):
            side.runner.feed(Chunk(np.array([start_us]), np.zeros(1, np.uint8), {}))
    metric_ids = sorted({metric_id for side in sides if key in side.heard for metric_id in side.heard[key].ways})
    begun = watcher.progress
    try:
        for samples, until_us, is_last in _pieces(metric_ids, start_us, definition.end_us):
            watcher.read(len(samples))
            is_all = is_last and watcher.progress == begun
            for side in sides:
                if key in side.heard:
                    side.runner.feed(chunk_of(samples, side.heard[key]), is_all=is_all)
            watcher.progress = begun + share * (until_us - start_us) / (definition.end_us - start_us)
        for side in sides:
            side.runner.finish(definition.end_us - 1)
    finally:
        for side in sides:
            side.outcome.end_key(key)


def _pieces(metric_ids: Sequence[int], start_us: int, end_us: int) -> Iterator[Any]:
    return slices(current(), metric_ids, start_us, end_us) if metric_ids else iter(())


# --- telling


def _notes(graph: Graph, watcher: Watcher, keys: Sequence[int]) -> list[str]:
    notes = [watcher.note] if watcher.note else []
    if not keys:
        notes.append("None of the metrics that the flow hears is there, or you may not read them.")
    silent = [placed.title for placed in graph.sources() if any(listen.subject != "metric" for listen in placed.listens)]
    if silent:
        notes.append(f"What {_list(silent)} would hear is not stored, so nothing comes from there in a replay.")
    waiting = [
        placed.title for placed in graph.in_order() if placed.block.has_answer and placed.block.name not in ANSWERED.values()
    ]
    if waiting:
        notes.append(f"{_list(waiting)} would wait for an answer. In a replay nothing outside is asked, so no answer comes.")
    return notes


def _list(titles: Sequence[str]) -> str:
    quoted = [f"“{title}”" for title in titles[:5]]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _result(
    sides: Sequence[Side], flow: Flow, user: User, definition: ReplayDefinition, watcher: Watcher, keys: Sequence[int]
) -> dict[str, Any]:
    here = sides[0]
    episodes: list[Episode] | None = sides[1].outcome.episodes if len(sides) > 1 else None
    titles = {**(sides[1].outcome.json()["titles"] if len(sides) > 1 else {})}
    if definition.against == "recorded":
        episodes, titles = _recorded(flow, user, definition, here)
    result: dict[str, Any] = {
        "samples": watcher.samples,
        "keys": len(keys),
        "took_s": round(watcher.took_s(), 3),
        "computes_columns": here.runner.computes_columns,
        "here": here.outcome.json(),
        "there": sides[1].outcome.json() if len(sides) > 1 else None,
        "alarms": compare(here.outcome.episodes, [] if episodes is None else episodes),
    }
    result["titles"] = titles | result["here"]["titles"]
    result["devices"] = _names(result)
    result["alarms"]["is_cut"] = max(here.outcome.alarms, len(episodes or ())) > MAX_EPISODES
    return result


def _recorded(flow: Flow, user: User, definition: ReplayDefinition, side: Side) -> tuple[list[Episode], dict[str, str]]:
    """The alarms that the flow really had in the range."""
    start = dt.datetime.fromtimestamp(definition.start_us / 1e6, dt.UTC)
    end = dt.datetime.fromtimestamp(definition.end_us / 1e6, dt.UTC)
    rows = rights.visible(user, Alarm.objects.filter(rule__source=flow.alarm_source, raised_at__lt=end))
    rows = rows.exclude(cleared_at__lt=start)
    if definition.device_id is not None:
        rows = rows.filter(device_id=definition.device_id)
    episodes, titles = [], {}
    for block_id, device_id, raised_at, cleared_at, value, title in rows.order_by("raised_at").values_list(
        "rule__key", "device_id", "raised_at", "cleared_at", "value_at_raise", "title"
    )[:MAX_EPISODES]:
        key = (device_id or 0) if side.graph.scope.is_each_device else 0
        cleared_us = None if cleared_at is None or cleared_at >= end else _us(cleared_at)
        episodes.append(Episode(block_id, key, _us(raised_at), value, cleared_us))
        titles[block_id] = title
    return episodes, titles


def _us(moment: dt.datetime) -> int:
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def _names(result: dict[str, Any]) -> dict[str, str]:
    """The names of all devices that the result speaks of; it speaks only of those whose metrics its asker may read."""
    said = [result["alarms"]["items"]]
    for side in (result["here"], result["there"]):
        if side is not None:
            said += [side["curves"], side["first_effects"], side["errors"]]
    ids = {item["device_id"] for items in said for item in items if item["device_id"]}
    return {str(device_id): name for device_id, name in Device.objects.filter(id__in=ids).values_list("id", "name")}
