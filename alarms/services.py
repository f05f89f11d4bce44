"""Verbs on alarms: what flows ask for in bulk, and what a person does to one alarm."""

import datetime as dt
import logging
import math
import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q
from django.utils.timezone import now

from alarms import signals, states
from alarms.errors import AlreadyAcknowledged, BadComment, BadSeverity, NotResettable, Stale
from alarms.models import Alarm, AlarmRule, AlarmTransition
from alarms.selectors import alarm_json, news_topic
from alarms.states import Policy, Severity, State
from core import bulk, live
from devices.models import Device, Metric
from devices.services import instant
from organizations import audit
from organizations.models import Organization, User

logger = logging.getLogger(__name__)

EVENTS_PER_TRANSACTION = 2_000  # bounds how long the database's write lock is held
COMMENT_BOUND = 2_000
STATE_FIELDS = ("severity", "severity_max", "cleared_at", "clear_cause", "reset_at", "closed_at", "version")
MOVED_FIELDS = (*STATE_FIELDS, "ack_at", "ack_by", "ack_comment")
# As much of a rule as its alarms need.
RULE_FIELDS = ("id", "organization_id", "source", "key", "title", "text", "severity", "policy", "retired_at")
# The same for whole batches, which go to the database as plain rows.
ALARM_FIELDS = tuple(field.attname for field in Alarm._meta.concrete_fields)
_alarm_row = operator.attrgetter(*ALARM_FIELDS)
MOVED_COLUMNS = ("severity", "cleared_at", "clear_cause", "closed_at", "version", "ack_at", "ack_by_id", "ack_comment")
_moved_row = operator.attrgetter(*MOVED_COLUMNS, "id")
JOURNAL_FIELDS = ("alarm_id", "rule_id", "kind", "at", "recorded_at", "value", "severity", "effect_id", "comment", "by_id")

ClearCause = Alarm.ClearCause
Kind = AlarmTransition.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSpec:
    """What a source says about one of its rules."""

    key: str
    title: str
    severity: str = "warning"
    text: str = ""
    policy: str = "seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEvent:
    """A condition began or ended, as its source saw it. The same `effect_id` twice counts once."""

    effect_id: str
    source: str
    key: str
    change: Literal["raise", "clear", "acknowledge"]
    time_us: int
    device_id: int | None = None
    metric_id: int | None = None
    value: Any = None
    # Of an acknowledgement: the comment.
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChange:
    """What became of an alarm; `alarm` is as it stood after the whole batch.

    A batch that is repeated after a crash announces its changes again, marked, since nobody knows whether the first
    announcement was heard: who passes them on to the world tells repeats apart by `effect_id`.
    """

    alarm: Alarm
    change: str  # raised, cleared, acknowledged, reset or worsened
    time_us: int
    value: Any = None
    text: str = ""
    effect_id: str | None = None
    is_repeat: bool = False


# --- rules


@transaction.atomic
def set_rules(organization: Organization, *, source: str, rules: Sequence[RuleSpec]) -> None:
    """Make the source's rules these. Rules it no longer has retire, and what they raised is cleared."""
    moment = now()
    present = {rule.key: rule for rule in AlarmRule.objects.select_for_update(no_key=True).filter(source=source).order_by("id")}
    new, changed = [], []
    for spec in rules:
        severity = severity_named(spec.severity)
        rule = present.get(spec.key)
        if rule is None:
            rule = AlarmRule(organization=organization, source=source, key=spec.key)
            new.append(rule)
        else:
            if severity > rule.severity:
                _worsen(rule, severity, moment)
            changed.append(rule)
        rule.title, rule.text = spec.title[:200], spec.text[:2000]
        rule.severity, rule.policy, rule.retired_at = severity, Policy(spec.policy), None
    AlarmRule.objects.bulk_create(new)
    AlarmRule.objects.bulk_update(changed, ["title", "text", "severity", "policy", "retired_at"])
    kept = {spec.key for spec in rules}
    retired = [rule for rule in present.values() if rule.key not in kept and rule.retired_at is None]
    for rule in retired:
        rule.retired_at = moment
    AlarmRule.objects.bulk_update(retired, ["retired_at"])
    _clear(Alarm.objects.filter(rule__in=retired), cause=ClearCause.RETIRED, moment=moment)


def severity_named(name: str) -> Severity:
    try:
        return Severity[name.upper()]
    except KeyError:
        raise BadSeverity(name) from None


def forget_devices(organization_id: str, archived: Sequence[int] = ()) -> None:
    """Clear what deleted and archived devices of the organization left active: nothing would ever do it."""
    deleted = Q(device=None) & ~Q(device_name="")
    with transaction.atomic():
        orphans = Alarm.objects.filter(deleted | Q(device_id__in=archived), organization_id=organization_id)
        _clear(orphans, cause=ClearCause.RETIRED, moment=now())


# --- in bulk, from flows


def apply(events: Sequence[AlarmEvent]) -> list[Alarm]:
    """Raise and clear, in the order given; answers the alarms that changed.

    Idempotent by `effect_id`: a batch that is repeated after a crash, whole or in part, changes nothing more and
    announces itself again. An event whose rule has retired or whose device is gone is passed over. Raises what a
    listener raised, after commit: the caller keeps the batch and repeats it.
    """
    changed: list[Alarm] = []
    for start in range(0, len(events), EVENTS_PER_TRANSACTION):
        changed += _apply(events[start : start + EVENTS_PER_TRANSACTION])
    return changed


@transaction.atomic
def _apply(events: Sequence[AlarmEvent]) -> list[Alarm]:
    # The rules' locks put writers of the same alarms in a row; inserting a row of theirs needs no such lock.
    rows = bulk.select(AlarmRule, RULE_FIELDS, "source", {event.source for event in events}, is_locked=True)
    present = [AlarmRule.from_db(DEFAULT_DB_ALIAS, RULE_FIELDS, row) for row in rows]
    rules = {(rule.source, rule.key): rule for rule in present if rule.retired_at is None}
    done = _done_before([event.effect_id for event in events])
    batch = _Batch(events, rules)
    seen: set[str] = set()
    for event in events:
        if event.effect_id in seen:
            continue
        seen.add(event.effect_id)
        if entry := done.get(event.effect_id):
            batch.repeat(event, entry)
        elif rule := rules.get((event.source, event.key)):
            batch.take(event, rule)
    batch.store()
    return batch.announce()


def _done_before(effect_ids: Sequence[str]) -> dict[str | None, AlarmTransition]:
    """The journal's rows of events that were stored in an earlier attempt; almost always there are none."""
    repeated = [row[0] for row in bulk.select(AlarmTransition, ("effect_id",), "effect_id", effect_ids)]
    if not repeated:
        return {}
    rows = AlarmTransition.objects.filter(effect_id__in=repeated)
    return {row.effect_id: row for row in rows.select_related("alarm__rule", "alarm__device", "alarm__ack_by")}


def _active_alarms(rule_ids: Sequence[int], device_ids: Collection[int | None]) -> list[Alarm]:
    """What is active of these rules for these devices, locked."""
    ids = [device_id for device_id in device_ids if device_id is not None]
    if not rule_ids:
        return []
    of_devices = [f"device_id IN ({_places(ids)})"] if ids else []
    if len(ids) < len(device_ids):
        of_devices.append("device_id IS NULL AND device_name = ''")
    condition = f"rule_id IN ({_places(rule_ids)}) AND cleared_at IS NULL AND ({' OR '.join(of_devices)})"
    return bulk.objects(Alarm, condition, [*rule_ids, *ids])


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


class _Batch:
    """The alarms and journal rows that a batch of events leads to, made in memory and then written at once."""

    def __init__(self, events: Sequence[AlarmEvent], rules: Mapping[tuple[str, str], AlarmRule]) -> None:
        self.moment = now()
        # Only a raise needs what it will refer to; of a clear the alarm knows it.
        raises = [event for event in events if event.change == "raise"]
        devices = {event.device_id for event in raises if event.device_id is not None}
        metrics = {event.metric_id for event in raises if event.metric_id is not None}
        # Device -> its organization and name.
        self.devices: dict[int, tuple[str, str]] = {
            device_id: (organization_id, name)
            for device_id, organization_id, name in bulk.select(Device, ("id", "organization_id", "name"), "id", devices)
        }
        self.metric_ids = {row[0] for row in bulk.select(Metric, ("id",), "id", metrics)}
        device_ids = {event.device_id for event in events}
        rule_ids = [rule.id for rule in rules.values()]
        self.active = {(alarm.rule_id, alarm.device_id): alarm for alarm in _active_alarms(rule_ids, device_ids)}
        self.unacknowledged: dict[tuple[int, int | None], list[Alarm]] = {}
        if any(event.change == "acknowledge" for event in events):
            # Also one whose condition has gone may wait for somebody to take notice.
            of_devices = Q(device_id__in=device_ids - {None})
            if None in device_ids:
                of_devices |= Q(device=None, device_name="")
            waiting = Alarm.objects.select_for_update(of=("self",)).filter(
                of_devices, rule_id__in=rule_ids, closed_at=None, ack_at=None
            )
            for alarm in waiting.exclude(cleared_at=None).order_by("id"):
                self.unacknowledged.setdefault((alarm.rule_id, alarm.device_id), []).append(alarm)
        self.new: list[Alarm] = []
        self.moved: dict[int, Alarm] = {}
        self.journal: list[tuple[Alarm | None, tuple[Any, ...]]] = []
        self.changes: list[AlarmChange] = []

    def take(self, event: AlarmEvent, rule: AlarmRule) -> None:
        present = self.active.get((rule.id, event.device_id))
        if event.change == "acknowledge":
            self._acknowledge(event, rule)
        elif (event.change == "raise") == (present is not None):
            self._note(present, rule, Kind.NOTHING, event)
        elif present is None:
            self._raise(event, rule)
        else:
            self._clear(present, event, rule)

    def _clear(self, alarm: Alarm, event: AlarmEvent, rule: AlarmRule) -> None:
        # A sample may be older than the one that raised: nothing lasts less than no time.
        at = max(instant(event.time_us), alarm.raised_at)
        move(alarm, states.clear(alarm.state, Policy(rule.policy)), at=at, moment=self.moment)
        alarm.clear_cause, alarm.rule = ClearCause.TRIGGER, rule
        del self.active[rule.id, event.device_id]
        if alarm.pk is not None:
            self.moved[alarm.pk] = alarm
        self._note(alarm, rule, Kind.CLEARED, event)
        self._tell(alarm, Kind.CLEARED, event)

    def _acknowledge(self, event: AlarmEvent, rule: AlarmRule) -> None:
        """In nobody's name: the comment says why."""
        present = self.active.get((rule.id, event.device_id))
        waiting = self.unacknowledged.pop((rule.id, event.device_id), [])
        if present is not None and present.ack_at is None:
            waiting.append(present)
        for place, alarm in enumerate(waiting):
            alarm.rule = rule
            move(alarm, states.acknowledge(alarm.state, Policy(rule.policy)), at=self.moment, moment=self.moment)
            alarm.ack_by, alarm.ack_comment = None, event.text.strip()[:COMMENT_BOUND] or "Acknowledged by a flow"
            if alarm.pk is not None:
                self.moved[alarm.pk] = alarm
            # An effect id stands once in the journal, so further alarms of the same event are noted without.
            self._note(alarm, rule, Kind.ACKNOWLEDGED, event, has_id=not place, comment=alarm.ack_comment)
            self._tell(alarm, Kind.ACKNOWLEDGED, event)
        if not waiting:
            self._note(present, rule, Kind.NOTHING, event)

    def repeat(self, event: AlarmEvent, entry: AlarmTransition) -> None:
        """The event was stored before; whether it was also announced nobody knows."""
        if entry.alarm is not None and entry.kind in (Kind.RAISED, Kind.CLEARED, Kind.ACKNOWLEDGED):
            self._tell(entry.alarm, Kind(entry.kind), event, is_repeat=True)

    def _tell(self, alarm: Alarm, change: Kind, event: AlarmEvent, *, is_repeat: bool = False) -> None:
        self.changes.append(
            AlarmChange(
                alarm=alarm,
                change=change.value,
                time_us=event.time_us,
                value=_storable(event.value),
                text=alarm.text if change == Kind.ACKNOWLEDGED else event.text or alarm.text,
                effect_id=event.effect_id,
                is_repeat=is_repeat,
            )
        )

    def _raise(self, event: AlarmEvent, rule: AlarmRule) -> None:
        device_name = ""
        if event.device_id is not None:
            organization_id, device_name = self.devices.get(event.device_id, ("", ""))
            if organization_id != rule.organization_id:
                return
        facts = {
            "organization_id": rule.organization_id,
            "rule_id": rule.id,
            "device_id": event.device_id,
            "device_name": device_name,
            "metric_id": event.metric_id if event.metric_id in self.metric_ids else None,
            "title": rule.title,
            "text": (event.text or rule.text).replace("\0", "")[:2000],
            "severity": rule.severity,
            "severity_max": rule.severity,
            "value_at_raise": _storable(event.value),
            "raised_at": instant(event.time_us),
        }
        alarm = _new_alarm(facts)
        self.active[rule.id, event.device_id] = alarm
        self.new.append(alarm)
        self._note(alarm, rule, Kind.RAISED, event)
        self._tell(alarm, Kind.RAISED, event)

    def _note(
        self, alarm: Alarm | None, rule: AlarmRule, kind: Kind, event: AlarmEvent, *, has_id: bool = True, comment: str = ""
    ) -> None:
        effect_id = event.effect_id if has_id else None
        value = _storable(event.value)
        row = (rule.id, kind.value, instant(event.time_us), self.moment, value, rule.severity, effect_id, comment, None)
        self.journal.append((alarm, row))

    def store(self) -> None:
        for alarm, alarm_id in zip(self.new, bulk.reserve_ids(Alarm, len(self.new)), strict=True):
            alarm.id = alarm_id
        # Clear first: the same rule and device may be raised again in this batch, and only one may be active.
        bulk.update(Alarm, MOVED_COLUMNS, [_moved_row(alarm) for alarm in self.moved.values()])
        bulk.insert(Alarm, ALARM_FIELDS, [_alarm_row(alarm) for alarm in self.new])
        rows = [(alarm.id if alarm is not None else None, *row) for alarm, row in self.journal]
        bulk.insert(AlarmTransition, JOURNAL_FIELDS, rows)

    def announce(self) -> list[Alarm]:
        _announce(self.changes, must_arrive=True)
        return [*self.moved.values(), *self.new]


_UNRAISED = {field.attname: field.get_default() for field in Alarm._meta.concrete_fields}


def _new_alarm(facts: dict[str, Any]) -> Alarm:
    """An alarm that is stored later. `Alarm(…)` would take four times as long, and there may be thousands."""
    return Alarm.from_db(DEFAULT_DB_ALIAS, ALARM_FIELDS, list((_UNRAISED | facts).values()))


# --- by a person


def acknowledge(alarm: Alarm, *, by: User, comment: str, expected_version: int | None = None) -> Alarm:
    """Record that a person has taken notice, and what they say about it."""
    comment = checked_comment(comment)
    with transaction.atomic():
        alarm = _locked().get(id=alarm.id)
        if alarm.ack_at is not None:
            raise AlreadyAcknowledged(alarm)
        if expected_version is not None and alarm.version != expected_version:
            raise Stale(alarm)
        _acknowledge([alarm], by=by, comment=comment)
    return alarm


def acknowledge_many(alarms: Iterable[Alarm], *, by: User, comment: str) -> tuple[list[Alarm], list[AlreadyAcknowledged]]:
    """One comment for each of the alarms. Those that somebody was faster with stay as they are and are named."""
    comment = checked_comment(comment)
    with transaction.atomic():
        rows = list(_locked().filter(id__in=[alarm.id for alarm in alarms]).order_by("id"))
        refused = [AlreadyAcknowledged(alarm) for alarm in rows if alarm.ack_at is not None]
        free = [alarm for alarm in rows if alarm.ack_at is None]
        _acknowledge(free, by=by, comment=comment)
    return free, refused


def checked_comment(comment: str) -> str:
    # Half a character and NUL are JSON, but no database takes them.
    comment = comment.encode(errors="replace").decode().replace("\0", "").strip()
    if not 1 <= len(comment) <= COMMENT_BOUND:
        raise BadComment(len(comment))
    return comment


def _acknowledge(alarms: Sequence[Alarm], *, by: User, comment: str) -> None:
    moment = now()
    for alarm in alarms:
        move(alarm, states.acknowledge(alarm.state, Policy(alarm.rule.policy)), at=moment, moment=moment)
        alarm.ack_by, alarm.ack_comment = by, comment
    _record(alarms, Kind.ACKNOWLEDGED, moment=moment, by=by, comment=comment)


def reset(alarm: Alarm, *, by: User, comment: str = "") -> Alarm:
    """Let a latched alarm go."""
    with transaction.atomic():
        alarm = _locked().get(id=alarm.id)
        moment = now()
        try:
            state = states.reset(alarm.state, Policy(alarm.rule.policy))
        except states.NotPossible:
            raise NotResettable from None
        move(alarm, state, at=moment, moment=moment)
        _record([alarm], Kind.RESET, moment=moment, by=by, comment=comment.strip()[:COMMENT_BOUND])
    return alarm


# --- steps that several verbs share


def move(alarm: Alarm, state: State, *, at: dt.datetime, moment: dt.datetime) -> None:
    """Bring the row to the state: `at` is when the condition or the person moved it, `moment` when we learnt of it."""
    if not state.is_active and alarm.cleared_at is None:
        alarm.cleared_at = at
    if state.is_acked and alarm.ack_at is None:
        alarm.ack_at = at
    elif not state.is_acked:
        alarm.ack_at, alarm.ack_by, alarm.ack_comment = None, None, ""
    if state.is_reset and alarm.reset_at is None:
        alarm.reset_at = at
    if not state.is_open and alarm.closed_at is None:
        alarm.closed_at = moment
    alarm.version += 1


def _locked() -> Any:
    return Alarm.objects.select_for_update(of=("self",)).select_related("rule", "ack_by")


def _clear(alarms: Any, *, cause: ClearCause, moment: dt.datetime) -> None:
    rows = list(alarms.filter(cleared_at=None).select_for_update(of=("self",)).select_related("rule", "ack_by").order_by("id"))
    for alarm in rows:
        move(alarm, states.clear(alarm.state, Policy(alarm.rule.policy)), at=moment, moment=moment)
        alarm.clear_cause = cause
    _record(rows, Kind.CLEARED, moment=moment, comment="Nothing watches its condition any more.")


def _worsen(rule: AlarmRule, severity: Severity, moment: dt.datetime) -> None:
    rows = list(_locked().filter(rule=rule, closed_at=None).order_by("id"))
    for alarm in rows:
        alarm.severity, alarm.severity_max = severity, max(severity, alarm.severity_max)
        move(alarm, states.worsen(alarm.state), at=moment, moment=moment)
    _record(rows, Kind.WORSENED, moment=moment)


def _record(alarms: Sequence[Alarm], kind: Kind, *, moment: dt.datetime, by: User | None = None, comment: str = "") -> None:
    """Save moved alarms, write one journal row for each and announce them."""
    _save_moved(alarms)
    AlarmTransition.objects.bulk_create(
        AlarmTransition(
            alarm=alarm,
            rule=alarm.rule,
            kind=kind,
            at=moment,
            recorded_at=moment,
            by=by,
            comment=comment,
            severity=alarm.severity,
        )
        for alarm in alarms
    )
    if by is not None:
        audit.record_all(
            audit.Record(
                action=kind.value,
                kind="alarm",
                target_id=str(alarm.id),
                target=f"{alarm.title} on {alarm.device_name}" if alarm.device_name else alarm.title,
                organization_id=alarm.organization_id,
                changes={"comment": (None, comment)} if comment else {},
            )
            for alarm in alarms
        )
    time_us = int(moment.timestamp() * 1e6)
    _announce([AlarmChange(alarm=alarm, change=kind.value, time_us=time_us, text=alarm.text) for alarm in alarms])


def _save_moved(alarms: Collection[Alarm]) -> None:
    # An upsert: an order of magnitude faster than bulk_update, whose CASE grows with rows times columns.
    Alarm.objects.bulk_create(alarms, update_conflicts=True, unique_fields=["id"], update_fields=MOVED_FIELDS)


def _announce(changes: Sequence[AlarmChange], *, must_arrive: bool = False) -> None:
    if changes:
        transaction.on_commit(lambda: _tell(changes, must_arrive=must_arrive))


def _tell(changes: Sequence[AlarmChange], *, must_arrive: bool) -> None:
    # Devices first, then browsers. Each listener hears the news even when another one fails; a person's own act is done and
    # does not fail with it.
    answers = signals.alarms_changed.send_robust(sender=Alarm, changes=changes)
    publisher = live.publisher()
    for change in changes:
        alarm = change.alarm
        publisher.event(alarm.organization_id, "alarms", {**alarm_json(alarm), "change": change.change})
        if alarm.device_id is not None:
            publisher.value(alarm.organization_id, news_topic(alarm.device_id), change.time_us, None)
    for receiver, answer in answers:
        if isinstance(answer, Exception):
            if must_arrive:
                raise answer
            logger.error("%s failed on changed alarms", receiver, exc_info=answer)


def _storable(value: Any) -> Any:
    """The value as JSON has it: a database refuses NaN, infinities and bytes."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float | str | list | dict) else None
