"""An organization's people, for its administrators."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from core.api import Deleted, Listing, PageQuery, found
from organizations.models import Organization, User
from organizations.people import accounts, keys, selectors
from organizations.people.api import shapes
from organizations.people.schemas import (
    ApiKeyIn,
    ApiKeyIssuedOut,
    ApiKeyOut,
    LoggedOutOut,
    PersonIn,
    PersonOut,
    SecondFactorRemovedOut,
    UnlockedOut,
)

router = Router()


@router.get("/users", response=Listing[PersonOut])
def users(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """Everybody with a profile of the current organization, or whose account it looks after; `search` in name and address."""
    by, organization = shapes.administrator(request)
    rows = selectors.searched(selectors.people_of(organization), page.search).order_by("name", "email", "id")
    return {"items": shapes.people(rows[page.offset : page.offset + page.limit], by=by), "total": rows.count()}


@router.get("/users/{user_id}", response=PersonOut)
def user(request: HttpRequest, user_id: int) -> dict[str, Any]:
    by, organization = shapes.administrator(request)
    return _shown(organization, user_id, by)


@router.patch("/users/{user_id}", response=PersonOut)
def change_user(request: HttpRequest, user_id: int, payload: PersonIn) -> dict[str, Any]:
    """Change name, profiles or whether the account may be used.

    `profile_ids` are all that the person is to have of those that you may give; others that they have stay. Of an
    account that another organization looks after only profiles can be changed.
    """
    by, organization = shapes.administrator(request)
    accounts.change_person(
        _found(organization, user_id),
        by=by,
        organization=organization,
        name=payload.name,
        is_active=payload.is_active,
        profile_ids=payload.profile_ids,
    )
    changed = selectors.people_of(organization).filter(id=user_id).first()
    # Whose last profile here was taken away is not among the organization's people any more.
    return shapes.people([changed or User.objects.get(id=user_id)], by=by)[0]


@router.delete("/users/{user_id}", response=Deleted)
def delete_user(request: HttpRequest, user_id: int) -> dict[str, bool]:
    """Delete the account; of one that another organization looks after only your profiles are taken away."""
    by, organization = shapes.administrator(request)
    return {"deleted": accounts.remove_person(_found(organization, user_id), by=by)}


@router.post("/users/{user_id}/log-out", response=LoggedOutOut)
def log_out(request: HttpRequest, user_id: int) -> dict[str, int]:
    """End all sessions of the person, on every device."""
    by, organization = shapes.administrator(request)
    return {"sessions": accounts.log_out(_found(organization, user_id), by=by)}


@router.post("/users/{user_id}/reset-second-factor", response=SecondFactorRemovedOut)
def reset_second_factor(request: HttpRequest, user_id: int) -> dict[str, int]:
    """For somebody who lost their phone and their recovery codes. They are told by mail."""
    by, organization = shapes.administrator(request)
    return {"removed": accounts.reset_second_factor(_found(organization, user_id), by=by)}


@router.post("/users/{user_id}/unlock", response=UnlockedOut)
def unlock(request: HttpRequest, user_id: int) -> dict[str, int]:
    """Let somebody log in again who is locked out after too many wrong passwords."""
    by, organization = shapes.administrator(request)
    return {"attempts": accounts.unlock(_found(organization, user_id), by=by)}


@router.get("/users/{user_id}/api-keys", response=list[ApiKeyOut])
def list_persons_keys(request: HttpRequest, user_id: int) -> list[dict[str, Any]]:
    """The keys of somebody who cannot log in, because their profiles open the REST API only."""
    by, organization = shapes.administrator(request)
    return [shapes.api_key(row) for row in _without_pages(organization, user_id, by).api_keys.all()[: keys.SHOWN_BOUND]]


@router.post("/users/{user_id}/api-keys", response=ApiKeyIssuedOut)
def issue_persons_key(request: HttpRequest, user_id: int, payload: ApiKeyIn) -> dict[str, Any]:
    """A key for somebody who cannot log in to make one, with profiles that you may give. They are told by mail."""
    by, organization = shapes.administrator(request)
    shapes.logged_in(request)
    person = _without_pages(organization, user_id, by)
    selectors.handed_out_by(by, payload.profile_ids)
    row, secret = keys.issue_key(person, name=payload.name, profile_ids=payload.profile_ids, expires_at=payload.expires_at, by=by)
    return {**shapes.api_key(row), "key": secret}


@router.delete("/users/{user_id}/api-keys/{key_id}", response=Deleted)
def revoke_persons_key(request: HttpRequest, user_id: int, key_id: int) -> dict[str, bool]:
    by, organization = shapes.administrator(request)
    keys.revoke_key(found(_without_pages(organization, user_id, by).api_keys.all(), id=key_id))
    return {"deleted": True}


def _without_pages(organization: Organization, user_id: int, by: User) -> User:
    person = _found(organization, user_id)
    accounts.require_without_pages(person, by=by)
    return person


def _found(organization: Organization, user_id: int) -> User:
    return found(selectors.people_of(organization), id=user_id)


def _shown(organization: Organization, user_id: int, by: User) -> dict[str, Any]:
    return shapes.people([_found(organization, user_id)], by=by)[0]
