"""PINs that controls ask for: of a person, or of a dashboard. Kept as hashes, checked here, and tries are counted.

A PIN is no second password: it keeps whoever passes an unlocked screen from pressing what moves something.
"""

import re
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q, QuerySet

from core.redis import client
from dashboards.errors import BadPin, NoPin, PinLocked, PinNeeded, WrongPassword, WrongPin
from dashboards.models import ControlPin, Dashboard
from organizations.models import User

FORM: Final = re.compile(r"[0-9]{4,12}")
TRIES: Final = 5
LOCKED_S: Final = 300


def has_pin(owner: User | Dashboard) -> bool:
    return _rows(owner).exists()


def set_dashboard_pin(dashboard: Dashboard, pin: str) -> None:
    """The PIN that controls of this dashboard may ask for; an empty one takes it away."""
    _save(dashboard, pin)


def set_own_pin(user: User, pin: str, *, current_pin: str = "", password: str = "") -> None:
    """Needs the PIN there is, or the password: an unlocked screen is not enough."""
    kept = _rows(user).first()
    if kept is not None and current_pin:
        _check(user, kept, current_pin, by=user)
    elif user.has_usable_password() or kept is not None:
        _count(user, by=user)
        if not user.check_password(password):
            raise WrongPassword
        _forget(user, by=user)
    _save(user, pin)


def require(owner: User | Dashboard, pin: str, *, by: User) -> None:
    """Refuse unless the PIN is the owner's."""
    kept = _rows(owner).first()
    if kept is None:
        raise NoPin(is_own=isinstance(owner, User))
    if not pin:
        raise PinNeeded(is_own=isinstance(owner, User))
    _check(owner, kept, pin, by=by)


def _check(owner: User | Dashboard, kept: ControlPin, pin: str, *, by: User) -> None:
    # Counted before it is looked at, so that many tries at once are as many tries.
    left = TRIES - _count(owner, by=by)
    if not check_password(pin, kept.hash):
        raise WrongPin(left)
    _forget(owner, by=by)


def _count(owner: User | Dashboard, *, by: User) -> int:
    key = _tries_of(owner, by)
    pipe = client().pipeline(transaction=True)
    pipe.set(key, 0, ex=LOCKED_S, nx=True)
    pipe.incr(key)
    pipe.ttl(key)
    _, count, left_s = pipe.execute()
    if count > TRIES:
        raise PinLocked(max(1, left_s))
    return int(count)


def _forget(owner: User | Dashboard, *, by: User) -> None:
    client().delete(_tries_of(owner, by))


def _tries_of(owner: User | Dashboard, by: User) -> str:
    """Each person's own: nobody locks a colleague out."""
    return f"pin:tries:{'u' if isinstance(owner, User) else 'b'}:{owner.pk}:{by.pk}"


def _rows(owner: User | Dashboard) -> "QuerySet[ControlPin]":
    return ControlPin.objects.filter(Q(user=owner) if isinstance(owner, User) else Q(dashboard=owner))


def _save(owner: User | Dashboard, pin: str) -> None:
    if not pin:
        for row in _rows(owner):
            row.delete()
        return
    if not FORM.fullmatch(pin):
        raise BadPin
    whose = {"user": owner} if isinstance(owner, User) else {"dashboard": owner}
    ControlPin.objects.update_or_create(**whose, defaults={"hash": make_password(pin)})
