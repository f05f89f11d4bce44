"""Coming in by invitation."""

import asyncio
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from organizations.models import Invitation, OutgoingMail, User
from organizations.people import invitations
from tests import factories
from tests.organizations.headless import Browser
from tests.threads import in_thread

pytestmark = pytest.mark.django_db
PASSWORD = "a long new password"


@pytest.fixture
def admin(organization):
    return factories.user(organization, "engineer", email="ada@example.com", name="Ada")


@pytest.fixture
def browser(admin):
    return factories.client(admin)


@pytest.fixture
def viewers(organization):
    profile = factories.profile(organization, "Watchers")
    factories.allow(profile, organization, "read", role="viewer")
    return profile


def invite(browser, profile, email="new@example.com", **fields):
    payload = {"email": email, "profile_ids": [profile.id], **fields}
    return browser.post("/api/invitations", payload, content_type="application/json")


def token(email="new@example.com") -> str:
    letter = OutgoingMail.objects.filter(recipients__icontains=email)[0]
    return re.findall(r"/accept-invitation\?token=(\S+)", letter.body)[0]


def accept(browser=None, **payload):
    return (browser or Client()).post("/api/invitations/accept", payload, content_type="application/json")


class TestInviting:
    def test_sends_one_link_and_keeps_only_its_hash(self, organization, admin, browser, viewers):
        answer = invite(browser, viewers, " New@Example.com ", name="Nell")

        row = Invitation.objects.get()
        assert answer.status_code == 200
        assert answer.json()["status"] == "open"
        assert answer.json()["email"] == "new@example.com"
        assert answer.json()["invited_by"] == "Ada"
        assert [profile["name"] for profile in answer.json()["profiles"]] == ["Watchers"]
        assert row.sent_at is not None
        assert row.expires_at - row.sent_at == timedelta(days=7)
        secret = token()
        assert len(secret) == 43
        assert secret not in (row.token_hash, answer.content.decode())
        letter = OutgoingMail.objects.get()
        assert letter.body.startswith("Hello Nell,\n\nAda invites you to work with “Acme” on Sluice.")
        assert f"http://testserver/accept-invitation?token={secret}" in letter.body

    def test_needs_the_permission(self, organization, viewers):
        answer = invite(factories.client(factories.user(organization, "operator")), viewers)

        assert answer.status_code == 403
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize(
        ("payload", "status", "words"),
        [
            ({"email": "no address"}, 400, "“no address” is no e-mail address."),
            ({"email": f"{'x' * 250}@example.com"}, 400, "254"),
            ({"name": "x" * 101}, 400, "100"),
            ({"profile_ids": []}, 400, "at least 1"),
            ({"profile_ids": [999_999]}, 404, "There is no profile 999999, or it is not yours to give."),
        ],
    )
    def test_bad_input_is_answered_in_words(self, browser, viewers, payload, status, words):
        answer = invite(browser, viewers, **{"email": "new@example.com", **payload})

        assert answer.status_code == status
        assert words in answer.json()["error"]["message"]
        assert not Invitation.objects.exists()
        assert not OutgoingMail.objects.exists()

    def test_profiles_of_others_cannot_be_given(self, browser, other_organization):
        assert invite(browser, factories.profile(other_organization)).status_code == 404

    def test_twice_is_a_conflict_that_names_the_first(self, browser, viewers):
        first = invite(browser, viewers).json()

        answer = invite(browser, viewers, "NEW@example.com")

        assert answer.status_code == 409
        assert answer.json()["error"]["details"] == {"invitation_id": first["id"]}

    def test_somebody_who_is_here_already_is_not_invited(self, organization, browser, viewers):
        person = factories.user(organization, "viewer")

        answer = invite(browser, viewers, person.email)

        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "already_member"

    def test_an_address_known_elsewhere_is_answered_like_an_unknown_one(self, browser, viewers, stranger):
        known, unknown = invite(browser, viewers, stranger.email).json(), invite(browser, viewers).json()

        differing = {"id", "email", "created_at", "sent_at", "expires_at"}
        assert {key: value for key, value in known.items() if key not in differing} == {
            key: value for key, value in unknown.items() if key not in differing
        }
        letters = [
            re.sub(r"token=\S+", "", letter.body).replace(letter.recipients[0], "")
            for letter in OutgoingMail.objects.order_by("id")
        ]
        assert letters[0] == letters[1]
        # Administrators read the outbox, so the link itself tells no more where mail stays there.
        assert Client().get(f"/api/invitations/accept?token={token(stranger.email)}").json()["has_account"] is None

    def test_open_invitations_have_a_bound(self, browser, viewers, monkeypatch):
        monkeypatch.setattr(invitations, "OPEN_BOUND", 2)

        answers = [invite(browser, viewers, f"p{number}@example.com").status_code for number in range(3)]

        assert answers == [200, 200, 400]

    def test_strangers_see_and_change_none(self, browser, viewers, stranger):
        row = invite(browser, viewers).json()
        theirs = factories.client(stranger)

        assert theirs.get("/api/invitations").json() == {"items": [], "total": 0}
        assert theirs.post(f"/api/invitations/{row['id']}/resend").status_code == 404
        assert theirs.delete(f"/api/invitations/{row['id']}").status_code == 404
        assert browser.get("/api/invitations").json()["total"] == 1


class TestAccepting:
    def test_makes_an_account_that_can_log_in(self, organization, browser, viewers):
        invite(browser, viewers)
        link = token()

        shown = Client().get(f"/api/invitations/accept?token={link}").json()
        answer = accept(token=link, name="Nell Newman", password=PASSWORD)

        assert (shown["email"], shown["organization"], shown["invited_by"]) == ("new@example.com", "Acme", "Ada")
        assert answer.json() == {"email": "new@example.com", "organization": "Acme", "may_log_in": True}
        person = User.objects.get(email="new@example.com")
        assert (person.name, person.organization) == ("Nell Newman", organization)
        assert list(person.memberships.values_list("profile_id", flat=True)) == [viewers.id]
        assert Browser().log_in("new@example.com", PASSWORD).status_code == 200
        assert browser.get("/api/invitations").json()["items"][0]["status"] == "accepted"

    def test_a_link_works_once(self, browser, viewers):
        invite(browser, viewers)
        link = token()
        accept(token=link, name="Nell", password=PASSWORD)

        again = accept(token=link, name="Somebody else", password="another long password")

        assert again.status_code == 410
        assert again.json()["error"]["code"] == "invitation_used"
        assert User.objects.get(email="new@example.com").name == "Nell"

    def test_an_expired_link_says_so(self, browser, viewers):
        invite(browser, viewers)
        Invitation.objects.update(expires_at=now() - timedelta(seconds=1))

        for answer in (
            Client().get(f"/api/invitations/accept?token={token()}"),
            accept(token=token(), name="Nell", password=PASSWORD),
        ):
            assert answer.status_code == 410
            assert answer.json()["error"]["code"] == "invitation_expired"
            assert "ask an administrator of “Acme” to send it again" in answer.json()["error"]["message"]
        assert not User.objects.filter(email="new@example.com").exists()
        assert browser.get("/api/invitations").json()["items"][0]["status"] == "expired"

    def test_a_revoked_link_says_so(self, browser, viewers):
        row = invite(browser, viewers).json()
        browser.delete(f"/api/invitations/{row['id']}")

        answer = accept(token=token(), name="Nell", password=PASSWORD)

        assert answer.status_code == 410
        assert answer.json()["error"]["code"] == "invitation_revoked"

    def test_an_unknown_link_answers_404(self, db):
        answer = accept(token="x" * 43, name="Nell", password=PASSWORD)

        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "invitation_unknown"

    @pytest.mark.parametrize(
        ("payload", "field"),
        [
            ({"password": "short"}, "password"),
            ({"password": "new@example.com"}, "password"),
            ({"password": "password123"}, "password"),
            ({"name": "   "}, "name"),
            ({"name": None, "password": None}, "name"),
        ],
    )
    def test_a_weak_password_or_no_name_is_refused_and_the_link_still_works(self, browser, viewers, payload, field):
        invite(browser, viewers)

        answer = accept(**{"token": token(), "name": "Nell", "password": PASSWORD, **payload})

        assert answer.status_code == 400
        assert answer.json()["error"]["field"] == field
        assert accept(token=token(), name="Nell", password=PASSWORD).status_code == 200

    def test_somebody_with_an_account_accepts_with_it(self, organization, browser, viewers, stranger):
        invite(browser, viewers, stranger.email)
        link = token(stranger.email)

        not_logged_in = accept(token=link, name="Me again", password=PASSWORD)
        answer = accept(factories.client(stranger), token=link)

        assert not_logged_in.status_code == 409
        assert not_logged_in.json()["error"]["code"] == "log_in_to_accept"
        assert answer.json()["organization"] == "Acme"
        assert stranger.memberships.filter(profile=viewers).exists()
        stranger.refresh_from_db()
        assert stranger.organization != organization
        assert stranger.check_password(factories.PASSWORD)

    def test_an_invitation_for_another_address_is_not_taken_up(self, browser, viewers, stranger):
        invite(browser, viewers)

        answer = accept(factories.client(stranger), token=token())

        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "other_account"
        assert not stranger.memberships.filter(profile=viewers).exists()

    def test_another_page_cannot_accept_in_ones_name(self, browser, viewers, stranger):
        invite(browser, viewers, stranger.email)
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(stranger, backend="organizations.people.login.PasswordBackend")

        answer = accept(careful, token=token(stranger.email))

        assert answer.status_code == 403
        assert not stranger.memberships.filter(profile=viewers).exists()

    def test_where_mail_is_sent_the_link_says_whether_to_log_in(self, browser, viewers, stranger, settings):
        invite(browser, viewers, stranger.email)
        invite(browser, viewers)
        settings.SMTP_URL = "smtp://127.0.0.1:1"

        assert Client().get(f"/api/invitations/accept?token={token(stranger.email)}").json()["has_account"] is True
        assert Client().get(f"/api/invitations/accept?token={token()}").json()["has_account"] is False

    def test_people_without_pages_are_told_that_they_cannot_log_in(self, organization, browser):
        rest = factories.profile(organization, access_management=False, access_dashboard=False)
        invite(browser, rest)

        assert accept(token=token(), name="Script", password=PASSWORD).json()["may_log_in"] is False

    def test_an_invitation_whose_profiles_are_gone_makes_no_account(self, browser, viewers):
        invite(browser, viewers)
        viewers.delete()

        answer = accept(token=token(), name="Nell", password=PASSWORD)

        assert answer.status_code == 400
        assert not User.objects.filter(email="new@example.com").exists()


class TestSendingAgain:
    def test_gives_a_new_link_and_ends_the_one_before(self, browser, viewers):
        row = invite(browser, viewers).json()
        first = token()
        Invitation.objects.update(sent_at=now() - timedelta(minutes=2), expires_at=now() - timedelta(days=1))

        answer = browser.post(f"/api/invitations/{row['id']}/resend")

        assert answer.json()["status"] == "open"
        assert accept(token=first, name="Nell", password=PASSWORD).json()["error"]["code"] == "invitation_unknown"
        assert accept(token=token(), name="Nell", password=PASSWORD).status_code == 200

    def test_is_not_a_way_to_flood_a_mailbox(self, browser, viewers):
        row = invite(browser, viewers).json()

        answer = browser.post(f"/api/invitations/{row['id']}/resend")

        assert answer.status_code == 429
        assert "wait" in answer.json()["error"]["message"]
        assert OutgoingMail.objects.count() == 1

    def test_an_accepted_one_is_done(self, browser, viewers):
        row = invite(browser, viewers).json()
        accept(token=token(), name="Nell", password=PASSWORD)

        assert browser.post(f"/api/invitations/{row['id']}/resend").status_code == 410
        assert browser.delete(f"/api/invitations/{row['id']}").status_code == 410

    def test_a_revoked_address_can_be_invited_anew(self, browser, viewers):
        row = invite(browser, viewers).json()
        browser.delete(f"/api/invitations/{row['id']}")

        assert invite(browser, viewers).status_code == 200


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    async def both(self, *works):
        return await asyncio.gather(*(in_thread(work) for work in works))

    async def test_one_link_makes_one_account(self):
        def arrange():
            organization = factories.organization()
            invite(factories.client(factories.user(organization, "engineer")), factories.profile(organization))
            return token()

        link = await in_thread(arrange)

        answers = await self.both(
            lambda: accept(token=link, name="One", password=PASSWORD), lambda: accept(token=link, name="Two", password=PASSWORD)
        )

        assert sorted(answer.status_code for answer in answers) == [200, 410]
        assert await in_thread(lambda: User.objects.filter(email="new@example.com").count()) == 1

    async def test_one_address_is_invited_once(self):
        def arrange():
            organization = factories.organization()
            admins = [factories.user(organization, "engineer") for _ in range(2)]
            return [factories.client(admin) for admin in admins], factories.profile(organization)

        browsers, profile = await in_thread(arrange)

        answers = await self.both(*(lambda browser=browser: invite(browser, profile) for browser in browsers))

        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert await in_thread(Invitation.objects.count) == 1
