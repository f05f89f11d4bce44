"""A test call is the real call, and shows what came back without showing a secret."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from flows.doors import rest as rest_api
from flows.web import credentials
from organizations.models import Organization, User
from tests import factories
from tests.rest_server import PASSWORD, SERIAL, USER, RestServer, running


@pytest.fixture
def server(settings: Any) -> Iterator[RestServer]:
    with running(RestServer()) as server:
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_address[1]}"]
        yield server


@pytest.fixture
def browser(engineer: User) -> Client:
    return factories.client(engineer)


@pytest.fixture
def login(organization: Organization) -> int:
    secrets = {"password": PASSWORD}
    return credentials.create_credential(
        organization, name="Trusted", kind="basic", settings={"username": USER}, secrets=secrets
    ).id


def try_out(browser: Client, params: dict[str, Any], values: Any = None, *, kind: str = "outside.rest") -> Any:
    body = {"type": kind, "params": params, "values": values or {}}
    return browser.post("/api/flows/rest/test", body, content_type="application/json")


def test_the_answer_is_shown_with_what_would_be_picked(browser, server):
    outputs = [
        {"name": "temperature", "path": "$.sensors[0].value", "type": "number"},
        {"name": "pressure", "path": "$.pressure", "type": "number"},
    ]
    params = {"url": f"{server.url}/resource/coco/#serial/data/latest", "outputs": outputs}

    answer = try_out(browser, params, {"serial": SERIAL}).json()

    assert (answer["status"], answer["format"], answer["error"]) == (200, "json", None)
    assert answer["data"]["serial"] == SERIAL
    assert answer["request"]["url"] == f"{server.url}/resource/coco/{SERIAL}/data/latest"
    assert answer["size"] == len(answer["text"])
    assert answer["took_ms"] >= 0
    assert answer["picks"] == [
        {"name": "temperature", "value": 22.5, "error": None},
        {"name": "pressure", "value": None, "error": "“pressure”: there is nothing at $.pressure in the answer."},
    ]


def test_outputs_can_be_picked_also_when_the_token_is_an_input(browser, server, login):
    """What nobody could do before: the token block is run, and its token is the sample value of the next."""
    got = try_out(browser, {"url": f"{server.url}/token", "credential": login}, kind="outside.token").json()
    params = {
        "url": f"{server.url}/api/SensorData/Get?SerialNumber={SERIAL}&Count=1",
        "headers": [{"name": "Authorization", "value": "Bearer #token"}],
    }
    data = try_out(browser, params, {"token": got["token"]}).json()

    assert got["token"].startswith("sealed:")
    assert data["data"][0]["Temperature"] == 5.0
    for shown in (got, data):
        text = json.dumps(shown, ensure_ascii=False)
        assert "token-1" not in text
        assert PASSWORD not in text
    assert {"name": "Authorization", "value": "Bearer ••••••"} in data["request"]["headers"]
    assert "password=••••••" in got["request"]["payload"]
    assert got["data"]["access_token"] == "••••••"


def test_a_wrong_path_of_the_token_shows_where_it_is_but_not_what(browser, server, login):
    params = {"url": f"{server.url}/token", "credential": login, "token_path": "$.id_token"}
    got = try_out(browser, params, kind="outside.token").json()
    assert got["error"].startswith("“token”: there is nothing at $.id_token")
    assert got["data"]["access_token"] == "••••••"
    assert got["token"] is None


def test_a_secret_output_is_masked_in_the_tree_too(browser, server):
    server.answer = {"session": "abcdef-123"}
    outputs = [{"name": "session", "path": "$.session", "type": "text", "is_secret": True}]
    answer = try_out(browser, {"url": f"{server.url}/answer", "outputs": outputs}).json()
    assert answer["data"] == {"session": "••••••"}
    assert answer["picks"][0]["value"] == "••••••"
    assert "abcdef-123" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("path", "format_", "found"),
    [("/xml", "xml", "stations"), ("/html", "html", "html"), ("/text", "text", None), ("/binary", "binary", None)],
)
def test_other_forms_have_a_tree_or_a_text(browser, server, path, format_, found):
    answer = try_out(browser, {"url": server.url + path}).json()
    assert answer["format"] == format_
    assert (answer["tree"] or {}).get("name") == found
    assert (answer["text"] == "") is (format_ == "binary")


def test_a_broken_answer_is_shown_as_text_with_the_place_of_the_mistake(browser, server):
    answer = try_out(browser, {"url": f"{server.url}/bad-json"}).json()
    assert (answer["status"], answer["code"]) == (200, "answer")
    assert "line 1, column 22" in answer["error"]
    assert answer["text"] == '{"temperature": 21.5,'


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"url": "http://127.0.0.1:1/"}, "address"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "address"),
        ({"url": "{server}/silent", "timeout_s": 0.5}, "timeout"),
        ({"url": "{server}/endless", "max_bytes": 10_000}, "size"),
        ({"url": "{server}/garbage"}, "answer"),
        ({"url": "{server}/status/404"}, "status"),
        ({"url": "{server}/redirect?to=http://127.0.0.1:1/"}, "address"),
        ({"url": "{https}/echo"}, "tls"),
        ({"url": "ftp://a.example"}, "url"),
    ],
)
def test_what_failed_outside_is_an_answer_that_says_what_to_do(browser, server, params, code):
    url = params["url"].format(server=server.url, https=server.url.replace("http:", "https:"))
    response = try_out(browser, params | {"url": url})
    assert response.status_code == 200
    assert response.json()["code"] == code
    assert len(response.json()["error"]) > 20


def test_a_value_that_is_missing_is_asked_for(browser, server):
    answer = try_out(browser, {"url": f"{server.url}/#serial"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "values.serial")


def test_params_that_cannot_work_are_told_at_their_field(browser):
    answer = try_out(browser, {"url": "https://a.example", "outputs": [{"name": "a", "path": "$["}]})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "params.outputs.0.path")


def test_markup_in_an_answer_stays_text(browser, server):
    answer = try_out(browser, {"url": f"{server.url}/script"})
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["data"] == {"<img src=x onerror=alert(1)>": "<script>alert(2)</script>"}


def test_nobody_makes_a_cannon_of_it(browser, server, monkeypatch):
    monkeypatch.setattr(rest_api, "TRIALS_A_MINUTE", 2)
    for _ in range(2):
        assert try_out(browser, {"url": f"{server.url}/count"}).status_code == 200
    refused = try_out(browser, {"url": f"{server.url}/count"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many")
    assert server.counts["/count"] == 2


def test_only_who_edits_flows_may_call(server, operator, viewer):
    for person in (operator, viewer):
        assert try_out(factories.client(person), {"url": f"{server.url}/count"}).status_code in (403, 404)
    assert server.seen == []


def test_a_stranger_cannot_use_our_credential_or_our_token(server, login, stranger, browser):
    got = try_out(browser, {"url": f"{server.url}/token", "credential": login}, kind="outside.token").json()
    theirs = factories.client(stranger)
    calls = len(server.seen)

    with_credential = try_out(theirs, {"url": f"{server.url}/echo", "credential": login}).json()
    with_token = try_out(theirs, {"url": f"{server.url}/echo?t=#token"}, {"token": got["token"]}).json()

    assert "is gone" in with_credential["error"]
    assert "cannot be read" in with_token["error"]
    assert len(server.seen) == calls
