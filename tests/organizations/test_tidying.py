"""What would pile up goes by itself, and nothing else."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from organizations import mail, tasks
from organizations.models import Invitation, OutgoingMail
from organizations.people import invitations
from tests import factories
from tests.organizations.headless import Browser

pytestmark = pytest.mark.django_db


def tidy() -> None:
    tasks.tidy.apply()


def test_ended_sessions_go_and_open_ones_stay(organization):
    gone, still = Browser(), Browser("192.0.2.20")
    for browser in (gone, still):
        browser.log_in(factories.user(organization, "viewer").email)
    key = gone.client.session.session_key
    Session.objects.filter(session_key=key).update(expire_date=now() - timedelta(seconds=1))
    UserSession.objects.update(last_seen_at=now() - timedelta(days=2))

    tidy()

    assert [row.session_key for row in UserSession.objects.all()] == [still.client.session.session_key]
    assert still.is_logged_in()


def test_old_attempts_to_log_in_go_and_a_lock_stays(organization, settings):
    person = factories.user(organization, "viewer")
    for _ in range(5):
        Browser().log_in(person.email, "guess after guess")
    Browser().log_in("long.ago@example.com", "guess after guess")
    AccessAttempt.objects.filter(username="long.ago@example.com").update(
        attempt_time=now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1)
    )

    tidy()

    assert [row.username for row in AccessAttempt.objects.all()] == [person.email]
    assert Browser().log_in(person.email).status_code == 429


def test_invitations_that_are_done_with_go_after_half_a_year(organization, engineer):
    profile = factories.profile(organization)
    old, new = (
        invitations.invite(organization, email=f"{name}@example.com", profile_ids=[profile.id], by=engineer)
        for name in ("old", "new")
    )
    Invitation.objects.filter(id=old.id).update(expires_at=now() - timedelta(days=181))
    Invitation.objects.filter(id=new.id).update(expires_at=now() - timedelta(days=179))

    tidy()

    assert list(Invitation.objects.all()) == [new]


def test_a_mail_whose_task_was_lost_is_shown_as_failed(organization, settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    lost, waiting = (
        mail.send_mail(organization_id=organization.id, to=["eve@example.com"], subject=name, text="t")
        for name in ("lost", "waiting")
    )
    OutgoingMail.objects.filter(id=lost.id).update(created_at=now() - timedelta(hours=3))

    tidy()

    lost.refresh_from_db()
    waiting.refresh_from_db()
    assert (lost.status, lost.error) == ("failed", "It waited for two hours without being sent: send it again.")
    assert waiting.status == "waiting"
