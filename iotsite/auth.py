"""Who asks the JSON API: a logged-in browser, or a program with an API key. Both bring a current organization along."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from core.actor import name_person
from core.errors import Missing
from organizations.models import User
from organizations.people import keys
from organizations.people.errors import KeyUnknown, NoOrganization
from organizations.rights import current_organization


def _place(request: HttpRequest, user: User) -> None:
    """Put the current organization on the request: the one the caller names, else their own."""
    wanted = request.headers.get("X-Organization")
    organization = current_organization(user, wanted)
    if organization is None:
        if wanted:
            raise Missing(f"There is no organization “{wanted[:40]}”, or it is not yours.")
        raise NoOrganization
    request.organization = organization  # type: ignore[attr-defined]  # read through core.api.organization_id


class Key(HttpBearer):
    """A program: `Authorization: Bearer sluice_key_…`. Other tokens are not ours to judge: devices have theirs."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        if not keys.is_key(token):
            raise KeyUnknown
        user, key = keys.user_of_key(token, request)
        request.user = user
        request.api_key = key  # type: ignore[attr-defined]  # its presence tells doors that no person sits there
        name_person(user, through=f"API key …{key.hint}")
        _place(request, user)
        return user


class Session(SessionAuth):
    """A logged-in browser: session cookie and CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return None
        name_person(user)
        _place(request, user)
        return user
