import pytest
from django.test import Client

from organizations import profiles
from organizations.models import Profile
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/_allauth/browser/v1/auth/login"


def test_who_am_i_tells_role_and_permissions():
    organization = factories.organization("Acme")
    viewer = factories.user(organization, "viewer", email="eve@example.com", name="Eve")

    answer = factories.client(viewer).get("/api/me").json()

    viewers = Profile.objects.get(members__user=viewer)
    whose = {"organization_id": organization.id, "organization": "Acme"}
    assert answer == {
        "user": {"id": viewer.id, "email": "eve@example.com", "name": "Eve", "is_superuser": False, "preferences": {}},
        "organizations": [{"id": organization.id, "name": "Acme", "parent_id": None}],
        "organization": {
            "id": organization.id,
            "name": "Acme",
            "permissions": ["read", "view_dashboards"],
            "permissions_somewhere": ["read", "view_dashboards"],
        },
        "doors": {"management": False, "dashboard": True},
        "profiles": [{"id": viewers.id, "name": "Viewers", **whose, "access_rest": False}],
        "start_page": "",
    }


def test_the_organization_is_chosen_by_header():
    first, second = factories.organization("First"), factories.organization("Second")
    person = factories.user(first, "engineer")
    profiles.add_member(profiles.preset(second, "viewer"), person)

    answer = factories.client(person).get("/api/me", headers={"X-Organization": second.id}).json()

    assert answer["organization"]["name"] == "Second"
    assert answer["organization"]["permissions"] == ["read", "view_dashboards"]


def test_another_organizations_id_in_the_header_answers_as_if_it_did_not_exist():
    theirs = factories.organization("Theirs")
    person = factories.user(factories.organization("Mine"))

    foreign = factories.client(person).get("/api/me", headers={"X-Organization": theirs.id})
    unknown = factories.client(person).get("/api/me", headers={"X-Organization": "zzzzzz"})

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["error"]["message"].replace(theirs.id, "") == unknown.json()["error"]["message"].replace("zzzzzz", "")


def test_without_a_login_every_call_answers_401():
    answer = Client().get("/api/me")

    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "unauthorized", "message": "Log in first.", "field": None}}


def test_a_wrong_password_and_an_unknown_address_read_the_same():
    factories.user(factories.organization(), email="eve@example.com")

    wrong = Client().post(LOGIN, {"email": "eve@example.com", "password": "not this one"}, content_type="application/json")
    unknown = Client().post(LOGIN, {"email": "bob@example.com", "password": "not this one"}, content_type="application/json")

    assert wrong.status_code == unknown.status_code == 400
    assert wrong.json() == unknown.json()


def test_a_login_opens_the_api_and_a_logout_closes_it():
    factories.user(factories.organization(), email="eve@example.com")
    browser = Client()

    assert (
        browser.post(LOGIN, {"email": "eve@example.com", "password": factories.PASSWORD}, "application/json").status_code == 200
    )
    assert browser.get("/api/me").status_code == 200
    browser.delete("/_allauth/browser/v1/auth/session")
    assert browser.get("/api/me").status_code == 401


def test_nobody_signs_up_alone():
    answer = Client().post(
        "/_allauth/browser/v1/auth/signup", {"email": "new@example.com", "password": factories.PASSWORD}, "application/json"
    )

    assert answer.status_code == 403


def test_an_unknown_call_answers_in_the_usual_form():
    answer = Client().get("/api/no-such-thing")

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "missing"
