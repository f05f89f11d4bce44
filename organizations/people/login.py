"""Who may log in: what every way in asks before it lets somebody through.

People whose profiles open neither Management nor Dashboards have nothing to do in the pages. They read exactly what
they would read after a wrong password, and it takes as long.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from organizations import rights
from organizations.models import User


def may_come_in(user: User) -> bool:
    return user.is_active and rights.may_log_in(user)


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Passwords. The hash is computed first, by allauth, and only then the rule is asked."""

    def user_can_authenticate(self, user: User | None) -> bool:
        return user is not None and may_come_in(user)

    @classmethod
    def _stash_user(cls, user: Any) -> Any:
        """allauth would keep somebody refused here aside, and log them in after all: keep nobody."""
        return super()._stash_user(None)
