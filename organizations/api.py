"""Who am I, and where."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema

from core.api import organization_id
from organizations import rights
from organizations.audit.api import router as audit_router
from organizations.profiles_api import router as profiles_router
from organizations.tree_api import router as tree_router

router = Router()
router.add_router("", audit_router)
router.add_router("", profiles_router)
router.add_router("", tree_router)


class UserOut(Schema):
    id: int
    email: str
    name: str


class MembershipOut(Schema):
    id: str
    name: str
    parent_id: str | None


class CurrentOrganizationOut(MembershipOut):
    permissions: list[str]


class MeOut(Schema):
    user: UserOut
    organizations: list[MembershipOut]
    organization: CurrentOrganizationOut


@router.get("/me", response=MeOut)
def me(request: HttpRequest) -> dict[str, object]:
    """The user, the organizations they belong to, and what they may do in the current one."""
    get_token(request)  # the cookie that changing calls must echo
    user = request.user
    assert user.is_authenticated
    all_of_them = [
        {"id": organization.id, "name": organization.name, "parent_id": organization.parent_id}
        for organization in rights.organizations_of(user)
    ]
    current = organization_id(request)
    here = next(entry for entry in all_of_them if entry["id"] == current)
    return {
        "user": user,
        "organizations": all_of_them,
        "organization": {**here, "permissions": sorted(rights.permissions(user, current))},
    }

