"""Who am I, and where."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router

from core.api import organization_id
from organizations import rights
from organizations.models import Profile, User
from organizations.people import accounts, selectors
from organizations.people.api import shapes
from organizations.people.schemas import MeIn, MeOut

router = Router()


@router.get("/me", response=MeOut)
def me(request: HttpRequest) -> dict[str, Any]:
    """The user, the organizations of which they may see something, and what they may do in the current one."""
    get_token(request)  # the cookie that changing calls must echo
    return _me(request, rights.person(request.user))


@router.patch("/me", response=MeOut)
def change_me(request: HttpRequest, payload: MeIn) -> dict[str, Any]:
    """Change one's own name and preferences. Preferences that are not named stay; null removes one."""
    user = accounts.change_own(shapes.logged_in(request), name=payload.name, preferences=payload.preferences)
    return _me(request, user)


def _me(request: HttpRequest, user: User) -> dict[str, Any]:
    management, dashboard = selectors.doors_of(user)
    mine = list(rights.organizations_of(user))
    here = next(organization for organization in mine if organization.id == organization_id(request))
    access = rights.access_of(user)
    return {
        "user": user,
        "organizations": mine,
        "organization": {
            "id": here.id,
            "name": here.name,
            "permissions": sorted(rights.permissions(user, here.id)),
            "permissions_somewhere": sorted(rights.names(access.somewhere.get(here.id, 0))),
        },
        "doors": {"management": management, "dashboard": dashboard},
        "profiles": [
            {**shapes.profile(row), "access_rest": row.access_rest}
            for row in Profile.objects.filter(members__user=user).select_related("organization").order_by("name", "id")
        ],
        "start_page": selectors.start_page_of(user),
    }
