"""Making, opening and revoking public links. Of the secret and of the password only hashes are kept."""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from core import changes, dates
from core.errors import Missing
from core.redis import client
from dashboards import topics
from dashboards.errors import BadPublicLink, PublicPasswordNeeded, PublicTriesSpent, WrongPublicPassword
from dashboards.models import Dashboard, PublicLink
from dashboards.public import limits
from organizations.models import User

LINKS_BOUND: Final = 50  # living ones of one dashboard
HOSTS_BOUND: Final = 20
PASSWORD_LENGTHS: Final = (6, 200)
GRANT_S: Final = 12 * 3600  # how long a password opens the page
TRIES_OF_ADDRESS: Final = 5
TRIES_OF_LINK: Final = 60  # from all addresses together
LOCKED_S: Final = 300
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
# As frame-ancestors takes them: nothing that could begin another rule, no paths, no bare `*`.
HOST = re.compile(
    r"(?:https?://)?(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::[0-9]{1,5})?"
)
_SALT: Final = "dashboards.public"


def living() -> "QuerySet[PublicLink]":
    return PublicLink.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now()), revoked_at=None)


@transaction.atomic
def make_link(
    dashboard: Dashboard,
    *,
    by: User,
    name: str = "",
    expires_at: dt.datetime | None = None,
    password: str = "",
    hosts: Sequence[str] = (),
    choosable: Sequence[str] = (),
) -> tuple[PublicLink, str]:
    """A link and its secret, which is not kept."""
    # Locked, so that two calls at once do not both find room.
    Dashboard.objects.select_for_update().get(pk=dashboard.pk)
    _check_room(dashboard)
    token = secrets.token_urlsafe(32)
    link = PublicLink(dashboard=dashboard, token_hash=hashed(token), hint=token[-4:], created_by=by)
    _set(link, {"name": name, "expires_at": expires_at, "password": password, "hosts": hosts, "choosable": choosable})
    link.save()
    return link, token


@transaction.atomic
def change_link(link: PublicLink, wish: Mapping[str, Any]) -> PublicLink:
    """Set anew what is named in `wish`: see `_set`. A new password, or none, ends old visits."""
    dashboard = Dashboard.objects.select_for_update().get(pk=link.dashboard_id)
    link = PublicLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is not None:
        raise BadPublicLink("This link was revoked for good: make a new one.")
    was_expired = link.is_expired
    _set(link, wish)
    if was_expired and not link.is_expired:
        _check_room(dashboard)
    link.save(update_fields=["name", "expires_at", "password_hash", "password_changed_at", "hosts", "choosable"])
    _tell(link)
    return link


def _check_room(dashboard: Dashboard) -> None:
    if living().filter(dashboard=dashboard).count() >= LINKS_BOUND:
        raise BadPublicLink(f"This dashboard has {LINKS_BOUND} public links: revoke one first.")


def _set(link: PublicLink, wish: Mapping[str, Any]) -> None:
    if "name" in wish:
        link.name = wish["name"].replace("\0", "").strip()[:100]
    if "expires_at" in wish and wish["expires_at"] != link.expires_at:
        link.expires_at = _checked_end(wish["expires_at"])
    if "password" in wish and (wish["password"] or link.password_hash):
        link.password_hash = _hash_of(wish["password"])
        link.password_changed_at = now()
    if "hosts" in wish:
        link.hosts = _checked_hosts(wish["hosts"])
    if "choosable" in wish:
        link.choosable = list(dict.fromkeys(wish["choosable"]))


def _checked_end(at: dt.datetime | None) -> dt.datetime | None:
    if at is not None and at <= now():
        raise BadPublicLink(f"{dates.moment(at)} is over already: choose a later time, or none.", field="expires_at")
    return at


def _hash_of(password: str) -> str:
    low, high = PASSWORD_LENGTHS
    if password and not low <= len(password) <= high:
        raise BadPublicLink(f"A link's password has {low} to {high} characters; leave it empty for none.", field="password")
    return make_password(password) if password else ""


def _checked_hosts(hosts: Sequence[str]) -> list[str]:
    wanted = [checked_host(host) for host in hosts if host.strip()]
    if len(wanted) > HOSTS_BOUND:
        raise BadPublicLink(f"At most {HOSTS_BOUND} sites can show it in a frame: these are {len(wanted)}.", field="hosts")
    return list(dict.fromkeys(wanted))


def checked_host(host: str) -> str:
    plain = host.strip().lower().rstrip("/")
    if not HOST.fullmatch(plain):
        shown = host[:80]
        raise BadPublicLink(f"“{shown}” is no site: give one like https://intranet.example.com or *.example.com.", field="hosts")
    return plain


def revoke_link(link: PublicLink) -> None:
    """At once and for good; the row stays, so that people can look up what it was."""
    if link.revoked_at is None:
        link.revoked_at = now()
        link.save(update_fields=["revoked_at"])
        _tell(link)


def _tell(link: PublicLink) -> None:
    """Open pages look at once whether they still may."""
    changes.tell(topics.public_news(link.dashboard_id))


def of_token(token: str) -> PublicLink:
    """The link behind a secret. Unknown, expired, revoked, or no longer its maker's to see: all answer alike."""
    if TOKEN.fullmatch(token):
        link = living().select_related("dashboard", "created_by").filter(token_hash=hashed(token)).first()
        if link is not None and link.created_by.is_active and _may_show(link):
            return link
    raise Missing("This link shows nothing: it is mistyped, has expired or was revoked. Ask whoever gave it to you.")


def _may_show(link: PublicLink) -> bool:
    return topics.visible_dashboards(link.created_by, Dashboard.objects.filter(pk=link.dashboard_id)).exists()


def opened(token: str, grant: str) -> PublicLink:
    """The link, for whoever has given its password too."""
    link = of_token(token)
    if link.password_hash and not _is_granted(link, grant):
        raise PublicPasswordNeeded
    return link


def note_opening(link: PublicLink) -> None:
    PublicLink.objects.filter(pk=link.pk).update(opened_count=F("opened_count") + 1, last_opened_at=now())


def grant_for(token: str, password: str, *, address: str) -> str:
    """What opens the page for some hours, given the password. Tries are counted before they are looked at."""
    link = of_token(token)
    if not link.password_hash:
        return ""
    for key, bound in ((f"public:tries:{link.pk}:{address}", TRIES_OF_ADDRESS), (f"public:tries:{link.pk}", TRIES_OF_LINK)):
        if left_s := limits.spent(key, bound, each_s=LOCKED_S):
            raise PublicTriesSpent(left_s)
    if not check_password(password[: PASSWORD_LENGTHS[1]], link.password_hash):
        raise WrongPublicPassword
    client().delete(f"public:tries:{link.pk}:{address}")
    return signing.dumps(_proof(link), salt=_SALT)


def _is_granted(link: PublicLink, grant: str) -> bool:
    try:
        return bool(signing.loads(grant, salt=_SALT, max_age=GRANT_S) == _proof(link))
    except signing.BadSignature:
        return False


def _proof(link: PublicLink) -> str:
    return hashlib.sha256(f"{link.pk} {link.password_hash}".encode()).hexdigest()


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def frame_hosts(token: str) -> list[str] | None:
    """Which sites may show the page in a frame besides ours; None for what is no link."""
    if not TOKEN.fullmatch(token):
        return None
    hosts: list[str] | None = living().filter(token_hash=hashed(token)).values_list("hosts", flat=True).first()
    return hosts
