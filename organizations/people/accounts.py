"""Verbs about accounts: what an administrator and the person themselves can change."""

import json
from collections.abc import Sequence
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db import transaction

from core.errors import Refused
from organizations import mail, rights
from organizations.audit import record
from organizations.errors import NameTooLong
from organizations.models import Organization, ProfileMember, User
from organizations.people import lockout, selectors, sessions
from organizations.people.errors import AccountElsewhere, MakesOwnKeys, NeedsProfile, PlatformAccount, YourOwnAccount
from organizations.profiles import refuse_lock_out

PREFERENCES_BOUND_BYTES: Final = 8_000


def checked_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > 100:
        raise NameTooLong(name)
    return name


@transaction.atomic
def change_person(
    person: User,
    *,
    by: User,
    organization: Organization,
    name: str | None = None,
    is_active: bool | None = None,
    profile_ids: Sequence[int] | None = None,
) -> User:
    """Change an account as an administrator of the organization; what is None stays as it is."""
    person = User.objects.select_for_update().get(id=person.id)
    _refuse_platform_account(person, by=by)
    if name is not None or is_active is not None:
        _require_ours(person, by=by)
    if is_active is False and person == by:
        raise YourOwnAccount("deactivate")
    changed = []
    if name is not None and (name := checked_name(name)) != person.name:
        person.name = name
        changed.append("name")
    if is_active is not None and is_active != person.is_active:
        person.is_active = is_active
        changed.append("is_active")
    if changed:
        person.save(update_fields=changed)
    if profile_ids is not None:
        _give_profiles(person, profile_ids, by=by)
    if person == by:
        refuse_lock_out(organization, by=by)
    if not person.is_active:
        sessions.end_all(person)
    rights.changed()
    return person


def _give_profiles(person: User, profile_ids: Sequence[int], *, by: User) -> None:
    """Of the profiles that `by` may hand out the person has exactly these afterwards; others stay."""
    wanted = {profile.id: profile for profile in selectors.handed_out_by(by, profile_ids)}
    present = list(person.memberships.select_related("profile"))
    mine = [member for member in present if selectors.manages(by, member.profile.organization_id)]
    others = [member for member in present if member not in mine]
    if not wanted and not others:
        raise NeedsProfile
    ProfileMember.objects.filter(id__in=[member.id for member in mine if member.profile_id not in wanted]).delete()
    for profile_id in wanted.keys() - {member.profile_id for member in mine}:
        ProfileMember.objects.get_or_create(user=person, profile_id=profile_id)
    if not wanted and selectors.is_ours(person, by=by):
        # Nothing ties the account to us any more: those it still works for look after it from now on.
        person.organization = others[0].profile.organization
        person.save(update_fields=["organization"])


@transaction.atomic
def remove_person(person: User, *, by: User) -> bool:
    """Delete the account, or take our profiles away where another organization looks after it. True when it is gone."""
    person = User.objects.select_for_update().get(id=person.id)
    if person == by:
        raise YourOwnAccount("delete")
    _refuse_platform_account(person, by=by)
    if not selectors.is_ours(person, by=by):
        _give_profiles(person, (), by=by)
        rights.changed()
        return False
    sessions.end_all(person)
    person.delete()
    rights.changed()
    return True


@transaction.atomic
def log_out(person: User, *, by: User) -> int:
    """End all of the person's sessions; answers how many there were."""
    _refuse_platform_account(person, by=by)
    _require_ours(person, by=by)
    ended = sessions.end_all(person)
    _record("sessions_ended", person)
    return ended


@transaction.atomic
def reset_second_factor(person: User, *, by: User) -> int:
    """For somebody who lost their phone: the password alone is enough again. The person is told by mail."""
    if person == by:
        raise YourOwnAccount("reset the second factor of")
    _refuse_platform_account(person, by=by)
    _require_ours(person, by=by)
    removed: int = Authenticator.objects.filter(user=person).delete()[0]
    if removed:
        _record("factor_reset", person)
        mail.send_account_mail(
            person,
            subject="Your second factor was removed",
            text=f"{by} removed the second factor of your account {person.email}, so that you can log in with your password "
            "alone. Set it up again on your account's page. If you did not ask for this, tell your administrators at once.",
        )
    return removed


@transaction.atomic
def unlock(person: User, *, by: User) -> int:
    """Forget the failed log-ins of the person; answers for how many addresses there were some."""
    _refuse_platform_account(person, by=by)
    _require_ours(person, by=by)
    forgotten = lockout.unlock(person.email)
    _record("unlocked", person)
    return forgotten


def require_without_pages(person: User, *, by: User) -> None:
    """Only for people who cannot log in do administrators make keys: others make their own, and nobody acts in their name."""
    _refuse_platform_account(person, by=by)
    _require_ours(person, by=by)
    if rights.may_log_in(person):
        raise MakesOwnKeys(str(person))


def change_own(user: User, *, name: str | None = None, preferences: dict[str, Any] | None = None) -> User:
    """What people change about themselves; preferences that are given are put over those there were, null removes one."""
    changed = []
    if name is not None:
        user.name = checked_name(name)
        changed.append("name")
    if preferences is not None:
        merged = {**user.preferences, **preferences}
        user.preferences = {key: value for key, value in merged.items() if value is not None}
        if len(json.dumps(user.preferences)) > PREFERENCES_BOUND_BYTES:
            raise Refused(f"These preferences need more than {PREFERENCES_BOUND_BYTES} bytes.", field="preferences")
        start_page = user.preferences.get("start_page", "")
        if start_page and (not str(start_page).startswith("/") or str(start_page).startswith("//")):
            raise Refused(
                f"“{str(start_page)[:60]}” is no page of Sluice: give a path such as /dashboards/3.", field="preferences"
            )
        changed.append("preferences")
    if changed:
        user.save(update_fields=changed)
    return user


def _record(action: str, person: User) -> None:
    record(action, kind="user", target_id=person.id, target=person, organization_id=person.organization_id)


def _refuse_platform_account(person: User, *, by: User) -> None:
    if person.is_superuser and not by.is_superuser:
        raise PlatformAccount(str(person))


def _require_ours(person: User, *, by: User) -> None:
    if not selectors.is_ours(person, by=by):
        raise AccountElsewhere(str(person))
