"""Failed calls: what a person does about calls that could not be done."""

from collections.abc import Sequence

from django.db import transaction

from core.errors import Conflict
from flows.cold import calls, kinds
from flows.cold.calls import CallEffect
from flows.models import FailedCall
from organizations import audit


def resend(rows: Sequence[FailedCall]) -> tuple[list[int], list[int]]:
    """Let the calls be done after all, under the ids they had. Answers the rows that wait again and those without room."""
    refused: set[str] = set()
    # One by one: what waits already after a crash in here is not put twice.
    with transaction.atomic():
        for row in rows:
            refused |= {call.effect_id for call in calls.put([as_call(row)])}
        sent = [row for row in rows if row.effect_id not in refused]
        _record("resent", sent)
        FailedCall.objects.filter(id__in=[row.id for row in sent]).delete()
    calls.summon(len(sent))
    return [row.id for row in sent], [row.id for row in rows if row.effect_id in refused]


def resend_one(row: FailedCall) -> None:
    if resend([row])[1]:
        raise Conflict(calls.no_room(as_call(row)))


@transaction.atomic
def delete(rows: Sequence[FailedCall]) -> list[int]:
    """Forget the calls: nobody wants them done any more."""
    _record("deleted", rows)
    ids = [row.id for row in rows]
    FailedCall.objects.filter(id__in=ids).delete()
    return ids


def as_call(row: FailedCall) -> CallEffect:
    return CallEffect(**row.effect, request=row.request)


def _record(action: str, rows: Sequence[FailedCall]) -> None:
    audit.record_all(
        audit.Record(
            action=action,
            kind="failed call",
            target_id=str(row.id),
            target=f"{kinds.title_of(row.kind)} of {row.flow.name}",
            organization_id=row.organization_id,
        )
        for row in rows
    )
