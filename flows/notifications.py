"""Notifications: what flows tell people in the program, and how far each has looked."""

from django.db import transaction
from django.db.models import Q, QuerySet

from core import live
from core.errors import Refused
from flows.models import Notification, NotificationsSeen
from organizations.models import Organization, Profile, User

KEPT = 1_000  # of an organization; the oldest go
TOPIC = "notifications"


def notify(
    organization_id: str,
    *,
    title: str,
    text: str,
    level: str,
    link: str,
    profile: str,
    flow_id: int | None,
    effect_id: str,
) -> Notification:
    """Tell everybody of the organization, or those with the profile of that name. The same effect tells once."""
    if link and (not link.startswith("/") or link.startswith("//") or len(link) > 200):
        raise Refused(f"“{link[:80]}” is no page of the program. Give a path such as /dashboards/3.", field="link")
    audience = None
    if profile.strip():
        audience = Profile.objects.filter(organization_id=organization_id, name=profile.strip()).first()
        if audience is None:
            raise Refused(f"There is no profile “{profile}”. Write its name as it stands among the profiles.", field="profile")
    with transaction.atomic():
        row, is_new = Notification.objects.get_or_create(
            effect_id=effect_id,
            defaults={
                "organization_id": organization_id,
                "profile": audience,
                "flow_id": flow_id,
                "level": level,
                "title": title.replace("\0", "")[:200],
                "text": text.replace("\0", "")[:2_000],
                "link": link,
            },
        )
        if is_new:
            _forget_oldest(organization_id)
            # Who may read it finds it in the list; the news only says that there is something.
            live.broadcast(organization_id, TOPIC, {"id": row.pk})
    return row


def _forget_oldest(organization_id: str) -> None:
    rows = Notification.objects.filter(organization_id=organization_id).order_by("-id")
    surplus = list(rows.values_list("id", flat=True)[KEPT : KEPT + 100])
    if surplus:
        Notification.objects.filter(id__in=surplus).delete()


def of(user: User, organization_id: str) -> "QuerySet[Notification]":
    """What the user is told in the organization: what is for everybody, and for the profiles that they have."""
    rows = Notification.objects.filter(organization_id=organization_id)
    if user.is_superuser:
        return rows
    mine = Profile.objects.filter(members__user=user, organization_id=organization_id)
    return rows.filter(Q(profile=None) | Q(profile__in=mine))


def seen_until(user: User, organization_id: str) -> int:
    seen = NotificationsSeen.objects.filter(user=user, organization_id=organization_id).values_list("until", flat=True).first()
    return seen or 0


def see(user: User, organization: Organization, *, until: int) -> int:
    """The user has seen everything up to this one. It never goes back."""
    seen, _ = NotificationsSeen.objects.get_or_create(user=user, organization=organization)
    NotificationsSeen.objects.filter(id=seen.pk, until__lt=until).update(until=until)
    return max(seen.until, until)
