"""An organization's people, as its administrators see and change them."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from organizations import rights
from organizations.models import Organization, OutgoingMail, Profile, User
from tests import factories
from tests.organizations.headless import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(organization):
    return factories.user(organization, "engineer", email="ada@example.com", name="Ada")


@pytest.fixture
def browser(admin):
    return factories.client(admin)


def patch(browser, person, **payload):
    return browser.patch(f"/api/users/{person.id}", payload, content_type="application/json")


def profile_ids(person: User) -> set[int]:
    return set(person.memberships.values_list("profile_id", flat=True))


def guest(organization: Organization, home: Organization, **fields) -> User:
    """Somebody of another organization with a profile of ours."""
    person = factories.user(home, "viewer", **fields)
    profile = factories.profile(organization, "Guests", person)
    factories.allow(profile, organization, "read", role="viewer")
    return person


class TestTheList:
    def test_shows_who_has_a_profile_here_and_whose_account_is_looked_after_here(self, organization, admin, browser):
        viewer = factories.user(organization, "viewer", email="bo@example.com", name="Bo")

        answer = browser.get("/api/users").json()

        assert answer["total"] == 2
        assert [row["name"] for row in answer["items"]] == ["Ada", "Bo"]
        row = answer["items"][1]
        profile = viewer.memberships.get().profile
        assert row == {
            "id": viewer.id,
            "email": "bo@example.com",
            "name": "Bo",
            "is_active": True,
            "is_superuser": False,
            "is_ours": True,
            "profiles": [
                {"id": profile.id, "name": "Viewers", "organization_id": organization.id, "organization": organization.name}
            ],
            "created_at": row["created_at"],
            "last_login": None,
            "has_second_factor": False,
            "is_locked_out": False,
            "may_log_in": True,
        }

    def test_is_searched_by_name_and_address(self, organization, browser):
        factories.user(organization, "viewer", email="bo@example.com", name="Bo")
        factories.user(organization, "viewer", email="cy@example.com", name="Cy")

        assert [row["name"] for row in browser.get("/api/users?search=CY@").json()["items"]] == ["Cy"]
        assert [row["name"] for row in browser.get("/api/users?search=bo").json()["items"]] == ["Bo"]

    def test_holds_no_stranger_and_a_strangers_id_answers_404(self, organization, browser, stranger):
        assert stranger.id not in [row["id"] for row in browser.get("/api/users").json()["items"]]
        for call in (
            browser.get(f"/api/users/{stranger.id}"),
            patch(browser, stranger, name="Mine"),
            browser.delete(f"/api/users/{stranger.id}"),
            browser.post(f"/api/users/{stranger.id}/log-out"),
            browser.post(f"/api/users/{stranger.id}/reset-second-factor"),
            browser.post(f"/api/users/{stranger.id}/unlock"),
        ):
            assert call.status_code == 404
        assert User.objects.get(id=stranger.id).name == ""

    def test_needs_the_permission(self, organization):
        answer = factories.client(factories.user(organization, "operator")).get("/api/users")

        assert answer.status_code == 403
        assert "manage users profiles" in answer.json()["error"]["message"]

    def test_costs_the_same_for_many_people(self, organization, browser, django_assert_max_num_queries):
        for _ in range(30):
            factories.user(organization, "viewer")
        browser.get("/api/users")

        with django_assert_max_num_queries(14):
            assert len(browser.get("/api/users").json()["items"]) == 31

    def test_of_a_guest_nothing_is_told_that_is_their_own_organizations_business(self, organization, other_organization, browser):
        person = guest(organization, other_organization)

        row = browser.get(f"/api/users/{person.id}").json()

        assert row["is_ours"] is False
        assert [profile["name"] for profile in row["profiles"]] == ["Guests"]
        assert [row[key] for key in ("last_login", "has_second_factor", "is_locked_out", "may_log_in")] == [None] * 4


class TestChanging:
    def test_name_and_profiles(self, organization, browser):
        person = factories.user(organization, "viewer")
        operators = factories.profile(organization, "Night shift")

        answer = patch(browser, person, name="  Eve   Adams ", profile_ids=[operators.id])

        assert answer.status_code == 200
        assert answer.json()["name"] == "Eve Adams"
        assert profile_ids(person) == {operators.id}

    def test_rights_are_announced_so_that_open_pages_look_again(self, organization, browser, django_capture_on_commit_callbacks):
        from core.changes import version

        person = factories.user(organization, "viewer")
        before = version("rights")

        with django_capture_on_commit_callbacks(execute=True):
            patch(browser, person, profile_ids=[factories.profile(organization).id])

        assert version("rights") > before

    def test_everybody_keeps_a_profile(self, organization, browser):
        person = factories.user(organization, "viewer")
        before = profile_ids(person)

        answer = patch(browser, person, profile_ids=[])

        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "needs_profile"
        assert profile_ids(person) == before

    def test_a_name_too_long_is_refused(self, organization, browser):
        person = factories.user(organization, "viewer")

        answer = patch(browser, person, name="x" * 101)

        assert answer.status_code == 400
        assert "100" in answer.json()["error"]["message"]

    def test_only_profiles_of_organizations_whose_people_one_manages_can_be_given(
        self, organization, other_organization, browser
    ):
        person = factories.user(organization, "viewer")
        foreign = factories.profile(other_organization)
        before = profile_ids(person)

        answer = patch(browser, person, profile_ids=[*before, foreign.id])
        unknown = patch(browser, person, profile_ids=[*before, 999_999])

        assert answer.status_code == unknown.status_code == 404
        assert answer.json()["error"]["message"] == f"There is no profile {foreign.id}, or it is not yours to give."
        assert profile_ids(person) == before

    def test_profiles_that_one_does_not_manage_stay(self, organization, other_organization, browser):
        person = factories.user(organization, "viewer")
        elsewhere = factories.profile(other_organization, None, person)
        here = factories.profile(organization)

        patch(browser, person, profile_ids=[here.id])

        assert profile_ids(person) == {here.id, elsewhere.id}

    def test_an_administrator_above_manages_the_people_below(self, organization, browser):
        below = Organization.objects.create(name="Below", parent=organization)
        person = factories.user(below, "viewer")
        rights.changed()

        answer = browser.patch(
            f"/api/users/{person.id}",
            {"name": "Known from above"},
            content_type="application/json",
            headers={"X-Organization": below.id},
        )

        assert answer.status_code == 200
        assert answer.json()["is_ours"] is True

    def test_an_administrator_below_hands_out_nothing_of_above(self, organization):
        below = Organization.objects.create(name="Below", parent=organization)
        admin = factories.user(below, "engineer")
        above = factories.profile(organization)

        answer = patch(factories.client(admin), admin, profile_ids=[*profile_ids(admin), above.id])

        assert answer.status_code == 404

    def test_a_deactivated_person_is_out_at_once_and_comes_back_when_activated(self, organization, browser):
        person = factories.user(organization, "viewer")
        theirs = Browser()
        theirs.log_in(person.email)
        assert theirs.is_logged_in()

        assert patch(browser, person, is_active=False).json()["is_active"] is False

        assert not theirs.is_logged_in()
        assert not Session.objects.filter(session_key=theirs.client.session.session_key).exists()
        patch(browser, person, is_active=True)
        assert Browser().log_in(person.email).status_code == 200


class TestNobodyLocksThemselvesOut:
    def test_by_giving_away_the_profile_that_manages_people(self, organization, admin, browser):
        harmless = factories.profile(organization)
        before = profile_ids(admin)

        answer = patch(browser, admin, profile_ids=[harmless.id])

        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "locked_out"
        assert profile_ids(admin) == before

    def test_by_deactivating_or_deleting_themselves(self, admin, browser):
        for answer in (patch(browser, admin, is_active=False), browser.delete(f"/api/users/{admin.id}")):
            assert answer.status_code == 400
            assert answer.json()["error"]["code"] == "own_account"
        assert User.objects.get(id=admin.id).is_active

    def test_with_a_second_profile_that_manages_people_the_first_can_go(self, organization, admin, browser):
        second = factories.profile(organization)
        factories.allow(second, organization, "manage_users_profiles")

        answer = patch(browser, admin, profile_ids=[second.id])

        assert answer.status_code == 200
        assert profile_ids(admin) == {second.id}


class TestAccountsOfOtherOrganizations:
    def test_are_neither_renamed_nor_deactivated_nor_logged_out_here(self, organization, other_organization, browser):
        person = guest(organization, other_organization, name="Gil")

        for answer in (
            patch(browser, person, name="Ours"),
            patch(browser, person, is_active=False),
            browser.post(f"/api/users/{person.id}/log-out"),
            browser.post(f"/api/users/{person.id}/reset-second-factor"),
            browser.post(f"/api/users/{person.id}/unlock"),
        ):
            assert answer.status_code == 403
            assert answer.json()["error"]["code"] == "account_elsewhere"
        person.refresh_from_db()
        assert (person.name, person.is_active) == ("Gil", True)

    def test_lose_our_profiles_and_keep_the_others(self, organization, other_organization, browser):
        person = guest(organization, other_organization)
        elsewhere = set(
            Profile.objects.filter(members__user=person, organization=other_organization).values_list("id", flat=True)
        )

        answer = patch(browser, person, profile_ids=[])

        assert answer.status_code == 200
        assert profile_ids(person) == elsewhere
        assert browser.get(f"/api/users/{person.id}").status_code == 404

    def test_deleting_one_here_takes_our_profiles_only(self, organization, other_organization, browser):
        person = guest(organization, other_organization)

        answer = browser.delete(f"/api/users/{person.id}")

        assert answer.json() == {"deleted": False}
        assert User.objects.filter(id=person.id).exists()
        assert len(profile_ids(person)) == 1

    def test_an_account_that_loses_all_of_its_profiles_at_home_moves_to_where_it_still_works(
        self, organization, other_organization, browser
    ):
        person = factories.user(organization, "viewer")
        factories.profile(other_organization, None, person)

        assert patch(browser, person, profile_ids=[]).status_code == 200

        person.refresh_from_db()
        assert person.organization == other_organization


class TestDeleting:
    def test_removes_the_account_with_its_sessions_and_keys(self, organization, browser):
        person = factories.user(organization, "viewer")
        theirs = Browser()
        theirs.log_in(person.email)

        assert browser.delete(f"/api/users/{person.id}").json() == {"deleted": True}

        assert not User.objects.filter(id=person.id).exists()
        assert not theirs.is_logged_in()


class TestPlatformAccounts:
    def test_an_organizations_administrator_does_not_touch_a_superuser(self, organization, browser):
        boss = factories.user(organization, "viewer", is_superuser=True)

        for answer in (
            patch(browser, boss, is_active=False),
            browser.delete(f"/api/users/{boss.id}"),
            browser.post(f"/api/users/{boss.id}/reset-second-factor"),
            browser.post(f"/api/users/{boss.id}/log-out"),
        ):
            assert answer.status_code == 403
            assert answer.json()["error"]["code"] == "platform_account"
        boss.refresh_from_db()
        assert boss.is_active

    def test_a_superuser_changes_everybody(self, organization):
        boss = User.objects.create_superuser("boss@example.com", factories.PASSWORD)
        person = factories.user(organization, "viewer")

        answer = factories.client(boss).patch(
            f"/api/users/{person.id}",
            {"name": "Renamed"},
            content_type="application/json",
            headers={"X-Organization": organization.id},
        )

        assert answer.json()["name"] == "Renamed"


class TestHelpForOnesPeople:
    def test_a_lost_second_factor_is_removed_and_the_person_is_told(self, organization, browser):
        person = factories.user(organization, "viewer")
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
        assert browser.get(f"/api/users/{person.id}").json()["has_second_factor"] is True

        answer = browser.post(f"/api/users/{person.id}/reset-second-factor")

        assert answer.json() == {"removed": 1}
        assert not Authenticator.objects.exists()
        letter = OutgoingMail.objects.get()
        assert letter.recipients == [person.email]
        assert letter.subject == "Your second factor was removed"

    def test_one_does_not_remove_ones_own_second_factor_this_way(self, admin, browser):
        Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})

        assert browser.post(f"/api/users/{admin.id}/reset-second-factor").status_code == 400
        assert Authenticator.objects.exists()

    def test_logging_somebody_out_ends_every_session(self, organization, browser):
        person = factories.user(organization, "viewer")
        one, two = Browser(), Browser("192.0.2.20")
        one.log_in(person.email)
        two.log_in(person.email)

        assert browser.post(f"/api/users/{person.id}/log-out").json() == {"sessions": 2}

        assert not one.is_logged_in()
        assert not two.is_logged_in()


class TestMe:
    def test_name_and_preferences_are_ones_own(self, organization):
        person = factories.user(organization, "viewer")
        mine = factories.client(person)

        mine.patch(
            "/api/me", {"name": "Vi", "preferences": {"theme": "dark", "density": "compact"}}, content_type="application/json"
        )
        answer = mine.patch("/api/me", {"preferences": {"density": None}}, content_type="application/json").json()

        assert answer["user"]["name"] == "Vi"
        assert answer["user"]["preferences"] == {"theme": "dark"}

    def test_preferences_have_a_bound(self, organization):
        person = factories.user(organization, "viewer")

        answer = factories.client(person).patch(
            "/api/me", {"preferences": {"note": "x" * 9_000}}, content_type="application/json"
        )

        assert answer.status_code == 400
        assert answer.json()["error"]["field"] == "preferences"
        person.refresh_from_db()
        assert person.preferences == {}

    def test_the_start_page_is_the_first_profiles_that_names_one_unless_one_chose_another(self, organization):
        person = factories.user(organization, "viewer")
        factories.profile(organization, "A", person, start_page="/dashboards/3")
        mine = factories.client(person)

        assert mine.get("/api/me").json()["start_page"] == "/dashboards/3"
        mine.patch("/api/me", {"preferences": {"start_page": "/alarms"}}, content_type="application/json")
        assert mine.get("/api/me").json()["start_page"] == "/alarms"

    @pytest.mark.parametrize("page", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
    def test_a_start_page_leads_nowhere_else(self, organization, page):
        mine = factories.client(factories.user(organization, "viewer"))

        assert mine.patch("/api/me", {"preferences": {"start_page": page}}, content_type="application/json").status_code == 400

    def test_doors_are_those_of_the_profiles(self, organization):
        assert factories.client(factories.user(organization, "engineer")).get("/api/me").json()["doors"] == {
            "management": True,
            "dashboard": True,
        }
        assert factories.client(factories.user(organization, "viewer")).get("/api/me").json()["doors"] == {
            "management": False,
            "dashboard": True,
        }

    def test_somebody_whose_profiles_lead_nowhere_is_told_so(self, organization):
        person = factories.user()
        factories.profile(organization, None, person)

        answer = factories.client(person).get("/api/me")

        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "no_organization"
