"""Reads about people: who belongs to an organization, and which profiles somebody may hand out."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from organizations import rights
from organizations.models import Organization, Profile, ProfileMember, User
from organizations.people.errors import NotYourProfile

SWITCHES_THAT_LOG_IN: Final = Q(access_management=True) | Q(access_dashboard=True)


def people_of(organization: Organization) -> "QuerySet[User]":
    """Everybody with a profile of the organization, and those whose accounts it looks after."""
    members = ProfileMember.objects.filter(profile__organization=organization).values("user_id")
    return User.objects.filter(Q(organization=organization) | Q(id__in=members)).prefetch_related(
        Prefetch("memberships", ProfileMember.objects.select_related("profile__organization").order_by("profile__name", "id"))
    )


def searched(people: "QuerySet[User]", search: str) -> "QuerySet[User]":
    text = search.strip()
    return people.filter(Q(name__icontains=text) | Q(email__icontains=text)) if text else people


def manages(user: User, organization_id: str | None) -> bool:
    """May the user hand out the profiles of that organization?"""
    return rights.access_of(user).is_superuser or (
        organization_id is not None and rights.can(user, "manage_users_profiles", organization_id)
    )


def is_ours(person: User, *, by: User) -> bool:
    """Does `by` look after this account? Platform administrators are looked after by each other."""
    if person.is_superuser:
        return by.is_superuser
    return manages(by, person.organization_id)


def handed_out_by(user: User, profile_ids: Iterable[int]) -> list[Profile]:
    """The profiles of these ids. Raises NotYourProfile for the first that the user may not hand out."""
    wanted = list(dict.fromkeys(profile_ids))
    found = {profile.id: profile for profile in Profile.objects.filter(id__in=wanted).select_related("organization")}
    for profile_id in wanted:
        if profile_id not in found or not manages(user, found[profile_id].organization_id):
            raise NotYourProfile(profile_id)
    return [found[profile_id] for profile_id in wanted]


def doors_of(user: User) -> tuple[bool, bool]:
    """Whether some profile of the user opens Management, and whether one opens Dashboards."""
    if user.is_superuser:
        return True, True
    switches = Profile.objects.filter(members__user=user).values_list("access_management", "access_dashboard")
    management, dashboard = False, False
    for opens_management, opens_dashboard in switches:
        management, dashboard = management or opens_management, dashboard or opens_dashboard
    return management, dashboard


def start_page_of(user: User) -> str:
    """Where the user begins: what they chose, else what their first profile says that says anything."""
    chosen = user.preferences.get("start_page")
    if isinstance(chosen, str) and chosen:
        return chosen
    pages = Profile.objects.filter(members__user=user).exclude(start_page="").order_by("members__id")
    return pages.values_list("start_page", flat=True).first() or ""
