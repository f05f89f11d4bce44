"""Invitations: for administrators who send them, and for those who open the link."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import HttpError
from ninja.utils import check_csrf

from core.api import Deleted, Listing, PageQuery, found
from organizations import mail, rights
from organizations.models import Invitation, Organization
from organizations.people import invitations
from organizations.people.api import shapes
from organizations.people.schemas import (
    InvitationAcceptedOut,
    InvitationAcceptIn,
    InvitationIn,
    InvitationOut,
    InvitationViewOut,
)

router = Router()


def _shape(row: Invitation) -> dict[str, Any]:
    return {
        "id": row.id,
        "email": row.email,
        "name": row.name,
        "profiles": [shapes.profile(one) for one in row.profiles.all()],
        "status": invitations.status_of(row),
        "invited_by": str(row.invited_by or ""),
        "created_at": row.created_at,
        "sent_at": row.sent_at,
        "expires_at": row.expires_at,
        "accepted_at": row.accepted_at,
    }


def _all(organization: Organization) -> Any:
    return (
        Invitation.objects.filter(organization=organization)
        .select_related("invited_by", "organization")
        .prefetch_related("profiles__organization")
    )


@router.get("/invitations", response=Listing[InvitationOut])
def list_invitations(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """Those of the current organization, the newest first; also the ones that are done with, for half a year."""
    _, organization = shapes.administrator(request)
    rows = _all(organization)
    if page.search:
        rows = rows.filter(email__icontains=page.search.strip())
    return {"items": [_shape(row) for row in rows[page.offset : page.offset + page.limit]], "total": rows.count()}


@router.post("/invitations", response=InvitationOut)
def invite(request: HttpRequest, payload: InvitationIn) -> dict[str, Any]:
    """Invite somebody by mail, to have these profiles. The link is good for seven days."""
    by, organization = shapes.administrator(request)
    return _shape(
        invitations.invite(
            organization, email=payload.email, name=payload.name, profile_ids=payload.profile_ids, by=by, request=request
        )
    )


# Before the addresses with an id, which would take “accept” for one.
@router.get("/invitations/accept", response=InvitationViewOut, auth=None)
def look_at_invitation(request: HttpRequest, token: Annotated[str, Query(max_length=200)]) -> dict[str, Any]:
    """What an invitation's link is about; an error's `code` says when it is expired, used, withdrawn or unknown."""
    row = invitations.by_token(token)
    return {
        "email": row.email,
        "name": row.name,
        "organization": row.organization.name,
        "invited_by": str(row.invited_by or ""),
        "expires_at": row.expires_at,
        "has_account": invitations.account_of(row.email) is not None if mail.has_server() else None,
    }


@router.post("/invitations/accept", response=InvitationAcceptedOut, auth=None)
def accept_invitation(request: HttpRequest, payload: InvitationAcceptIn) -> dict[str, Any]:
    """Accept: with name and password for a new account, or with neither while logged in."""
    if payload.password is None and request.user.is_authenticated:
        if check_csrf(request) is not None:
            raise HttpError(403, "CSRF check failed.")
        row, person = invitations.accept_as(payload.token, user=rights.person(request.user))
    else:
        row, person = invitations.accept_as_new(payload.token, name=payload.name or "", password=payload.password or "")
    return {"email": person.email, "organization": row.organization.name, "may_log_in": rights.may_log_in(person)}


@router.post("/invitations/{invitation_id}/resend", response=InvitationOut)
def resend_invitation(request: HttpRequest, invitation_id: int) -> dict[str, Any]:
    """A new mail with a new link for another seven days; the link before stops working."""
    _, organization = shapes.administrator(request)
    return _shape(invitations.resend(found(_all(organization), id=invitation_id), request=request))


@router.delete("/invitations/{invitation_id}", response=Deleted)
def revoke_invitation(request: HttpRequest, invitation_id: int) -> dict[str, bool]:
    """The link stops working at once."""
    _, organization = shapes.administrator(request)
    invitations.revoke(found(_all(organization), id=invitation_id))
    return {"deleted": True}
