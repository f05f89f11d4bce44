"""Logging in with a directory's password (LDAP, Active Directory), where the settings name one.

Needs `requirements-ldap.txt`. People whom the directory knows get their account at their first log-in, with the profiles
that their groups stand for. An account that has a password of its own is never opened by a directory: whoever rules a
directory must not thereby rule accounts that were there before, or the platform's.
"""

import logging

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django_auth_ldap.backend import LDAPBackend, _LDAPUser

from organizations import rights
from organizations.models import Profile, ProfileMember, User
from organizations.people.login import may_come_in

logger = logging.getLogger(__name__)


class DirectoryBackend(LDAPBackend):  # type: ignore[misc]  # django-auth-ldap has no types
    def authenticate_ldap_user(self, ldap_user: _LDAPUser, password: str) -> User | None:
        with transaction.atomic():
            user: User | None = super().authenticate_ldap_user(ldap_user, password)
            if user is None:
                return None
            EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
            _give_profiles(user, _granted(ldap_user))
        # The library never asks `user_can_authenticate`.
        return user if may_come_in(user) else None

    def get_or_build_user(self, username: str, ldap_user: _LDAPUser) -> tuple[User, bool]:
        """The account with the entry's address; a new one only for somebody whose groups stand for a profile."""
        email = _address(ldap_user)
        user = User.objects.filter(email=email).first()
        if user is not None:
            if user.has_usable_password() or user.is_superuser:
                raise ldap_user.AuthenticationFailed("the account has a password of its own")
            return user, False
        granted = _granted(ldap_user)
        if not granted:
            raise ldap_user.AuthenticationFailed("none of the person's groups stands for a profile")
        return User(email=email, organization=granted[0].organization), True

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and may_come_in(user) else None


def _address(ldap_user: _LDAPUser) -> str:
    values = (ldap_user.attrs or {}).get(settings.LDAP_MAIL_ATTRIBUTE) or [""]
    email = str(values[0]).strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ldap_user.AuthenticationFailed("the entry has no e-mail address") from None
    return email


def _mapped() -> dict[str, list[Profile]]:
    """Group's DN in small letters -> profiles. Entries that name none are said in the log."""
    found: dict[str, list[Profile]] = {}
    for group, names in settings.LDAP_PROFILES.items():
        for name in names:
            organization_id, _, profile_name = name.partition("/")
            profile = (
                Profile.objects.filter(organization_id=organization_id, name=profile_name).select_related("organization").first()
            )
            if profile is None:
                logger.warning("SLUICE_LDAP_PROFILES names the profile %r, which there is not.", name)
            else:
                found.setdefault(group.lower(), []).append(profile)
    return found


def _granted(ldap_user: _LDAPUser) -> list[Profile]:
    mapped = _mapped()
    groups = {group.lower() for group in ldap_user.group_dns}
    return [profile for group, profiles in mapped.items() if group in groups for profile in profiles]


def _give_profiles(user: User, granted: list[Profile]) -> None:
    """Of the profiles that groups stand for the person has those of their groups. Others were given by hand and stay."""
    by_groups = {profile.id for profiles in _mapped().values() for profile in profiles}
    wanted = {profile.id for profile in granted}
    present = set(user.memberships.values_list("profile_id", flat=True))
    for profile_id in wanted - present:
        ProfileMember.objects.get_or_create(user=user, profile_id=profile_id)
    gone = (present & by_groups) - wanted
    ProfileMember.objects.filter(user=user, profile_id__in=gone).delete()
    if gone or wanted - present:
        rights.changed()
