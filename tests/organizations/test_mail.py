"""Mail: by a real SMTP server, and into the outbox where there is none."""

import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now

from core.errors import Refused, Unavailable
from organizations import mail, tasks
from organizations.models import Organization, OutgoingMail, User
from organizations.people import tidying
from tests import factories
from tests.organizations.smtp import certificate_for_localhost, smtp_server

pytestmark = pytest.mark.django_db


def send(organization: Organization | None, **fields):
    given = {"to": ["eve@example.com"], "subject": "Hello", "text": "Wie geht's, Eva? Grüße", **fields}
    return mail.send_mail(organization_id=organization.id if organization else None, **given)


@pytest.fixture
def server(settings):
    with smtp_server() as mailbox:
        settings.SMTP_URL = f"smtp://127.0.0.1:{mailbox.port}?tls=none"
        settings.MAIL_FROM = "sluice@plant.example"
        yield mailbox


class TestWithAMailServer:
    def test_a_mail_arrives_and_its_row_goes(self, organization, server):
        row = send(organization, html="<p>Wie geht's?</p>", attachments=[("values.csv", "text/csv", b"a;b\n1;2\n")])
        path = Path(row.attachments[0]["path"])
        assert row.status == "waiting"
        assert path.stat().st_mode & 0o777 == 0o600

        tasks.send_mail.apply(args=[row.id])

        message = server.messages[0]
        assert server.recipients == [["eve@example.com"]]
        assert message["Subject"] == "Hello"
        assert message["From"] == "Sluice <sluice@plant.example>"
        assert message["Message-ID"].startswith(f"<sluice.{row.id}.")
        assert message.get_body(("plain",)).get_content().strip() == "Wie geht's, Eva? Grüße"
        assert message.get_body(("html",)).get_content().strip() == "<p>Wie geht's?</p>"
        attached = next(message.iter_attachments())
        assert (attached.get_filename(), attached.get_content_type(), attached.get_payload(decode=True)) == (
            "values.csv",
            "text/csv",
            b"a;b\n1;2\n",
        )
        assert not OutgoingMail.objects.exists()
        assert not path.exists()

    def test_the_task_is_asked_for_after_commit(self, organization, server, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as callbacks:
            send(organization)

        assert len(callbacks) == 1

    def test_a_task_that_comes_twice_sends_once(self, organization, server):
        row = send(organization)

        tasks.send_mail.apply(args=[row.id])
        tasks.send_mail.apply(args=[row.id])

        assert len(server.messages) == 1

    def test_by_default_the_way_is_encrypted_and_user_and_password_are_those_of_the_address(
        self, organization, settings, tmp_path, monkeypatch
    ):
        secured_by = certificate_for_localhost(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(secured_by[0]))
        with smtp_server(secured_by=secured_by) as mailbox:
            settings.SMTP_URL = f"smtp://sluice:p%40ss%20word@127.0.0.1:{mailbox.port}"
            row = send(organization)

            tasks.send_mail.apply(args=[row.id])

        assert len(mailbox.messages) == 1

    def test_a_server_whose_certificate_is_not_trusted_gets_no_password(self, organization, settings, tmp_path):
        with smtp_server(secured_by=certificate_for_localhost(tmp_path)) as mailbox:
            settings.SMTP_URL = f"smtp://sluice:p%40ss%20word@127.0.0.1:{mailbox.port}"

            with pytest.raises(Unavailable, match="certificate"):
                mail.deliver(send(organization).id)

        assert mailbox.messages == []

    def test_a_server_that_says_not_now_is_asked_again_and_then_the_mail_stays(self, organization, server):
        server.refuse_with = "451 Come back later"
        row = send(organization)

        tasks.send_mail.apply(args=[row.id])

        row.refresh_from_db()
        assert server.tries == 1 + len(tasks.MAIL_WAITS_S)
        assert row.status == "failed"
        assert row.error == "The mail server answered 451 Come back later; tried 7 times."

    def test_a_server_that_says_never_is_asked_once(self, organization, server):
        server.refuse_with = "550 No such person"
        row = send(organization)

        tasks.send_mail.apply(args=[row.id])

        row.refresh_from_db()
        assert server.tries == 1
        assert (row.status, row.error) == ("failed", "The mail server answered 550 No such person")

    def test_a_server_that_is_away_is_a_reason_to_try_again(self, organization, settings):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            settings.SMTP_URL = f"smtp://127.0.0.1:{probe.getsockname()[1]}?tls=none"
            row = send(organization)

            with pytest.raises(Unavailable, match="cannot be reached"):
                mail.deliver(row.id)

    def test_a_failed_mail_is_sent_again_on_request(self, organization, engineer, server):
        server.refuse_with = "550 No such person"
        row = send(organization)
        tasks.send_mail.apply(args=[row.id])
        server.refuse_with = ""

        answer = factories.client(engineer).post(f"/api/outbox/{row.id}/send")
        tasks.send_mail.apply(args=[row.id])

        assert answer.json()["status"] == "waiting"
        assert len(server.messages) == 1

    def test_the_waits_are_shorter_than_the_time_after_which_the_broker_hands_a_task_out_again(self, settings):
        assert max(tasks.MAIL_WAITS_S) < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]


class TestWithoutAMailServer:
    def test_administrators_read_their_organizations_mail(self, organization, engineer):
        row = send(organization, attachments=[("a.txt", "text/plain", b"hello")])
        browser = factories.client(engineer)

        listed = browser.get("/api/outbox").json()
        read = browser.get(f"/api/outbox/{row.id}").json()

        assert listed["total"] == 1
        assert listed["items"][0] == {
            "id": row.id,
            "recipients": ["eve@example.com"],
            "subject": "Hello",
            "status": "kept",
            "error": "",
            "created_at": listed["items"][0]["created_at"],
        }
        assert read["text"] == "Wie geht's, Eva? Grüße"
        assert read["attachments"] == [{"name": "a.txt", "type": "text/plain", "size": 5}]

    def test_its_files_can_be_fetched(self, organization, engineer, viewer, stranger):
        row = send(organization, attachments=[("Wert.csv", "text/html", b"a;b")])
        address = f"/api/outbox/{row.id}/attachments"
        answer = factories.client(engineer).get(f"{address}/0")
        assert answer.getvalue() == b"a;b"
        assert answer["Content-Disposition"] == 'attachment; filename="Wert.csv"'
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
        assert factories.client(engineer).get(f"{address}/1").status_code == 404
        assert [factories.client(person).get(f"{address}/0").status_code for person in (viewer, stranger)] == [403, 404]

    def test_strangers_and_people_without_the_permission_read_nothing(self, organization, stranger):
        row = send(organization)

        assert factories.client(stranger).get("/api/outbox").json() == {"items": [], "total": 0}
        assert factories.client(stranger).get(f"/api/outbox/{row.id}").status_code == 404
        assert factories.client(stranger).delete(f"/api/outbox/{row.id}").status_code == 404
        assert factories.client(factories.user(organization, "operator")).get("/api/outbox").status_code == 403
        assert OutgoingMail.objects.exists()

    def test_the_platforms_own_mail_is_for_superusers(self, organization, engineer):
        row = send(None)
        boss = User.objects.create_superuser("boss@example.com", factories.PASSWORD)

        assert factories.client(engineer).get(f"/api/outbox/{row.id}").status_code == 404
        assert factories.client(boss).get(f"/api/outbox/{row.id}").status_code == 200

    def test_sending_needs_a_server(self, organization, engineer):
        row = send(organization)

        answer = factories.client(engineer).post(f"/api/outbox/{row.id}/send")

        assert answer.status_code == 400
        assert "SLUICE_SMTP_URL" in answer.json()["error"]["message"]

    def test_a_mail_can_be_thrown_away_with_its_files(self, organization, engineer):
        row = send(organization, attachments=[("a.txt", "text/plain", b"hello")])

        assert factories.client(engineer).delete(f"/api/outbox/{row.id}").json() == {"deleted": True}

        assert not Path(row.attachments[0]["path"]).exists()

    def test_the_outbox_has_a_bound(self, organization, monkeypatch):
        monkeypatch.setattr(mail, "KEPT_BOUND", 3)

        for number in range(5):
            send(organization, subject=f"mail {number}")

        assert [row.subject for row in OutgoingMail.objects.all()] == ["mail 4", "mail 3", "mail 2"]

    def test_old_mail_goes(self, organization):
        old, new = send(organization), send(organization)
        OutgoingMail.objects.filter(id=old.id).update(created_at=now() - timedelta(days=31))

        tidying.tidy()

        assert [row.id for row in OutgoingMail.objects.all()] == [new.id]


class TestBounds:
    def test_a_subject_stays_one_line(self, organization):
        assert send(organization, subject="Hello\r\nBcc: all@example.com").subject == "Hello Bcc: all@example.com"

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"to": []}, "1 to 100 recipients, not 0"),
            ({"to": [f"p{number}@example.com" for number in range(101)]}, "1 to 100 recipients, not 101"),
            ({"to": ["not an address"]}, "“not an address” is no e-mail address"),
            ({"text": "x" * 500_001}, "500000 characters"),
            ({"attachments": [("big", "text/plain", b"x" * (21 * 2**20))]}, "have 21 MB"),
        ],
    )
    def test_are_kept_with_a_sentence(self, organization, fields, words):
        with pytest.raises(Refused, match=words):
            send(organization, **fields)
        assert not OutgoingMail.objects.exists()


class TestMailAboutAnAccount:
    """It can hold the link to a new password."""

    def test_is_read_by_the_administrators_who_look_after_the_account(self, organization):
        person = factories.user(organization, "viewer")

        assert mail.send_account_mail(person, subject="s", text="t").organization_id == organization.id

    def test_also_where_the_profiles_lead_into_sub_organizations(self, organization):
        person = factories.user(organization, "viewer")
        factories.profile(Organization.objects.create(name="Below", parent=organization), None, person)

        assert mail.send_account_mail(person, subject="s", text="t").organization_id == organization.id

    def test_but_not_when_the_account_leads_elsewhere_too(self, organization, other_organization):
        person = factories.user(organization, "viewer")
        factories.profile(other_organization, None, person)

        assert mail.send_account_mail(person, subject="s", text="t").organization_id is None

    def test_nor_when_it_is_a_superusers(self, organization):
        boss = factories.user(organization, "viewer", is_superuser=True)

        assert mail.send_account_mail(boss, subject="s", text="t").organization_id is None


def test_links_begin_with_the_public_address(settings, rf):
    assert mail.link("/login", rf.get("/")) == "http://testserver/login"
    settings.PUBLIC_URL = "https://plant.example"
    assert mail.link("/login", rf.get("/")) == "https://plant.example/login"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SLUICE_SMTP_URL": "mail.example:25"}, "SLUICE_SMTP_URL is not understood"),
        ({"SLUICE_SMTP_URL": "smtp://mail.example?tls=maybe"}, "SLUICE_SMTP_URL is not understood"),
        ({"SLUICE_SMTP_URL": "smtp://mail.example"}, "SLUICE_SMTP_URL needs SLUICE_PUBLIC_URL"),
        ({"SLUICE_SMTP_URL": "smtp://mail.example", "SLUICE_HOSTS": "plant.example"}, ""),
        ({"SLUICE_SMTP_URL": "smtp://mail.example", "SLUICE_PUBLIC_URL": "https://plant.example"}, ""),
    ],
)
def test_settings_that_cannot_be_are_named(environment, words):
    done = subprocess.run(
        [sys.executable, "-c", "import iotsite.settings"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0) is not bool(words)
    assert words in done.stderr
