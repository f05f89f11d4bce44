"""The audit log for those who look after people or the organization; it can be read and taken along, not changed."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema

from core.api import organization_id
from core.errors import Refused
from core.streaming import streamed
from organizations import rights
from organizations.audit import selectors
from organizations.audit.records import record

router = Router()

COLUMNS = ("at", "actor", "actor_id", "is_superuser", "address", "action", "kind", "target_id", "target", "changes")
UTF8_MARK = "\ufeff"


class AuditEntryOut(Schema):
    """One deed: who did what to which thing, when and from where."""

    id: int
    at: dt.datetime
    actor_id: int | None = Field(description="The user, also behind an API key; null for devices, flows and Sluice itself.")
    actor: str = Field(description="The actor's name as it was then.")
    is_superuser: bool
    address: str
    action: str = Field(description="created, changed, deleted, logged_in, revoked, exported …", examples=["changed"])
    kind: str = Field(examples=["device"])
    target_id: str
    target: str
    changes: dict[str, list[Any]] = Field(description="By field: before and after.", examples=[{"name": ["Pump 7", "Pump 8"]}])


class AuditPageOut(Schema):
    """Entries, newest first. `next` goes into `after` of the following call; a page may be short and still have a next one."""

    items: list[AuditEntryOut]
    next: str | None


class AuditChoicesOut(Schema):
    actions: list[str]
    kinds: list[str]


class AuditFilter(Schema):
    search: str = Field("", max_length=200, description="Words that stand in names, addresses or changed values.")
    action: str = Field("", max_length=40)
    kind: str = Field("", max_length=40)
    actor: int | None = Field(None, ge=0, lt=2**63, description="The id of a user.")
    target: str = Field("", max_length=64, description="The id of the thing; give its kind too.")
    from_at: dt.datetime | None = Field(None, alias="from")
    to_at: dt.datetime | None = Field(None, alias="to")
    scope: Literal["organization", "platform"] = Field(
        "organization", description="`platform`: what belongs to no organization; for superusers."
    )


class AuditPlace(AuditFilter):
    after: str = Field("", max_length=60, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=500)


AuditQuery = Annotated[AuditFilter, Query()]


def _wanted(request: HttpRequest, query: AuditFilter) -> selectors.Wanted:
    """What is asked for, by somebody who may ask."""
    if query.scope == "platform":
        if not rights.person(request.user).is_superuser:
            raise Refused("The platform's log is for its superusers. Leave `scope` out for your organization's.", status=403)
        organization = ""
    else:
        organization = organization_id(request)
        if not rights.can(request.user, "manage_users_profiles", organization):
            rights.require_in(request.user, "edit_organization", organization)
    return selectors.Wanted(
        organization_id=organization,
        search=query.search.replace("\x00", ""),
        action=query.action.replace("\x00", ""),
        kind=query.kind.replace("\x00", ""),
        actor_id=query.actor,
        target_id=query.target.replace("\x00", ""),
        from_at=_aware(query.from_at),
        to_at=_aware(query.to_at),
    )


def _aware(at: dt.datetime | None) -> dt.datetime | None:
    """Without a zone a time means UTC."""
    return at.replace(tzinfo=dt.UTC) if at is not None and at.tzinfo is None else at and at.astimezone(dt.UTC)


@router.get("/audit", response=AuditPageOut, summary="The audit log")
def audit_entries(request: HttpRequest, query: Annotated[AuditPlace, Query()]) -> selectors.Entries:
    """Who changed what in the current organization, newest first."""
    return selectors.entries(_wanted(request, query), after=query.after, limit=query.limit)


@router.get("/audit/choices", response=AuditChoicesOut, summary="What the audit log can be narrowed to")
def audit_choices(request: HttpRequest, query: AuditQuery) -> dict[str, list[str]]:
    """The actions and kinds that occur."""
    organization = _wanted(request, query).organization_id
    return {"actions": selectors.choices(organization, "action"), "kinds": selectors.choices(organization, "kind")}


@router.get("/audit/export.csv", summary="The audit log as CSV")
def export_audit(request: HttpRequest, query: AuditQuery) -> StreamingHttpResponse:
    """All entries that the same filters of GET /audit let through, as a stream."""
    wanted = _wanted(request, query)
    record("exported", kind="audit log", organization_id=wanted.organization_id)
    return streamed(request, _csv(wanted), content_type="text/csv; charset=utf-8", file_name=f"audit-{now():%Y-%m-%d}.csv")


def _csv(wanted: selectors.Wanted) -> Iterator[bytes]:
    # The mark tells spreadsheets that it is UTF-8.
    yield f"{UTF8_MARK}{','.join(COLUMNS)}\r\n".encode()
    for chunk in selectors.all_entries(wanted):
        text = io.StringIO()
        writer = csv.writer(text)
        for entry in chunk:
            changes = json.dumps(entry.changes, ensure_ascii=False) if entry.changes else ""
            values = [getattr(entry, column) for column in COLUMNS[1:-1]]
            writer.writerow([entry.at.isoformat(), *(_harmless(value) for value in values), changes])
        yield text.getvalue().encode()


def _harmless(value: Any) -> Any:
    """A name that begins like a formula would be run by spreadsheets."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
