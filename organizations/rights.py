"""The one place that answers "may this user do this here?".

Pages, API, sockets, blocks and reports all ask here. A role opens a fixed set of permissions in one organization.
"""

from typing import Any, Final, Literal, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from core.errors import Missing, Refused
from organizations.models import Membership, Organization, Role, User

Permission = Literal[
    "read",
    "view_dashboards",
    "operate",
    "write_metric",
    "acknowledge_alarms",
    "edit_dashboards",
    "edit_flows",
    "manage_devices",
    "manage_metric",
]

VIEWER: Final[frozenset[Permission]] = frozenset({"read", "view_dashboards"})
OPERATOR: Final[frozenset[Permission]] = VIEWER | {"operate", "write_metric", "acknowledge_alarms"}
ENGINEER: Final[frozenset[Permission]] = OPERATOR | {"edit_dashboards", "edit_flows", "manage_devices", "manage_metric"}
PERMISSIONS: Final[dict[str, frozenset[Permission]]] = {
    Role.VIEWER: VIEWER,
    Role.OPERATOR: OPERATOR,
    Role.ENGINEER: ENGINEER,
}
NOTHING: Final[frozenset[Permission]] = frozenset()

ModelT = TypeVar("ModelT", bound=Model)


def permissions(user: User | AnonymousUser, organization_id: str) -> frozenset[Permission]:
    """All that the user may do in the organization; empty for a stranger."""
    if not user.is_authenticated or not user.is_active:
        return NOTHING
    if user.is_superuser:
        return ENGINEER
    role = Membership.objects.filter(user_id=user.pk, organization_id=organization_id).values_list("role", flat=True).first()
    return PERMISSIONS.get(role, NOTHING) if role else NOTHING


def can(user: User | AnonymousUser, permission: Permission, organization: Organization | str) -> bool:
    return permission in permissions(user, organization if isinstance(organization, str) else organization.id)


def require(user: User | AnonymousUser, permission: Permission, organization: Organization | str) -> None:
    """Raises Missing for a stranger, who must not learn that the thing exists; Refused for a member without the right."""
    granted = permissions(user, organization if isinstance(organization, str) else organization.id)
    if "read" not in granted:
        raise Missing("There is no such thing, or it is not yours.")
    if permission not in granted:
        raise Refused(
            f"Your role does not include “{permission.replace('_', ' ')}”. Ask an engineer of your organization.",
            code="forbidden",
            status=403,
        )


def organizations_of(user: User | AnonymousUser) -> "QuerySet[Organization]":
    if not user.is_authenticated or not user.is_active:
        return Organization.objects.none()
    if user.is_superuser:
        return Organization.objects.all()
    return Organization.objects.filter(memberships__user_id=user.pk)


def visible(user: User | AnonymousUser, queryset: "QuerySet[ModelT]", *, by: str = "organization") -> "QuerySet[ModelT]":
    """The rows of `queryset` in organizations of the user; `by` is the path from the row to its organization."""
    lookup: dict[str, Any] = {f"{by}__in": organizations_of(user)}
    return queryset.filter(**lookup)


def person(user: User | AnonymousUser) -> User:
    """The user behind a request that was let in: there is one, as types cannot know."""
    assert isinstance(user, User)
    return user
