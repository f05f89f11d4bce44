"""What widgets ask besides the data of their sources, over HTTP."""

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api import organization_id
from core.errors import Refused
from core.sentences import Said
from dashboards import ioto_widgets, journal
from dashboards.foreign_names import Finder
from dashboards.journal import Asked, Entry
from devices.models import Device, Metric
from organizations import rights
from organizations.rights import person
from telemetry import selectors as samples

router = Router()


class JournalEntryOut(Schema):
    kind: str
    at: dt.datetime
    device_id: int | None
    device: str
    event: str
    title: str
    text: str
    severity: str | None
    by: str | None
    value: Any


class JournalOut(Schema):
    items: list[JournalEntryOut]


class JournalQuery(Schema):
    kinds: str = Field("alarms,commands,connections", max_length=60)
    device: list[int] = Field([], max_length=200)
    site: list[int] = Field([], max_length=200)
    from_: str = Field("", alias="from", max_length=40)
    to: str = Field("now", max_length=40)
    limit: int = Field(50, ge=1, le=500)


class EmbeddingOut(Schema):
    """Origins besides our own whose pages, pictures and films may be shown on dashboards."""

    hosts: list[str]


@router.get("/journal", response=JournalOut)
def journal_entries(request: HttpRequest, query: Annotated[JournalQuery, Query()]) -> dict[str, list[Entry]]:
    """Alarms, commands and devices that came and went, newest first; without devices: of all that one may see."""
    kinds = [kind for kind in query.kinds.split(",") if kind]
    known = [kind for kind in journal.KINDS if kind in kinds]
    if unknown := [kind for kind in kinds if kind not in journal.KINDS]:
        raise Refused(f"“{unknown[0]}” is no kind of entry: choose of {', '.join(journal.KINDS)}.", field="kinds")
    since = until = None
    if query.from_:
        since, until = (_time(us) for us in samples.period(query.from_, query.to))
    asked = Asked(
        person(request.user), organization_id(request), query.device or None, since, until, query.limit, query.site or None
    )
    return {"items": journal.entries(asked, known)}


def _time(us: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(us / 1_000_000, tz=dt.UTC)


# The policy in every answer's header says it to everybody, and who looks at a public link must know it too.
@router.get("/embedding", response=EmbeddingOut, auth=None)
def embedding(request: HttpRequest) -> dict[str, list[str]]:
    """From where this installation lets dashboards show pages, pictures and films."""
    return {"hosts": settings.EMBED_HOSTS}


class ForeignWidgetsIn(Schema):
    text: str = Field(max_length=1_000_000)


class ForeignWidgetsOut(Schema):
    """Widgets for a document of ours, and what did not map, a sentence each."""

    widgets: list[dict[str, Any]]
    problems: list[Said]


@router.post("/ioto-widgets", response=ForeignWidgetsOut)
def widgets_from_ioto(request: HttpRequest, payload: ForeignWidgetsIn) -> dict[str, Any]:
    """Widgets of an Ioto-style device manager (JSON) as widgets of ours. Nothing is saved."""
    metrics = rights.visible(request.user, Metric.objects.filter(device__organization_id=organization_id(request)))
    devices = rights.visible(request.user, Device.objects.filter(organization_id=organization_id(request)))
    made = ioto_widgets.translated(ioto_widgets.read(payload.text), Finder(devices, metrics))
    return {"widgets": made.widgets, "problems": made.problems}
