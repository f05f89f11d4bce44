"""What would pile up otherwise: old mail in the outbox, links that lead nowhere, ended sessions, old attempts to log in."""

from datetime import timedelta
from typing import Final

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.timezone import now

from organizations import mail
from organizations.models import Invitation, OutgoingMail

MAIL_KEPT: Final = timedelta(days=30)
INVITATIONS_KEPT: Final = timedelta(days=180)
# All tries of a task together take less: a mail that still waits then has lost its task.
MAIL_LOST_AFTER: Final = timedelta(hours=2)
AT_ONCE: Final = 1_000


def tidy() -> None:
    moment = now()
    for row in OutgoingMail.objects.filter(created_at__lt=moment - MAIL_KEPT)[:AT_ONCE]:
        mail.forget(row)
    for row in OutgoingMail.objects.filter(status=OutgoingMail.Status.WAITING, created_at__lt=moment - MAIL_LOST_AFTER)[:AT_ONCE]:
        mail.give_up(row.id, "It waited for two hours without being sent: send it again.")
    old = moment - INVITATIONS_KEPT
    Invitation.objects.filter(Q(accepted_at__lt=old) | Q(revoked_at__lt=old) | Q(expires_at__lt=old)).delete()
    Session.objects.filter(expire_date__lt=moment).delete()
    known = Session.objects.values("session_key")
    UserSession.objects.filter(last_seen_at__lt=moment - timedelta(days=1)).exclude(session_key__in=known).delete()
    AccessAttempt.objects.filter(attempt_time__lt=moment - settings.AXES_COOLOFF_TIME).delete()
