"""Programs act for people with API keys, through the REST door."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from core.errors import Refused
from organizations import rights
from organizations.models import ApiKey, OutgoingMail, User
from organizations.people import keys
from tests import factories

pytestmark = pytest.mark.django_db


def issue(person: User, *profiles, **fields) -> str:
    chosen = [profile.id for profile in profiles] or list(person.memberships.values_list("profile_id", flat=True))
    return keys.issue_key(person, name="script", profile_ids=chosen, **fields)[1]


def program(key: str, **extra) -> Client:
    """No cookies, and as strict about CSRF as a real server."""
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {key}"}, **extra)


class TestIssuing:
    def test_shows_the_key_once_and_keeps_its_hash(self, organization, engineer):
        browser = factories.client(engineer)
        profile = engineer.memberships.get().profile

        answer = browser.post("/api/api-keys", {"name": "nightly", "profile_ids": [profile.id]}, content_type="application/json")
        listed = browser.get("/api/api-keys")

        key = answer.json()["key"]
        row = ApiKey.objects.get()
        assert key.startswith("sluice_key_")
        assert row.hint == key[-4:]
        assert key not in (row.token_hash, listed.content.decode())
        assert [(one["name"], one["status"], one["profiles"][0]["name"]) for one in listed.json()] == [
            ("nightly", "active", "Administrators")
        ]

    @pytest.mark.parametrize(
        ("fields", "status", "field"),
        [
            ({"name": "  "}, 400, "name"),
            ({"name": "x" * 101}, 400, "name"),
            ({"profile_ids": []}, 400, "profile_ids"),
            ({"profile_ids": [999_999]}, 404, "profile_ids"),
            ({"expires_at": "2020-01-01T00:00:00Z"}, 400, "expires_at"),
        ],
    )
    def test_bad_input_is_refused(self, engineer, fields, status, field):
        payload = {"name": "nightly", "profile_ids": [engineer.memberships.get().profile_id], **fields}

        answer = factories.client(engineer).post("/api/api-keys", payload, content_type="application/json")

        assert answer.status_code == status
        assert answer.json()["error"]["field"] == field
        assert not ApiKey.objects.exists()

    def test_only_with_ones_own_profiles(self, organization, engineer):
        other = factories.profile(organization)

        answer = factories.client(engineer).post(
            "/api/api-keys", {"name": "nightly", "profile_ids": [other.id]}, content_type="application/json"
        )

        assert answer.status_code == 404

    def test_needs_a_profile_with_the_rest_switch(self, organization, viewer):
        answer = factories.client(viewer).post(
            "/api/api-keys",
            {"name": "nightly", "profile_ids": [viewer.memberships.get().profile_id]},
            content_type="application/json",
        )

        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "no_rest_access"

    def test_has_a_bound(self, engineer, monkeypatch):
        monkeypatch.setattr(keys, "KEYS_BOUND", 1)
        issue(engineer)

        with pytest.raises(Refused, match="revoke one first"):
            issue(engineer)

    def test_a_key_makes_no_keys_and_changes_nothing_of_the_account(self, engineer):
        calls = program(issue(engineer))

        for answer in (
            calls.post("/api/api-keys", {"name": "more", "profile_ids": [1]}, content_type="application/json"),
            calls.get("/api/api-keys"),
            calls.get("/api/sessions"),
            calls.patch("/api/me", {"name": "Mallory"}, content_type="application/json"),
        ):
            assert answer.status_code == 403
            assert answer.json()["error"]["code"] == "not_by_key"


class TestUsing:
    def test_needs_neither_session_nor_csrf_token(self, organization, engineer):
        answer = program(issue(engineer)).post("/api/devices", {"name": "pump 7"}, content_type="application/json")

        assert answer.status_code == 200
        assert answer.json()["name"] == "pump 7"

    def test_a_session_still_needs_its_csrf_token(self, engineer):
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(engineer, backend="organizations.people.login.PasswordBackend")

        assert careful.post("/api/devices", {"name": "pump 7"}, content_type="application/json").status_code == 403

    def test_acts_in_the_persons_organization_or_in_the_one_it_names(self, organization, engineer, other_organization):
        second = factories.profile(other_organization, None, engineer)
        factories.allow(second, other_organization)
        calls = program(issue(engineer))

        assert calls.get("/api/me").json()["organization"]["id"] == organization.id
        there = calls.get("/api/me", headers={"X-Organization": other_organization.id})
        assert there.json()["organization"]["id"] == other_organization.id
        assert calls.get("/api/me", headers={"X-Organization": "zzzzzz"}).status_code == 404

    def test_reaches_what_its_profiles_reach_and_no_more(self, organization, engineer):
        pump, press = factories.device(organization, "pump"), factories.device(organization, "press")
        narrow = factories.profile(organization, "Only the pump", engineer)
        factories.allow(narrow, pump, "read")
        calls = program(issue(engineer, narrow))

        assert [row["name"] for row in calls.get("/api/devices").json()["items"]] == ["pump"]
        assert calls.get(f"/api/devices/{press.id}").status_code == 404

    def test_a_deny_of_another_profile_counts(self, organization, engineer):
        pump = factories.device(organization, "pump")
        factories.deny(factories.profile(organization, None, engineer), pump)
        granting = engineer.memberships.exclude(profile__entries__effect="deny").get().profile

        assert program(issue(engineer, granting)).get(f"/api/devices/{pump.id}").status_code == 404

    def test_somebody_without_pages_works_by_key(self, organization):
        person = factories.user()
        rest = factories.profile(organization, None, person, access_management=False, access_dashboard=False)
        factories.allow(rest, organization, "read", "write_metric")
        factories.device(organization, "pump")

        answer = program(issue(person)).get("/api/devices")

        assert [row["name"] for row in answer.json()["items"]] == ["pump"]

    def test_without_the_rest_switch_a_key_is_refused_with_a_sentence(self, engineer):
        key = issue(engineer)
        engineer.memberships.get().profile.__class__.objects.update(access_rest=False)
        rights.changed()

        answer = program(key).get("/api/devices")

        assert answer.status_code == 403
        assert answer.json()["error"] == {
            "code": "no_rest_access",
            "message": "None of this key's profiles has “Access REST API” switched on: ask an administrator.",
            "field": None,
        }

    def test_a_superusers_key_has_the_rights_of_its_profiles(self, organization, other_organization):
        boss = factories.user(organization, "engineer", is_superuser=True)
        calls = program(issue(boss))

        assert calls.get("/api/me").json()["user"]["is_superuser"] is False
        assert calls.get("/api/me", headers={"X-Organization": other_organization.id}).status_code == 404
        boss.refresh_from_db()
        assert boss.is_superuser

    def test_the_rights_of_a_key_do_not_stay_with_the_person(self, organization, engineer):
        narrow = factories.profile(organization, "Nothing much", engineer)
        factories.allow(narrow, factories.device(organization, "pump"), "read")
        program(issue(engineer, narrow)).get("/api/devices")
        factories.device(organization, "press")

        assert factories.client(engineer).get("/api/devices").json()["total"] == 2

    @pytest.mark.parametrize("key", ["sluice_key_unknown", "sluice_devicetoken", "", "x" * 5_000])
    def test_an_unknown_key_answers_401(self, db, key):
        answer = program(key).get("/api/devices")

        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthorized"

    def test_a_devices_own_token_still_brings_samples(self, organization):
        pump = factories.device(organization, "pump")

        answer = program(factories.token(pump)).post(
            f"/api/devices/{pump.id}/samples", {"temperature": 21.5}, content_type="application/json"
        )

        assert answer.status_code == 200


class TestEnding:
    def test_a_revoked_key_is_refused_at_once(self, engineer):
        key = issue(engineer)
        browser = factories.client(engineer)
        assert program(key).get("/api/me").status_code == 200

        browser.delete(f"/api/api-keys/{ApiKey.objects.get().id}")

        assert program(key).get("/api/me").status_code == 401
        assert browser.get("/api/api-keys").json()[0]["status"] == "revoked"

    def test_an_expired_key_is_refused(self, engineer):
        key = issue(engineer, expires_at=now() + timedelta(hours=1))
        assert program(key).get("/api/me").status_code == 200

        ApiKey.objects.update(expires_at=now() - timedelta(seconds=1))

        answer = program(key).get("/api/me")
        assert answer.status_code == 401
        assert "expired" in answer.json()["error"]["message"]

    def test_a_deactivated_persons_key_is_refused(self, engineer):
        key = issue(engineer)

        User.objects.filter(id=engineer.id).update(is_active=False)

        assert program(key).get("/api/me").status_code == 401

    def test_a_profile_taken_from_the_person_is_taken_from_the_key(self, organization, engineer):
        key = issue(engineer)
        engineer.memberships.all().delete()
        factories.allow(factories.profile(organization, None, engineer), organization)
        rights.changed()

        assert program(key).get("/api/me").status_code == 403

    def test_nobody_revokes_somebody_elses(self, engineer, stranger):
        issue(engineer)

        assert factories.client(stranger).delete(f"/api/api-keys/{ApiKey.objects.get().id}").status_code == 404
        assert factories.client(stranger).get("/api/api-keys").json() == []


class TestLastUse:
    def test_is_noted_with_the_address_at_most_once_a_minute(self, engineer):
        key = issue(engineer)

        program(key, REMOTE_ADDR="192.0.2.7").get("/api/me")
        first = ApiKey.objects.get()
        program(key, REMOTE_ADDR="192.0.2.8").get("/api/me")
        second = ApiKey.objects.get()
        ApiKey.objects.update(last_used_at=now() - timedelta(seconds=61))
        program(key, REMOTE_ADDR="192.0.2.9").get("/api/me")

        assert first.last_address == "192.0.2.7"
        assert second.last_used_at == first.last_used_at
        assert ApiKey.objects.get().last_address == "192.0.2.9"

    def test_the_audit_log_names_the_key(self, engineer):
        from organizations.models import AuditEntry

        key = issue(engineer)

        program(key).post("/api/devices", {"name": "pump 7"}, content_type="application/json")

        entry = AuditEntry.objects.filter(kind="device", action="created").get()
        assert entry.actor == f"API key …{key[-4:]} of {engineer}"


class TestForSomebodyWhoCannotLogIn:
    """An account for the REST API only: its administrator makes the key."""

    @pytest.fixture
    def machine(self, organization):
        person = factories.user(name="Ledger")
        person.organization = organization
        person.save()
        rest = factories.profile(organization, "Ledger", person, access_management=False, access_dashboard=False)
        factories.allow(rest, organization, "read")
        return person

    def make(self, admin: User, person: User, *profiles):
        chosen = [profile.id for profile in profiles] or list(person.memberships.values_list("profile_id", flat=True))
        return factories.client(admin).post(
            f"/api/users/{person.id}/api-keys", {"name": "books", "profile_ids": chosen}, content_type="application/json"
        )

    def test_an_administrator_makes_lists_and_revokes_it(self, engineer, machine):
        browser = factories.client(engineer)

        key = self.make(engineer, machine).json()["key"]
        listed = browser.get(f"/api/users/{machine.id}/api-keys").json()

        assert program(key).get("/api/me").json()["user"]["name"] == "Ledger"
        assert [row["name"] for row in listed] == ["books"]
        assert browser.delete(f"/api/users/{machine.id}/api-keys/{listed[0]['id']}").json() == {"deleted": True}
        assert program(key).get("/api/me").status_code == 401

    def test_the_person_is_told(self, engineer, machine):
        self.make(engineer, machine)

        assert OutgoingMail.objects.get().recipients == [machine.email]

    def test_in_the_name_of_people_who_can_log_in_nobody_makes_keys(self, engineer, viewer):
        answer = self.make(engineer, viewer)

        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "makes_own_keys"
        assert not ApiKey.objects.exists()

    def test_not_with_profiles_of_others(self, engineer, machine, other_organization):
        elsewhere = factories.profile(other_organization, None, machine, access_management=False, access_dashboard=False)

        assert self.make(engineer, machine, elsewhere).status_code == 404

    def test_strangers_find_nobody(self, stranger, machine):
        assert self.make(stranger, machine).status_code == 404
        assert factories.client(stranger).get(f"/api/users/{machine.id}/api-keys").status_code == 404
