"""Verbs about invitations: somebody is asked by mail to come in, with certain profiles.

The link's secret goes into the mail and nowhere else. Whoever invites never learns whether the address has an account
somewhere else already: their answers are the same.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import now

from core import dates
from core.errors import Refused
from core.sentences import said
from organizations import mail, rights
from organizations.models import Invitation, Organization, Profile, ProfileMember, User
from organizations.people import selectors
from organizations.people.accounts import checked_name
from organizations.people.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationExpired,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsed,
    LogInToAccept,
    OtherAccount,
    TooSoon,
)
from organizations.people.hashes import hash_link, new_link

GOOD_FOR: Final = timedelta(days=7)
OPEN_BOUND: Final = 500
SENT_EVERY_S: Final = 60
PAGE: Final = "/accept-invitation"


def open_invitations(organization: Organization) -> "QuerySet[Invitation]":
    return Invitation.objects.filter(organization=organization, accepted_at=None, revoked_at=None, expires_at__gt=now())


def status_of(invitation: Invitation) -> str:
    if invitation.accepted_at:
        return "accepted"
    if invitation.revoked_at:
        return "revoked"
    return "open" if invitation.expires_at > now() else "expired"


@transaction.atomic
def invite(
    organization: Organization,
    *,
    email: str,
    profile_ids: Sequence[int],
    by: User,
    name: str = "",
    request: HttpRequest | None = None,
) -> Invitation:
    """Ask somebody to come in. At least one of the profiles must be the organization's own."""
    email = checked_email(email)
    name = checked_name(name)
    given = selectors.handed_out_by(by, profile_ids)
    if not any(profile.organization_id == organization.id for profile in given):
        raise Refused(f"Choose at least one profile of “{organization.name}”.", field="profile_ids")
    # Two at the same moment must not both find no open invitation.
    Organization.objects.select_for_update().get(id=organization.id)
    if selectors.people_of(organization).filter(email=email).exists():
        raise AlreadyMember(email)
    present = open_invitations(organization)
    if duplicate := present.filter(email=email).first():
        raise AlreadyInvited(email, duplicate.id)
    if present.count() >= OPEN_BOUND:
        raise Refused(f"{OPEN_BOUND} invitations are open: revoke some, or wait until they are accepted.")
    invitation = Invitation(organization=organization, email=email, name=name, invited_by=by)
    _renew_and_send(invitation, request=request)
    invitation.profiles.set(given)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, request: HttpRequest | None = None) -> Invitation:
    """A new link for another seven days; the one before leads nowhere any more."""
    invitation = Invitation.objects.select_for_update().get(id=invitation.id)
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.revoked_at:
        raise InvitationRevoked(invitation.organization.name)
    if invitation.sent_at and (waited := (now() - invitation.sent_at).total_seconds()) < SENT_EVERY_S:
        raise TooSoon(int(SENT_EVERY_S - waited) + 1)
    _renew_and_send(invitation, request=request)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation) -> None:
    invitation = Invitation.objects.select_for_update().get(id=invitation.id)
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        invitation.save(update_fields=["revoked_at"])


def by_token(token: str) -> Invitation:
    """The invitation behind a link that is still good. Raises what is wrong with it otherwise."""
    rows = Invitation.objects.select_related("organization", "invited_by")
    invitation = rows.filter(token_hash=hash_link(token)).first()
    if invitation is None:
        raise InvitationUnknown
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.revoked_at:
        raise InvitationRevoked(invitation.organization.name)
    if invitation.expires_at <= now():
        raise InvitationExpired(invitation.expires_at, invitation.organization.name)
    return invitation


@transaction.atomic
def accept_as_new(token: str, *, name: str, password: str) -> tuple[Invitation, User]:
    """Make the account. Whoever has the link reads the mailbox, which confirms the address."""
    invitation = _locked(token)
    if account_of(invitation.email) is not None:
        raise LogInToAccept(invitation.email)
    name = checked_name(name)
    if not name:
        raise Refused("Tell us your name.", field="name")
    person = User(email=invitation.email, name=name, organization=invitation.organization)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="weak_password", field="password") from None
    person = User.objects.create_user(invitation.email, password, name=name, organization=invitation.organization)
    _take_up(invitation, person)
    return invitation, person


@transaction.atomic
def accept_as(token: str, *, user: User) -> tuple[Invitation, User]:
    """Take the invitation's profiles up with the account one is logged in with."""
    invitation = _locked(token)
    if user.email != invitation.email:
        raise OtherAccount(invitation.email, user.email)
    _take_up(invitation, user)
    return invitation, user


def account_of(email: str) -> User | None:
    known = EmailAddress.objects.filter(email=email, verified=True).values("user_id")
    return User.objects.filter(Q(email=email) | Q(id__in=known)).first()


def checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(f"“{email[:80]}” is no e-mail address.", field="email") from None
    if len(email) > 254:
        raise Refused(f"“{email[:40]}…” has {len(email)} characters: an address has 254 at most.", field="email")
    return email


def _locked(token: str) -> Invitation:
    """Two clicks at the same moment: the second finds the invitation accepted."""
    Invitation.objects.select_for_update().filter(id=by_token(token).id).first()
    return by_token(token)


def _take_up(invitation: Invitation, person: User) -> None:
    profiles: list[Profile] = list(invitation.profiles.all())
    if not profiles:
        raise Refused(
            f"The profiles of this invitation are gone: ask an administrator of “{invitation.organization.name}” for a new one."
        )
    for profile in profiles:
        ProfileMember.objects.get_or_create(profile=profile, user=person)
    if person.organization_id is None and not person.is_superuser:
        person.organization = invitation.organization
        person.save(update_fields=["organization"])
    invitation.accepted_at, invitation.accepted_by = now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    rights.changed()


def _renew_and_send(invitation: Invitation, *, request: HttpRequest | None) -> None:
    token = new_link()
    invitation.token_hash = hash_link(token)
    invitation.sent_at = now()
    invitation.expires_at = invitation.sent_at + GOOD_FOR
    invitation.save()
    organization = invitation.organization
    greeting = f"Hello {invitation.name}," if invitation.name else "Hello,"
    # The same words for those who have an account and those who have none.
    mail.send_mail(
        organization_id=organization.id,
        to=[invitation.email],
        subject=said(f"You are invited to {organization.name} on Sluice"),
        # Nobody knows yet what they read: what those read who invite them.
        text=said(f"""{greeting}

{invitation.invited_by or "An administrator"} invites you to work with “{organization.name}” on Sluice. Open this link to accept:

{mail.link(f"{PAGE}?token={token}", request)}

If you have an account already, log in with it there. Otherwise choose a name and a password.
The link is good until {dates.moment(invitation.expires_at)} UTC and for {invitation.email} only.
If you do not know what this is about, do nothing: without your yes nothing happens."""),
    )
