"""How rows about people look in answers, and what their doors share."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from core.api import organization_id
from organizations import rights
from organizations.models import ApiKey, Organization, Profile, User
from organizations.people import keys, lockout, selectors
from organizations.people.errors import NotByKey


def administrator(request: HttpRequest) -> tuple[User, Organization]:
    """Who asks and for which organization, whose people they must manage."""
    rights.require_in(request.user, "manage_users_profiles", organization_id(request))
    return rights.person(request.user), request.organization  # type: ignore[attr-defined]  # set by the API's authentication


def logged_in(request: HttpRequest) -> User:
    """The person who asks; a program with a key is sent away, so that a lost key cannot make more keys."""
    if hasattr(request, "api_key"):
        raise NotByKey
    return rights.person(request.user)


def profile(row: Profile) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "organization_id": row.organization_id,
        "organization": row.organization.name,
    }


def people(rows: Iterable[User], *, by: User) -> list[dict[str, Any]]:
    """People with what the one who asks may know of them. The rows come from `selectors.people_of`."""
    persons = list(rows)
    protected = set(Authenticator.objects.filter(user__in=persons).values_list("user_id", flat=True))
    locked = lockout.locked(person.email for person in persons)
    return [_person(row, by=by, is_protected=row.id in protected, is_locked=row.email in locked) for row in persons]


def _person(row: User, *, by: User, is_protected: bool, is_locked: bool) -> dict[str, Any]:
    is_ours = selectors.is_ours(row, by=by)
    all_profiles = [member.profile for member in row.memberships.all()]
    may_log_in = row.is_superuser or any(one.access_management or one.access_dashboard for one in all_profiles)
    return {
        "id": row.id,
        "email": row.email,
        "name": row.name,
        "is_active": row.is_active,
        "is_superuser": row.is_superuser,
        "is_ours": is_ours,
        "profiles": [profile(one) for one in all_profiles if selectors.manages(by, one.organization_id)],
        "created_at": row.created_at,
        "last_login": row.last_login if is_ours else None,
        "has_second_factor": is_protected if is_ours else None,
        "is_locked_out": is_locked if is_ours else None,
        "may_log_in": may_log_in and row.is_active if is_ours else None,
    }


def api_key(row: ApiKey) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "hint": row.hint,
        "profiles": [profile(one) for one in row.profiles.all()],
        "status": keys.status_of(row),
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
        "last_address": row.last_address,
    }
