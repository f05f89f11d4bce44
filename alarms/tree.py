"""Open alarms in the tree of resources: how many stand at a node and below."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count

from alarms.models import Alarm
from organizations import rights, tree
from organizations.tree import Item, Visitor

COLUMNS = {"o": "organization_id", "s": "device__site_id", "d": "device_id"}


def _count(visitor: Visitor, items: Sequence[Item]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for kind in COLUMNS:
        ids = [item.id for item in items if item.key[0] == kind]
        if not ids:
            continue
        if kind == "o":
            found = tree.added_up(visitor, ids, lambda wanted: _numbers(visitor, "o", wanted))
        else:
            found = {str(place): number for place, number in _numbers(visitor, kind, ids).items()}
        counts |= {f"{kind}:{one}": {"alarms": found.get(one, (0,))[0]} for one in ids}
    return counts


def _numbers(visitor: Visitor, kind: str, ids: Iterable[str]) -> dict[Any, tuple[int]]:
    column = COLUMNS[kind]
    rows = rights.visible(visitor.user, Alarm.objects.filter(closed_at=None, **{f"{column}__in": list(ids)})).order_by()
    return {place: (number,) for place, number in rows.values_list(column).annotate(Count("id"))}


tree.register_counter(_count)
