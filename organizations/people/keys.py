"""API keys: a program acts for a person, with some of that person's profiles, through the REST door."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import now

from core import actor, dates
from core.errors import Refused
from organizations import mail, rights
from organizations.models import ApiKey, Profile, User
from organizations.people.accounts import checked_name
from organizations.people.errors import KeyUnknown, NoRestAccess, NotYourProfile
from organizations.people.hashes import KEY_PREFIX, hash_key, new_key

KEYS_BOUND: Final = 50
SHOWN_BOUND: Final = 200
NOTED_EVERY: Final = timedelta(minutes=1)


@transaction.atomic
def issue_key(
    user: User, *, name: str, profile_ids: Sequence[int], expires_at: datetime | None = None, by: User | None = None
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is not kept. `by` is the administrator who makes it for somebody else."""
    name = checked_name(name)
    if not name:
        raise Refused("Give the key a name, by which you will know its program.", field="name")
    if expires_at is not None and expires_at <= now():
        raise Refused(f"{dates.moment(expires_at)} is over already: choose a later time, or none.", field="expires_at")
    profiles = _own_profiles(user, profile_ids)
    if not any(profile.access_rest for profile in profiles):
        raise NoRestAccess
    # Locks the user, so that two calls at once do not both find room.
    User.objects.select_for_update().get(id=user.id)
    if user.api_keys.filter(revoked_at=None).count() >= KEYS_BOUND:
        raise Refused(f"You have {KEYS_BOUND} keys: revoke one first.")
    secret = new_key()
    key = ApiKey.objects.create(user=user, name=name, token_hash=hash_key(secret), hint=secret[-4:], expires_at=expires_at)
    key.profiles.set(profiles)
    if by is not None:
        mail.send_account_mail(
            user,
            subject="An API key was made for you",
            text=f"{by} made the API key “{name}” (…{key.hint}) for your account {user.email}. "
            "Programs that have it act in your name.",
        )
    return key, secret


def revoke_key(key: ApiKey) -> None:
    """At once and for good; the row stays, so that people can look up what it was."""
    if key.revoked_at is None:
        key.revoked_at = now()
        key.save(update_fields=["revoked_at"])


def status_of(key: ApiKey) -> str:
    if key.revoked_at:
        return "revoked"
    return "expired" if key.expires_at and key.expires_at <= now() else "active"


def is_key(text: str) -> bool:
    return text.startswith(KEY_PREFIX)


def user_of_key(secret: str, request: HttpRequest) -> tuple[User, ApiKey]:
    """The person behind a key, with the access that the key has. Raises what is wrong with it."""
    key = ApiKey.objects.select_related("user").filter(token_hash=hash_key(secret)).first()
    if key is None or status_of(key) != "active" or not key.user.is_active:
        raise KeyUnknown
    user = key.user
    scope = frozenset(key.profiles.filter(members__user=user).values_list("id", flat=True))
    if not Profile.objects.filter(id__in=scope, access_rest=True).exists():
        raise NoRestAccess
    # A key has the rights of its profiles, also when it belongs to somebody who may do everything.
    user.is_superuser = False
    # Carried by this very object, which no other request gets.
    user.access = rights.access_of(user, door="rest", profile_ids=scope)  # type: ignore[attr-defined]  # read by rights.access_of
    _note_use(key, actor.address_of(request))
    return user, key


def _note_use(key: ApiKey, address: str) -> None:
    """At most once a minute, because keys are used often and each note is a write."""
    moment = now()
    if key.last_used_at is None or moment - key.last_used_at >= NOTED_EVERY:
        ApiKey.objects.filter(id=key.id).update(last_used_at=moment, last_address=address[:60])


def _own_profiles(user: User, profile_ids: Sequence[int]) -> list[Profile]:
    own = {profile.id: profile for profile in Profile.objects.filter(members__user=user).select_related("organization")}
    for profile_id in profile_ids:
        if profile_id not in own:
            raise NotYourProfile(profile_id)
    return [own[profile_id] for profile_id in dict.fromkeys(profile_ids)]
