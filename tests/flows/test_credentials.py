"""The credentials store keeps secrets that nobody reads again, and sends them only where they were meant to go."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.errors import Refused
from flows import services as flow_services
from flows.models import Credential
from flows.web import credentials
from organizations.models import AuditEntry, Organization, User
from tests import factories
from tests.certificates import Authority

SECRET = "hunter2-of-the-plant"
GOOD: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "basic": ({"username": "plant"}, {"password": SECRET}),
    "bearer": ({}, {"token": SECRET}),
    "oauth2": ({"token_url": "https://id.example.com/token", "client_id": "plant"}, {"client_secret": SECRET}),
    "api_key": ({"name": "X-Api-Key"}, {"value": SECRET}),
    "database": ({}, {"url": f"postgresql://reader:{SECRET}@db.example.com:5433/plant"}),
}


@pytest.fixture
def browser(engineer: User) -> Client:
    return factories.client(engineer)


def credential(organization: Organization, name: str = "Trusted", *, hosts: tuple[str, ...] = ()) -> Credential:
    return credentials.create_credential(
        organization, name=name, kind="basic", settings={"username": "plant"}, secrets={"password": SECRET}, hosts=hosts
    )


def post(browser: Client, **body: Any) -> Any:
    return browser.post("/api/flow-credentials", body, content_type="application/json")


@pytest.mark.parametrize("kind", GOOD)
def test_a_secret_goes_in_and_never_comes_out(browser, organization, kind):
    settings, secrets = GOOD[kind]

    made = post(browser, name="Trusted", kind=kind, settings=settings, secrets=secrets)

    assert made.status_code == 200, made.content
    row = Credential.objects.get()
    assert credentials.revealed(row) == secrets
    assert SECRET not in json.dumps(row.settings) + row.sealed
    for answer in (made, browser.get("/api/flow-credentials"), browser.get(f"/api/flow-credentials/{row.id}")):
        assert SECRET not in answer.content.decode()
    assert SECRET not in "".join(str(vars(entry)) for entry in AuditEntry.objects.all())
    assert AuditEntry.objects.filter(kind="flow credential", action__contains="created").exists()


def test_of_a_database_only_its_address_is_shown(organization):
    settings, secrets = GOOD["database"]
    made = credentials.create_credential(organization, name="db", kind="database", settings=settings, secrets=secrets)
    assert made.settings == {"address": "postgresql://db.example.com:5433/plant", "username": "reader"}


def test_of_a_certificate_its_subject_and_end_are_shown(organization):
    signed = Authority().sign("plant 7")
    secrets = {"certificate": signed.certificate, "key": signed.key}
    made = credentials.create_credential(organization, name="c", kind="certificate", settings={}, secrets=secrets)
    assert made.settings["subject"] == "CN=plant 7"
    assert made.settings["expires_at"] > "2"


@pytest.mark.parametrize(
    ("kind", "settings", "secrets", "says"),
    [
        ("magic", {}, {}, "kind: "),
        ("basic", {}, {"password": "x"}, "Give a user name too"),
        ("basic", {"username": "a:b"}, {"password": "x"}, "cannot hold a colon"),
        ("basic", {"username": "plant"}, {}, "Give the password too"),
        ("bearer", {}, {"token": "a\r\nX-Evil: 1"}, "no header can"),
        ("api_key", {"name": "X Key"}, {"value": "x"}, "cannot be the name of a header"),
        ("api_key", {"name": "key", "place": "body"}, {"value": "x"}, "no place for it"),
        ("oauth2", {"token_url": "id.example.com", "client_id": "a"}, {"client_secret": "x"}, "begins with https://"),
        ("database", {}, {"url": "db.example.com"}, "looks like postgresql://"),
        ("certificate", {}, {"certificate": "x", "key": "y"}, "not in PEM form"),
    ],
)
def test_what_could_never_work_is_refused(browser, kind, settings, secrets, says):
    answer = post(browser, name="Trusted", kind=kind, settings=settings, secrets=secrets)

    assert answer.status_code == 400
    assert says in answer.json()["error"]["message"]
    assert not Credential.objects.exists()


def test_a_key_that_does_not_fit_its_certificate_is_refused(organization):
    one, other = Authority().sign("a"), Authority().sign("b")
    secrets = {"certificate": one.certificate, "key": other.key}
    with pytest.raises(Refused, match="does not fit"):
        credentials.create_credential(organization, name="c", kind="certificate", settings={}, secrets=secrets)


@pytest.mark.parametrize("host", ["https://a.example.com", "a.example.com/x", "", "*", "a b"])
def test_a_host_is_only_a_name(organization, host):
    with pytest.raises(Refused, match="is no host"):
        credential(organization, hosts=(host,))


@pytest.mark.parametrize(
    ("hosts", "host", "is_sent"),
    [
        ((), "anything.example", True),
        (("api.trusted.dk",), "api.trusted.dk", True),
        (("api.trusted.dk",), "API.Trusted.DK.", True),
        (("api.trusted.dk",), "evil.example", False),
        (("*.trusted.dk",), "api.trusted.dk", True),
        (("*.trusted.dk",), "eviltrusted.dk", False),
        (("*.trusted.dk",), "trusted.dk", False),
    ],
)
def test_a_credential_goes_only_where_it_was_meant_to(organization, hosts, host, is_sent):
    row = credential(organization, hosts=hosts)
    if is_sent:
        credentials.require_host(row, host)
    else:
        with pytest.raises(Refused, match=r"is for .* and is not sent to"):
            credentials.require_host(row, host)


def test_the_secret_stays_when_only_the_name_changes(browser, organization):
    row = credential(organization)
    answer = browser.patch(f"/api/flow-credentials/{row.id}", {"name": "New"}, content_type="application/json")
    row.refresh_from_db()
    assert (answer.json()["name"], credentials.revealed(row)) == ("New", {"password": SECRET})


def test_who_binds_it_to_other_hosts_must_know_the_secret(browser, organization):
    row = credential(organization, hosts=("api.trusted.dk",))

    without = browser.patch(f"/api/flow-credentials/{row.id}", {"hosts": ["evil.example"]}, content_type="application/json")
    row.refresh_from_db()
    assert (without.status_code, without.json()["error"]["field"], row.hosts) == (400, "secrets", ["api.trusted.dk"])

    body = {"hosts": ["other.example"], "secrets": {"password": "new"}}
    assert browser.patch(f"/api/flow-credentials/{row.id}", body, content_type="application/json").status_code == 200
    row.refresh_from_db()
    assert (row.hosts, credentials.revealed(row)) == (["other.example"], {"password": "new"})


def test_where_tokens_are_given_changes_only_with_the_secret(organization):
    settings, secrets = GOOD["oauth2"]
    row = credentials.create_credential(organization, name="o", kind="oauth2", settings=settings, secrets=secrets)
    with pytest.raises(Refused, match="enter its secret again"):
        credentials.change_credential(row, settings=settings | {"token_url": "https://evil.example/"})


def test_a_name_is_there_once(organization, other_organization):
    credential(organization)
    credential(other_organization)
    with pytest.raises(Refused, match="already"):
        credential(organization)


def test_a_secret_sealed_with_another_key_says_so(organization, settings):
    row = credential(organization)
    settings.SECRET_KEY = "another"
    with pytest.raises(Refused, match="enter it again"):
        credentials.revealed(row)


def test_operators_and_viewers_see_no_credentials(organization, operator, viewer):
    row = credential(organization)
    for person in (operator, viewer):
        browser = factories.client(person)
        assert browser.get("/api/flow-credentials").status_code in (403, 404)
        assert browser.get(f"/api/flow-credentials/{row.id}").status_code in (403, 404)
        assert post(browser, name="x", kind="bearer", secrets={"token": "x"}).status_code in (403, 404)
    assert Credential.objects.count() == 1


def test_a_stranger_changes_nothing(organization, stranger):
    row = credential(organization)
    browser = factories.client(stranger)
    assert browser.delete(f"/api/flow-credentials/{row.id}").status_code == 404
    assert browser.patch(f"/api/flow-credentials/{row.id}", {"name": "x"}, content_type="application/json").status_code == 404
    assert browser.get("/api/flow-credentials").json() == {"items": [], "total": 0}
    with pytest.raises(Refused, match="is gone"):
        credentials.find(stranger.organization_id or "", row.id)


def test_one_that_nobody_uses_can_be_deleted(browser, organization):
    row = credential(organization)
    assert browser.delete(f"/api/flow-credentials/{row.id}").json() == {"deleted": True}
    assert not Credential.objects.exists()


def test_a_list_takes_the_same_number_of_queries_for_many(browser, organization):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get("/api/flow-credentials")
        return len(captured)

    credential(organization)
    flow_services.create_flow(organization, name="flow")
    queries()
    of_one = queries()
    for number in range(20):
        credential(organization, f"credential {number}")
        flow_services.create_flow(organization, name=f"flow {number}")
    assert queries() == of_one
