"""What the audit log follows of organizations and people, and of how people log in."""

from collections.abc import Callable
from typing import Any

from allauth.account import signals as account_signals
from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from core import actor
from core.errors import SluiceError
from organizations import nodes, rights
from organizations.audit import follow, record
from organizations.models import (
    ApiKey,
    Invitation,
    Organization,
    Profile,
    ProfileAccess,
    ProfileMember,
    Site,
    User,
)


def _ended(row: object, changes: object) -> str:
    """Taking a key or an invitation back is a deed of its own."""
    return next((verb for field, verb in ENDS.items() if field in changes), "changed")  # type: ignore[operator]  # a mapping


def _place(key: str) -> str:
    """The name that people know the node by; its key when it is gone."""
    try:
        return nodes.node(key).label
    except SluiceError:
        return key


ENDS = {"revoked_at": "revoked", "accepted_at": "accepted"}

follow(
    Organization,
    kind="organization",
    fields=("name", "description", "parent", "retention_days"),
    organization=lambda row: row.id,
)
follow(
    Site,
    kind="site",
    fields=("name", "description", "latitude", "longitude", "time_zone"),
    organization=lambda row: row.organization_id,
)
follow(
    User,
    kind="user",
    fields=("name", "email", "organization", "is_active", "is_staff", "is_superuser"),
    organization=lambda row: row.organization_id,
    label=lambda row: f"{row.name} <{row.email}>" if row.name else row.email,
)
follow(
    Invitation,
    kind="invitation",
    fields=("email", "name", "expires_at", "accepted_at", "revoked_at"),
    many=("profiles",),
    organization=lambda row: row.organization_id,
    label=lambda row: row.email,
    created="invited",
    changed=_ended,
)
follow(
    ApiKey,
    kind="API key",
    fields=("name", "expires_at", "revoked_at"),
    many=("profiles",),
    organization=lambda row: row.user.organization_id,
    created="issued",
    changed=_ended,
)
follow(
    Profile,
    kind="profile",
    fields=("name", "description", "access_management", "access_dashboard", "access_rest", "start_page"),
    organization=lambda row: row.organization_id,
)
follow(
    ProfileAccess,
    kind="access entry",
    fields=("node", "effect", "permissions", "dashboard_role"),
    shown={"permissions": lambda bits: sorted(rights.names(bits))},
    organization=lambda row: row.profile.organization_id,
    label=lambda row: f"{row.profile}: {row.effect} on {_place(row.node)}",
)
follow(
    ProfileMember,
    kind="membership",
    fields=("profile", "user"),
    organization=lambda row: row.profile.organization_id,
)


def _of(user: Any, action: str) -> None:
    if user is not None:
        record(action, kind="user", target_id=user.pk, target=user, organization_id=user.organization_id)


@receiver(user_logged_in, dispatch_uid="audit")
def _logged_in(user: User, request: HttpRequest | None = None, **_: Any) -> None:
    actor.name_person(user)
    _of(user, "logged_in")


@receiver(user_logged_out, dispatch_uid="audit")
def _logged_out(user: User | None, **_: Any) -> None:
    _of(user, "logged_out")


def _name_tried(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").strip().lower()[:200]


def _tried(action: str, email: str) -> None:
    """Somebody at the door: filed where the account is, if there is one of that name."""
    user = User.objects.filter(email=email).first() if email else None
    record(
        action,
        kind="user",
        target_id=user.pk if user else "",
        target=user or email,
        organization_id=user.organization_id if user else "",
    )


@receiver(user_login_failed, dispatch_uid="audit")
def _login_failed(credentials: dict[str, Any], **_: Any) -> None:
    _tried("login_failed", _name_tried(credentials))


@receiver(account_signals.password_changed, dispatch_uid="audit")
@receiver(account_signals.password_set, dispatch_uid="audit")
def _password_changed(user: User, **_: Any) -> None:
    _of(user, "password_changed")


@receiver(account_signals.password_reset, dispatch_uid="audit")
def _password_reset(user: User, **_: Any) -> None:
    _of(user, "password_reset")


@receiver(account_signals.email_confirmed, dispatch_uid="audit")
def _email_confirmed(email_address: Any, **_: Any) -> None:
    _of(email_address.user, "email_confirmed")


def _locked_out(username: str | None = None, **_: Any) -> None:
    _tried("locked_out", (username or "").strip().lower()[:200])


if apps.is_installed("axes"):
    from axes.signals import user_locked_out

    user_locked_out.connect(_locked_out, dispatch_uid="audit")


def _factor(action: str) -> Callable[..., None]:
    def write(user: User, authenticator: Any, **_: Any) -> None:
        record(
            action,
            kind="user",
            target_id=user.pk,
            target=user,
            organization_id=user.organization_id,
            changes={"second factor": (None, str(authenticator.type))},
        )

    return write


if apps.is_installed("allauth.mfa"):
    from allauth.mfa import signals as factor_signals

    factor_signals.authenticator_added.connect(_factor("factor_added"), weak=False, dispatch_uid="audit")
    factor_signals.authenticator_removed.connect(_factor("factor_removed"), weak=False, dispatch_uid="audit")
    factor_signals.authenticator_reset.connect(_factor("factor_reset"), weak=False, dispatch_uid="audit")
