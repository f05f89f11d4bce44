"""Mail that stays in the program, because no mail server is set or because it could not be sent."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest
from ninja import Router

from core.api import Deleted, Listing, PageQuery, found
from organizations import mail
from organizations.models import OutgoingMail
from organizations.people.api import shapes
from organizations.people.schemas import OutgoingMailOut, OutgoingMailTextOut

router = Router()


def _readable(request: HttpRequest) -> "QuerySet[OutgoingMail]":
    """The current organization's; mail of the platform itself is for those who look after it."""
    by, organization = shapes.administrator(request)
    whose = Q(organization=organization)
    return OutgoingMail.objects.filter(whose | Q(organization=None) if by.is_superuser else whose)


@router.get("/outbox", response=Listing[OutgoingMailOut])
def outbox(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The newest first, for thirty days."""
    rows = _readable(request)
    if page.search:
        rows = rows.filter(Q(subject__icontains=page.search.strip()) | Q(recipients__icontains=page.search.strip()))
    return {"items": list(rows[page.offset : page.offset + page.limit]), "total": rows.count()}


@router.get("/outbox/{mail_id}", response=OutgoingMailTextOut)
def outgoing_mail(request: HttpRequest, mail_id: int) -> dict[str, Any]:
    return _text(found(_readable(request), id=mail_id))


@router.get("/outbox/{mail_id}/attachments/{int:place}", response={200: None})
def attachment(request: HttpRequest, mail_id: int, place: int) -> FileResponse:
    """A file that would have gone with the mail; `place` counts from 0."""
    row = found(_readable(request), id=mail_id)
    file = mail.attachment(row, place)
    return FileResponse(
        file.path.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )


@router.post("/outbox/{mail_id}/send", response=OutgoingMailTextOut)
def send_again(request: HttpRequest, mail_id: int) -> dict[str, Any]:
    """Try again, once there is a mail server or it is well again."""
    row = found(_readable(request), id=mail_id)
    mail.send_again(row)
    return _text(row)


@router.delete("/outbox/{mail_id}", response=Deleted)
def forget_mail(request: HttpRequest, mail_id: int) -> dict[str, bool]:
    mail.forget(found(_readable(request), id=mail_id))
    return {"deleted": True}


def _text(row: OutgoingMail) -> dict[str, Any]:
    return {
        "id": row.id,
        "recipients": row.recipients,
        "subject": row.subject,
        "status": row.status,
        "error": row.error,
        "created_at": row.created_at,
        "text": row.body,
        "html": row.html,
        "attachments": row.attachments,
    }
