"""What people do with their own account: passwords, address, second factor, sessions. Through the pages' endpoints."""

import re
import time
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from core.changes import version
from core.redis import client as redis
from organizations.models import OutgoingMail, User
from tests import factories
from tests.organizations.headless import Browser, shape
from tests.organizations.passkey import Passkey

pytestmark = pytest.mark.django_db
NEW = "an entirely new password"


@pytest.fixture
def person(organization):
    return factories.user(organization, "viewer", email="eve@example.com", name="Eve")


@pytest.fixture
def browser(person):
    mine = Browser()
    assert mine.log_in(person.email).status_code == 200
    return mine


def letter(subject: str) -> OutgoingMail:
    return OutgoingMail.objects.get(subject=subject)


def code(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows."""
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def flows(answer) -> list[str]:
    return [flow["id"] for flow in answer.json()["data"]["flows"]]


class TestForgottenPassword:
    def key(self) -> str:
        return re.findall(r"http://testserver/reset-password/(\S+)", letter("A new password for Sluice").body)[0]

    def ask(self, email: str, address: str = "192.0.2.10"):
        return Browser(address).post("/auth/password/request", {"email": email})

    def test_a_mailed_link_sets_a_new_one(self, organization, person):
        assert self.ask(person.email).status_code == 200
        key = self.key()

        answer = Browser().post("/auth/password/reset", {"key": key, "password": NEW})

        assert answer.status_code == 401  # the password is set, and one logs in with it
        assert Browser().log_in(person.email).status_code == 400
        assert Browser("192.0.2.11").log_in(person.email, NEW).status_code == 200
        assert letter("A new password for Sluice").organization == organization
        assert letter("Your password was changed").recipients == [person.email]

    def test_a_link_works_once(self, person):
        self.ask(person.email)
        key = self.key()
        Browser().post("/auth/password/reset", {"key": key, "password": NEW})

        again = Browser().post("/auth/password/reset", {"key": key, "password": "yet another password"})

        assert again.status_code == 400
        assert person.__class__.objects.get(id=person.id).check_password(NEW)

    def test_an_old_link_does_not_work(self, person, settings):
        self.ask(person.email)
        settings.PASSWORD_RESET_TIMEOUT = -1

        assert Browser().post("/auth/password/reset", {"key": self.key(), "password": NEW}).status_code == 400

    def test_nobody_learns_which_addresses_there_are(self, person):
        assert shape(self.ask(person.email)) == shape(self.ask("nobody@example.com", "192.0.2.11"))
        # And strangers' mailboxes get nothing from us.
        assert [mail.recipients for mail in OutgoingMail.objects.all()] == [[person.email]]

    def test_a_deactivated_account_gets_no_link(self, organization):
        person = factories.user(organization, is_active=False)

        assert self.ask(person.email).status_code == 200
        assert not OutgoingMail.objects.exists()

    def test_mails_to_one_address_are_bounded(self, person):
        answers = [self.ask(person.email, f"192.0.2.{number}").status_code for number in range(6)]

        assert answers == [200] * 5 + [429]

    def test_an_account_of_a_directory_is_told_to_change_it_there(self, person):
        person.set_unusable_password()
        person.save()

        self.ask(person.email)

        assert "directory" in OutgoingMail.objects.get().body
        assert "reset-password" not in OutgoingMail.objects.get().body

    def test_the_link_leads_to_the_public_address_whatever_the_request_says(self, person, settings):
        settings.PUBLIC_URL = "https://plant.example"

        Browser().post("/auth/password/request", {"email": person.email}, HTTP_HOST="evil.example")

        assert "https://plant.example/reset-password/" in letter("A new password for Sluice").body
        assert "evil.example" not in letter("A new password for Sluice").body

    def test_the_second_factor_is_still_asked_for(self, person):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
        self.ask(person.email)
        Browser().post("/auth/password/reset", {"key": self.key(), "password": NEW})

        assert "mfa_authenticate" in flows(Browser().log_in(person.email, NEW))


class TestChangingThePassword:
    def test_needs_the_present_one(self, person, browser):
        wrong = browser.post("/account/password/change", {"current_password": "not this one", "new_password": NEW})
        right = browser.post("/account/password/change", {"current_password": factories.PASSWORD, "new_password": NEW})

        assert wrong.status_code == 400
        assert right.status_code == 200
        assert browser.is_logged_in()
        assert Browser("192.0.2.11").log_in(person.email, NEW).status_code == 200

    def test_logs_other_places_out(self, person, browser):
        other = Browser("192.0.2.20")
        other.log_in(person.email)

        browser.post("/account/password/change", {"current_password": factories.PASSWORD, "new_password": NEW})

        assert not other.is_logged_in()

    def test_a_weak_one_is_refused(self, person, browser):
        answer = browser.post("/account/password/change", {"current_password": factories.PASSWORD, "new_password": "12345678"})

        assert answer.status_code == 400
        assert "at least 10 characters" in answer.json()["errors"][0]["message"]


class TestChangingTheAddress:
    def key(self) -> str:
        found = re.findall(r"http://testserver/confirm-email/(\S+)", letter("Confirm your new address for Sluice").body)
        return unquote(found[0])

    @pytest.fixture(autouse=True)
    def _trusted(self, browser):
        browser.confirm_password()

    def test_takes_effect_when_the_new_mailbox_has_confirmed_it(self, person, browser):
        browser.post("/account/email", {"email": "eva@example.com"})
        person.refresh_from_db()
        assert person.email == "eve@example.com"
        assert letter("Confirm your new address for Sluice").recipients == ["eva@example.com"]

        answer = browser.post("/auth/email/verify", {"key": self.key()})

        assert answer.status_code == 200
        person.refresh_from_db()
        assert person.email == "eva@example.com"
        assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.filter(user=person)] == [
            ("eva@example.com", True, True)
        ]
        assert letter("The address of your account was changed").recipients == ["eve@example.com"]
        assert Browser().log_in("eva@example.com").status_code == 200

    def test_an_address_that_somebody_has_is_neither_taken_nor_told(self, organization, person, browser):
        other = factories.user(organization, "viewer")

        taken, free = (
            browser.post("/account/email", {"email": other.email}),
            browser.post("/account/email", {"email": "eva@example.com"}),
        )

        assert taken.status_code == free.status_code
        assert not EmailAddress.objects.filter(user=person, email=other.email).exists()
        person.refresh_from_db()
        assert person.email == "eve@example.com"

    def test_is_not_done_from_a_session_that_was_left_open(self, person, browser, settings):
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1

        answer = browser.post("/account/email", {"email": "eva@example.com"})

        assert answer.status_code == 401
        assert "reauthenticate" in flows(answer)


class TestAuthenticatorApp:
    def activate(self, browser) -> str:
        assert browser.confirm_password().status_code == 200
        secret = browser.get("/account/authenticators/totp").json()["meta"]["secret"]
        assert browser.post("/account/authenticators/totp", {"code": code(secret, time.time() - 30)}).status_code == 200
        return secret

    def test_is_asked_for_after_the_password(self, person, browser):
        secret = self.activate(browser)

        again = Browser()
        first = again.log_in(person.email)

        assert first.status_code == 401
        assert "mfa_authenticate" in flows(first)
        assert not again.is_logged_in()
        assert again.post("/auth/2fa/authenticate", {"code": "000000"}).status_code == 400
        assert not again.is_logged_in()
        assert again.post("/auth/2fa/authenticate", {"code": code(secret)}).status_code == 200
        assert again.is_logged_in()

    def test_a_code_works_once(self, person, browser):
        secret = self.activate(browser)
        one, two = Browser(), Browser()
        one.log_in(person.email)
        two.log_in(person.email)
        shown = code(secret)

        assert one.post("/auth/2fa/authenticate", {"code": shown}).status_code == 200
        assert two.post("/auth/2fa/authenticate", {"code": shown}).status_code == 400

    def test_its_key_is_not_readable_in_the_database(self, person, browser):
        secret = self.activate(browser)

        assert secret not in str(Authenticator.objects.get(type="totp").data)

    def test_guesses_are_bounded(self, person, browser):
        self.activate(browser)
        guesser = Browser()
        guesser.log_in(person.email)

        answers = [guesser.post("/auth/2fa/authenticate", {"code": f"{number:06}"}) for number in range(6)]

        assert "Too many" in answers[-1].json()["errors"][0]["message"]

    def test_can_be_taken_away_again(self, person, browser):
        self.activate(browser)

        assert browser.delete("/account/authenticators/totp").status_code == 200
        assert Browser().log_in(person.email).status_code == 200
        assert letter("Authenticator app removed").recipients == [person.email]

    def test_is_not_set_up_without_typing_the_password_again(self, person, browser):
        secret = browser.get("/account/authenticators/totp").json()["meta"]["secret"]

        answer = browser.post("/account/authenticators/totp", {"code": code(secret)})

        assert answer.status_code == 401
        assert flows(answer) == ["reauthenticate"]
        assert not Authenticator.objects.exists()

    def test_recovery_codes_work_once_each(self, person, browser):
        self.activate(browser)
        codes = browser.get("/account/authenticators/recovery-codes").json()["data"]["unused_codes"]
        assert len(codes) == 10

        one, two = Browser(), Browser()
        one.log_in(person.email)
        two.log_in(person.email)

        assert one.post("/auth/2fa/authenticate", {"code": codes[0]}).status_code == 200
        assert two.post("/auth/2fa/authenticate", {"code": codes[0]}).status_code == 400
        assert two.post("/auth/2fa/authenticate", {"code": codes[1]}).status_code == 200
        assert len(browser.get("/account/authenticators/recovery-codes").json()["data"]["unused_codes"]) == 8

    def test_new_recovery_codes_replace_the_old(self, person, browser):
        self.activate(browser)
        old = browser.get("/account/authenticators/recovery-codes").json()["data"]["unused_codes"]

        new = browser.post("/account/authenticators/recovery-codes").json()["data"]["unused_codes"]

        assert not set(old) & set(new)
        again = Browser()
        again.log_in(person.email)
        assert again.post("/auth/2fa/authenticate", {"code": old[0]}).status_code == 400


class TestPasskeys:
    @pytest.fixture
    def browser(self, person):
        """Passkeys work at a name of its own; browsers let them pass without HTTPS at localhost only."""
        mine = Browser(host="localhost")
        assert mine.log_in(person.email).status_code == 200
        assert mine.confirm_password().status_code == 200
        return mine

    def register(self, browser, passkey: Passkey, name: str = "Blue key"):
        options = browser.get("/account/authenticators/webauthn").json()["data"]["creation_options"]
        return browser.post("/account/authenticators/webauthn", {"name": name, "credential": passkey.register(options)})

    def test_is_asked_for_after_the_password(self, person, browser):
        passkey = Passkey()
        assert self.register(browser, passkey).status_code == 200

        again = Browser(host="localhost")
        assert "mfa_authenticate" in flows(again.log_in(person.email))
        options = again.get("/auth/webauthn/authenticate").json()["data"]["request_options"]
        answer = again.post("/auth/webauthn/authenticate", {"credential": passkey.sign(options)})

        assert answer.status_code == 200
        assert again.is_logged_in()

    def test_another_key_does_not_open(self, person, browser):
        mine, other = Passkey(), Passkey()
        self.register(browser, mine)
        other.id = mine.id

        again = Browser(host="localhost")
        again.log_in(person.email)
        options = again.get("/auth/webauthn/authenticate").json()["data"]["request_options"]

        assert again.post("/auth/webauthn/authenticate", {"credential": other.sign(options)}).status_code == 400
        assert not again.is_logged_in()

    def test_a_key_used_at_another_site_does_not_open(self, person, browser):
        passkey = Passkey()
        self.register(browser, passkey)
        passkey.origin = "https://evil.example"

        again = Browser(host="localhost")
        again.log_in(person.email)
        options = again.get("/auth/webauthn/authenticate").json()["data"]["request_options"]

        assert again.post("/auth/webauthn/authenticate", {"credential": passkey.sign(options)}).status_code == 400

    def test_is_listed_named_and_taken_away(self, person, browser):
        self.register(browser, Passkey())
        row = next(one for one in browser.get("/account/authenticators").json()["data"] if one["type"] == "webauthn")

        assert row["name"] == "Blue key"
        assert browser.delete("/account/authenticators/webauthn", {"authenticators": [row["id"]]}).status_code == 200
        assert Browser().log_in(person.email).status_code == 200

    def test_replaces_no_password(self, person, browser):
        self.register(browser, Passkey())

        assert Browser(host="localhost").get("/auth/webauthn/login").status_code == 404


class TestSessions:
    def test_are_listed_with_address_and_browser(self, person):
        here, there = Browser("192.0.2.10", user_agent="Firefox"), Browser("192.0.2.20", user_agent="A phone")
        here.log_in(person.email)
        there.log_in(person.email)

        rows = here.client.get("/api/sessions").json()

        assert {(row["address"], row["user_agent"], row["is_current"]) for row in rows} == {
            ("192.0.2.10", "Firefox", True),
            ("192.0.2.20", "A phone", False),
        }

    def test_one_is_ended_from_another(self, person):
        here, there = Browser(), Browser("192.0.2.20")
        here.log_in(person.email)
        there.log_in(person.email)
        other = next(row for row in here.client.get("/api/sessions").json() if not row["is_current"])

        assert here.client.delete(f"/api/sessions/{other['id']}").json() == {"deleted": True}

        assert not there.is_logged_in()
        assert here.is_logged_in()

    def test_all_others_are_ended_at_once(self, person):
        here, one, two = Browser(), Browser("192.0.2.20"), Browser("192.0.2.30")
        for each in (here, one, two):
            each.log_in(person.email)

        here.client.delete("/api/sessions")

        assert (here.is_logged_in(), one.is_logged_in(), two.is_logged_in()) == (True, False, False)

    def test_that_end_are_announced_so_that_their_open_pages_look_again(self, person, django_capture_on_commit_callbacks):
        here, there = Browser(), Browser("192.0.2.20")
        here.log_in(person.email)
        there.log_in(person.email)
        rows = here.get("/auth/sessions").json()["data"]
        other = next(row["id"] for row in rows if not row["is_current"])

        for end in (
            lambda: here.delete("/auth/sessions", {"sessions": [other]}),
            lambda: here.post("/account/password/change", {"current_password": factories.PASSWORD, "new_password": NEW}),
        ):
            before = version("rights")
            with django_capture_on_commit_callbacks(execute=True):
                assert end().status_code in (200, 401)
            assert version("rights") > before

    def test_of_somebody_else_are_not_there(self, person, browser, stranger):
        theirs = Browser("192.0.2.40")
        theirs.log_in(stranger.email)
        session_id = theirs.client.get("/api/sessions").json()[0]["id"]

        assert browser.client.delete(f"/api/sessions/{session_id}").status_code == 404
        assert len(browser.client.get("/api/sessions").json()) == 1
        assert theirs.is_logged_in()

    def test_use_is_noted_once_a_minute(self, person, browser, django_assert_num_queries):
        browser.client.get("/api/me")
        first = browser.client.get("/api/sessions").json()[0]["last_seen_at"]
        browser.client.get("/api/me")
        assert browser.client.get("/api/sessions").json()[0]["last_seen_at"] == first

        key = browser.client.session.session_key
        assert 0 < redis().ttl(f"sessions:noted:{key}") <= 60
        redis().delete(f"sessions:noted:{key}")
        browser.client.get("/api/me")

        assert browser.client.get("/api/sessions").json()[0]["last_seen_at"] > first


def test_createsuperuser_makes_somebody_who_can_log_in(organization, monkeypatch):
    from django.core.management import call_command

    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW)
    call_command("createsuperuser", interactive=False, email="boss@example.com", verbosity=0)

    browser = Browser()

    assert browser.log_in("boss@example.com", NEW).status_code == 200
    answer = browser.client.get("/api/me").json()
    assert answer["user"]["is_superuser"] is True
    assert answer["doors"] == {"management": True, "dashboard": True}
    assert User.objects.get(email="boss@example.com").is_superuser
    cache.clear()
