"""Logging in, through the endpoint that the login page uses."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher

from organizations import rights
from organizations.models import Organization, Profile, User
from tests import factories
from tests.organizations.headless import Browser, shape

pytestmark = pytest.mark.django_db
WRONG = {
    "status": 400,
    "errors": [
        {
            "message": "The email address and/or password you specified are not correct.",
            "code": "email_password_mismatch",
            "param": "password",
        }
    ],
}


def rest_only(organization: Organization, **fields) -> User:
    person = factories.user(**fields)
    profile = factories.profile(organization, None, person, access_management=False, access_dashboard=False)
    factories.allow(profile, organization)
    return person


class TestTheRuleForPeopleWithoutPages:
    def test_they_read_what_a_wrong_password_reads_and_are_not_logged_in(self, organization):
        person = rest_only(organization)

        browser = Browser()
        right = browser.log_in(person.email)
        wrong = Browser("192.0.2.11").log_in(person.email, "not this one at all")
        unknown = Browser("192.0.2.12").log_in("nobody@example.com")

        assert right.json() == WRONG
        assert shape(right) == shape(wrong) == shape(unknown)
        assert not browser.is_logged_in()
        assert browser.get("/auth/session").status_code == 401

    def test_a_deactivated_account_reads_the_same(self, organization):
        person = factories.user(organization, is_active=False)

        browser = Browser()

        assert browser.log_in(person.email).json() == WRONG
        assert not browser.is_logged_in()

    def test_the_next_person_in_the_same_process_is_not_logged_in_as_the_refused_one(self, organization):
        refused = rest_only(organization)
        Browser().log_in(refused.email)

        browser = Browser()
        browser.log_in("nobody@example.com", "whatever it may be")

        assert not browser.is_logged_in()

    def test_either_switch_lets_them_in(self, organization):
        for switch in ("access_management", "access_dashboard"):
            person = rest_only(organization)
            Profile.objects.filter(members__user=person).update(**{switch: True})

            browser = Browser()

            assert browser.log_in(person.email).status_code == 200
            assert browser.is_logged_in()

    def test_an_open_session_ends_when_the_switches_go(self, organization):
        person = factories.user(organization, "viewer")
        browser = Browser()
        browser.log_in(person.email)
        assert browser.is_logged_in()

        Profile.objects.filter(members__user=person).update(access_dashboard=False)
        rights.changed()

        assert not browser.is_logged_in()

    def test_the_refusal_computes_as_many_hashes_as_a_wrong_password(self, organization, monkeypatch):
        person = rest_only(organization)
        computed = []
        for method in ("encode", "verify"):
            original = getattr(Argon2PasswordHasher, method)

            def counted(*arguments, of=original):
                computed.append(1)
                return of(*arguments)

            monkeypatch.setattr(Argon2PasswordHasher, method, counted)

        def hashes(email: str, password: str) -> int:
            computed.clear()
            Browser().log_in(email, password)
            return len(computed)

        assert hashes(person.email, factories.PASSWORD) == 1
        assert hashes(person.email, "not this one at all") == 1
        assert hashes("nobody@example.com", "not this one at all") == 1

    def test_a_superuser_needs_no_profile(self):
        factories.organization()
        boss = User.objects.create_superuser("boss@example.com", factories.PASSWORD)

        browser = Browser()

        assert browser.log_in(boss.email).status_code == 200
        assert browser.client.get("/api/me").json()["user"]["is_superuser"] is True


class TestLockOut:
    def locked_out(self, email: str, address: str = "192.0.2.10"):
        for _ in range(5):
            answer = Browser(address).log_in(email, "guess after guess")
        return answer

    def test_the_fifth_wrong_password_says_how_long_to_wait_and_who_can_help(self, organization):
        person = factories.user(organization)

        answer = self.locked_out(person.email)

        assert answer.status_code == 429
        assert answer.json()["errors"] == [
            {
                "message": "Too many failed log-ins to this account from your address: wait 15 min, "
                "or ask an administrator of your organization to unlock it.",
                "code": "locked_out",
                "param": "password",
            }
        ]
        assert 0 < int(answer.headers["Retry-After"]) <= 900

    def test_the_right_password_does_not_open_a_locked_account(self, organization):
        person = factories.user(organization)
        self.locked_out(person.email)

        browser = Browser()

        assert browser.log_in(person.email).status_code == 429
        assert not browser.is_logged_in()

    def test_whoever_guesses_locks_nobody_out_at_another_address(self, organization):
        person = factories.user(organization)
        self.locked_out(person.email, "203.0.113.66")

        assert Browser("192.0.2.10").log_in(person.email).status_code == 200

    def test_other_accounts_stay_open_at_the_same_address(self, organization):
        self.locked_out(factories.user(organization).email)

        assert Browser().log_in(factories.user(organization).email).status_code == 200

    def test_another_browser_or_other_letters_make_no_difference(self, organization):
        person = factories.user(organization)
        for name in ("one", "two", "three", "four", "five"):
            Browser(user_agent=name).log_in(person.email.upper() if name == "two" else person.email, "guess after guess")

        assert Browser(user_agent="six").log_in(person.email).status_code == 429

    def test_an_address_that_nobody_has_is_locked_alike(self, organization):
        person = factories.user(organization)

        assert shape(self.locked_out(person.email)) == shape(self.locked_out("nobody@example.com", "192.0.2.11"))

    def test_trying_on_does_not_make_it_longer(self, organization):
        person = factories.user(organization)
        self.locked_out(person.email)
        before = AccessAttempt.objects.get(username=person.email).attempt_time

        Browser().log_in(person.email)

        assert AccessAttempt.objects.get(username=person.email).attempt_time == before

    def test_it_ends_by_itself(self, organization, settings):
        person = factories.user(organization)
        self.locked_out(person.email)
        attempt = AccessAttempt.objects.get(username=person.email)

        AccessAttempt.objects.update(attempt_time=attempt.attempt_time - settings.AXES_COOLOFF_TIME)

        assert Browser().log_in(person.email).status_code == 200

    def test_a_login_forgets_the_mistakes_before(self, organization):
        person = factories.user(organization)
        for _ in range(4):
            Browser().log_in(person.email, "a slip of the finger")

        Browser().log_in(person.email)

        assert not AccessAttempt.objects.exists()

    def test_an_administrator_unlocks(self, organization, engineer):
        person = factories.user(organization)
        self.locked_out(person.email)
        admin = factories.client(engineer)
        assert admin.get(f"/api/users/{person.id}").json()["is_locked_out"] is True

        answer = admin.post(f"/api/users/{person.id}/unlock")

        assert answer.json() == {"attempts": 1}
        assert Browser().log_in(person.email).status_code == 200
        assert admin.get(f"/api/users/{person.id}").json()["is_locked_out"] is False

    def test_one_address_cannot_guess_at_thirty_accounts_a_minute(self, organization):
        answers = [Browser().log_in(f"person{number}@example.com", "guess after guess") for number in range(31)]

        assert [answer.json()["errors"][0]["code"] for answer in answers] == ["email_password_mismatch"] * 30 + [
            "too_many_login_attempts"
        ]
