"""Calls as flows describe them, made against a server that behaves as the makers' do, and as nobody should."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from core.errors import Refused, Unavailable
from core.redis import client
from flows.block import Complaint
from flows.cold.kinds import Context
from flows.graphs.facts import CredentialFact, NoFacts
from flows.outside.rest import perform
from flows.web import credentials, rest, sealed
from flows.web.rest_data import RestParams, outcome
from flows.web.tokens import TokenParams, obtained
from organizations.models import Organization
from tests.certificates import Authority
from tests.rest_server import PASSWORD, SERIAL, USER, RestServer, running


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock, settings: Any) -> Iterator[RestServer]:
    with running(RestServer(clock=clock)) as server:
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_address[1]}"]
        yield server


def made(
    organization: Organization, params: dict[str, Any], values: dict[str, Any] | None = None, **options: Any
) -> dict[str, Any]:
    options = {"timeout_s": 5.0, "tries": 10} | options
    return outcome(RestParams(**params), values or {}, organization_id=organization.id, **options)


def stored(organization: Organization, kind: str, settings: dict[str, str], secrets: dict[str, str], **more: Any) -> int:
    name = f"{kind} {len(secrets)}"
    made = credentials.create_credential(organization, name=name, kind=kind, settings=settings, secrets=secrets, **more)
    return made.id


def login_of_plant(organization: Organization) -> int:
    return stored(organization, "basic", {"username": USER}, {"password": PASSWORD})


def context(organization: Organization, **more: Any) -> Context:
    return Context(
        effect_id="f1:b1:1",
        organization_id=organization.id,
        flow_id=1,
        block_id="b1",
        device_id=None,
        time_us=0,
        timeout_s=5.0,
        **more,
    )


# --- the two makers


def test_yepzon_the_newest_data_by_the_serial_number_in_the_path(server, organization):
    answer = made(
        organization,
        {
            "url": f"{server.url}/resource/coco/#serial/data/latest",
            "outputs": [
                {"name": "temperature", "path": "$.sensors[?@.type == 'temperature'].value", "type": "number"},
                {"name": "latitude", "path": "$.location.latitude", "type": "number"},
            ],
        },
        {"serial": SERIAL},
    )

    assert (answer["status"], answer["errors"]) == (200, [])
    assert answer["values"] == {"temperature": 22.5, "latitude": 63.0951}
    assert answer["body"]["serial"] == SERIAL


def test_trusted_a_token_for_user_name_and_password_then_data_with_the_token_in_a_header(server, organization, clock):
    token = TokenParams(url=f"{server.url}/token", credential=login_of_plant(organization))
    data = {
        "url": f"{server.url}/api/SensorData/Get?SerialNumber=#serial&Count=1",
        "headers": [{"name": "Authorization", "value": "Bearer #token"}],
        "outputs": [{"name": "temperature", "path": "$[0].Temperature", "type": "number"}],
    }

    got = obtained(token, {}, organization_id=organization.id, timeout_s=5)
    values = {"serial": SERIAL, "token": got["token"]}
    assert got["lifetime_s"] == 60
    assert got["token"].startswith("sealed:")
    assert made(organization, data, values)["values"] == {"temperature": 5.0}

    clock.now += 61
    refused = made(organization, data, values)
    assert (refused["status"], refused["values"]) == (401, {})
    assert refused["errors"][0].endswith("Check the credential or the token.")

    again = obtained(token, {}, organization_id=organization.id, timeout_s=5)
    assert made(organization, data, values | {"token": again["token"]})["values"] == {"temperature": 7.0}


# --- how it is sent


def echo(organization: Organization, server: RestServer, values: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
    made(organization, {"url": f"{server.url}/echo", **params}, values)
    return server.seen[-1]


def test_rows_of_the_query_are_encoded(server, organization):
    seen = echo(
        organization,
        server,
        {"name": "a&b=c", "n": 2.0},
        url=f"{server.url}/echo?fixed=1",
        query=[{"name": "q", "value": "#name"}, {"name": "n#n", "value": "ä"}],
    )
    assert seen["query"] == {"fixed": "1", "q": "a&b=c", "n2": "ä"}


@pytest.mark.parametrize(
    ("kind", "payload", "values", "body", "content_type"),
    [
        ("json", '{"v": #v, "t": "#t"}', {"v": 21.5, "t": 'x"y'}, '{"v": 21.5, "t": "x\\"y"}', "application/json"),
        ("text", "v=#v", {"v": "a\nb"}, "v=a\nb", "text/plain; charset=utf-8"),
        ("xml", "<v>#v</v>", {"v": "<"}, "<v>&lt;</v>", "application/xml; charset=utf-8"),
    ],
)
def test_a_payload_is_filled_in(server, organization, kind, payload, values, body, content_type):
    seen = echo(organization, server, values, method="POST", payload_kind=kind, payload=payload)
    assert (seen["body"], seen["headers"]["Content-Type"]) == (body, content_type)


def test_a_form_is_encoded(server, organization):
    form = [{"name": "user", "value": "#user"}, {"name": "x", "value": "1"}]
    seen = echo(organization, server, {"user": "a&x=2"}, method="POST", payload_kind="form", form=form)
    assert seen["body"] == "user=a%26x%3D2&x=1"


def test_a_content_type_of_ones_own_wins(server, organization):
    headers = [{"name": "content-type", "value": "application/vnd.plant+json"}]
    seen = echo(organization, server, method="POST", payload_kind="json", payload="{}", headers=headers)
    assert {name.lower(): value for name, value in seen["headers"].items()}["content-type"] == "application/vnd.plant+json"


def test_a_value_cannot_smuggle_in_a_header(server, organization):
    headers = [{"name": "X-Plant", "value": "#plant"}]
    with pytest.raises(Refused, match="line break"):
        made(organization, {"url": f"{server.url}/echo", "headers": headers}, {"plant": "a\r\nX-Evil: 1"})
    assert server.seen == []


def test_a_value_cannot_name_another_server(server, organization):
    with pytest.raises(Refused):
        made(organization, {"url": "http://#host/echo"}, {"host": f"127.0.0.1:{server.server_address[1]}/x?"})
    assert server.seen == []


def test_a_json_payload_that_its_values_break_is_refused(server, organization):
    params = {"url": f"{server.url}/echo", "method": "POST", "payload_kind": "json", "payload": '{"#name": 1, "#name": 2, #name}'}
    with pytest.raises(Refused, match="the payload is no JSON"):
        made(organization, params, {"name": 1})


def test_a_post_carries_a_key_by_which_repeats_are_known(server, organization):
    made(organization, {"url": f"{server.url}/echo", "method": "POST"}, effect_id="f1:b1:7")
    assert server.seen[-1]["headers"]["Idempotency-Key"] == "f1:b1:7"


# --- logging in


@pytest.mark.parametrize(
    ("kind", "shown", "secrets", "header"),
    [
        ("basic", {"username": "plant"}, {"password": "pässword"}, ("Authorization", "Basic cGxhbnQ6cMOkc3N3b3Jk")),
        ("bearer", {}, {"token": "tok"}, ("Authorization", "Bearer tok")),
        ("api_key", {"name": "X-Api-Key"}, {"value": "key-1"}, ("X-Api-Key", "key-1")),
    ],
)
def test_a_credential_logs_in_by_itself(server, organization, kind, shown, secrets, header):
    seen = echo(organization, server, credential=stored(organization, kind, shown, secrets))
    assert seen["headers"][header[0]] == header[1]


def test_an_api_key_may_stand_in_the_query(server, organization):
    credential = stored(organization, "api_key", {"name": "key", "place": "query"}, {"value": "a&b"})
    assert echo(organization, server, credential=credential)["query"] == {"key": "a&b"}


def test_parts_of_a_credential_stand_where_they_are_named_and_nowhere_else(server, organization):
    seen = echo(
        organization,
        server,
        credential=login_of_plant(organization),
        method="POST",
        payload_kind="json",
        payload='{"user": "#credential.username", "password": "#credential.password"}',
    )
    assert json.loads(seen["body"]) == {"user": USER, "password": PASSWORD}
    assert "Authorization" not in seen["headers"]


def test_a_credential_of_another_organization_is_gone(server, organization, other_organization):
    credential = login_of_plant(other_organization)
    with pytest.raises(Refused, match="is gone"):
        made(organization, {"url": f"{server.url}/echo", "credential": credential})
    assert server.seen == []


def test_a_credential_goes_only_to_its_hosts(server, organization):
    credential = stored(organization, "bearer", {}, {"token": "tok"}, hosts=["api.trusted.dk"])
    with pytest.raises(Refused, match=r"is for api\.trusted\.dk and is not sent to 127\.0\.0\.1"):
        made(organization, {"url": f"{server.url}/echo", "credential": credential})
    assert server.seen == []


def test_what_a_server_says_about_a_secret_is_not_passed_on(server, organization):
    credential = stored(organization, "bearer", {}, {"token": "very-secret-token"})
    params = {"url": f"{server.url}/guarded", "credential": credential, "with_headers": True}
    answer = made(organization, params)
    assert "very-secret-token" not in json.dumps(answer)


def test_a_client_certificate_comes_from_the_store(organization, settings, tmp_path: Path):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    authority, client_authority = Authority(), Authority("of clients")
    (tmp_path / "clients.pem").write_text(client_authority.pem)
    signed = client_authority.sign("plant 7")
    certificate = stored(organization, "certificate", {}, {"certificate": signed.certificate, "key": signed.key})
    server_certificate = authority.sign("server", "127.0.0.1").into(tmp_path / "server.pem")
    with running(RestServer(), certificate=server_certificate, client_authority=tmp_path / "clients.pem") as server:
        params = {"url": f"{server.url}/count", "ca": authority.pem}
        assert made(organization, params | {"certificate": certificate})["status"] == 200
        with pytest.raises(Unavailable):
            made(organization, params)
        with pytest.raises(Refused, match="is not trusted"):
            made(organization, {"url": f"{server.url}/count"})


# --- OAuth 2 client credentials


def oauth2(organization: Organization, server: RestServer, *, place: str = "header") -> int:
    settings = {"token_url": f"{server.url}/oauth", "client_id": "plant", "scope": "read", "place": place}
    return stored(organization, "oauth2", settings, {"client_secret": "s&cret"})


@pytest.mark.parametrize("place", ["header", "body"])
def test_client_credentials_get_a_token_once_and_use_it_until_it_ends(server, organization, place):
    credential = oauth2(organization, server, place=place)

    for _ in range(3):
        assert made(organization, {"url": f"{server.url}/guarded", "credential": credential})["status"] == 200

    asked = next(seen for seen in server.seen if seen["path"] == "/oauth")
    assert server.counts["/oauth"] == 1
    assert ("Authorization" in asked["headers"]) is (place == "header")
    assert ("client_secret=s%26cret" in asked["body"]) is (place == "body")
    assert "scope=read" in asked["body"]
    redis: Any = client()
    kept = [redis.get(key) for key in redis.keys("flows:oauth2:*")]
    assert kept
    assert b"oauth-" not in b"".join(kept)


def test_a_token_that_is_taken_back_early_is_replaced_in_the_same_call(server, organization):
    credential = oauth2(organization, server)
    made(organization, {"url": f"{server.url}/guarded", "credential": credential})
    server.tokens.clear()

    assert made(organization, {"url": f"{server.url}/guarded", "credential": credential})["status"] == 200
    assert server.counts["/oauth"] == 2


def test_a_server_that_gives_no_token_says_why(server, organization):
    settings = {"token_url": f"{server.url}/status/400", "client_id": "plant"}
    credential = stored(organization, "oauth2", settings, {"client_secret": "x"})
    with pytest.raises(Refused, match=r"gives no token for “oauth2 1” \(answer 400\)"):
        made(organization, {"url": f"{server.url}/echo", "credential": credential})


# --- what comes back


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/bad-json", "The answer is no JSON: .* in line 1, column 22, where it ends"),
        ("/binary", "The answer is no text"),
        ("/entities", "document type"),
    ],
)
def test_an_answer_that_cannot_be_read_is_an_error_with_its_status(server, organization, path, says):
    answer = made(organization, {"url": server.url + path, "outputs": [{"name": "x", "path": ""}]})
    assert (answer["status"], answer["values"], len(answer["errors"])) == (200, {}, 1)
    assert re.search(says, answer["errors"][0])


def test_a_path_that_finds_nothing_is_told_and_the_others_are_sent(server, organization):
    outputs = [{"name": "a", "path": "$.nothing"}, {"name": "value", "path": "$.value"}]
    answer = made(organization, {"url": f"{server.url}/flaky", "outputs": outputs})
    assert answer["values"] == {"value": 7.0}
    assert answer["errors"] == ["“a”: there is nothing at $.nothing in the answer."]


def test_an_output_that_is_secret_travels_sealed(server, organization):
    outputs = [{"name": "serial", "path": "$.serial", "type": "text", "is_secret": True}]
    answer = made(
        organization, {"url": f"{server.url}/resource/coco/{SERIAL}/data/latest", "outputs": outputs, "with_body": False}
    )
    assert SERIAL not in json.dumps(answer)
    assert sealed.opened(answer["values"]["serial"], organization.id) == SERIAL


def test_a_body_that_is_too_large_for_a_wire_says_so(server, organization):
    answer = made(organization, {"url": f"{server.url}/large?bytes=300000"})
    assert "body" not in answer
    assert "256,000 can go over a wire" in answer["errors"][0]


@pytest.mark.parametrize(
    ("path", "body"), [("/html", "<h1>Tank</h1>"), ("/text", "pressure=2.5 bar"), ("/latin", "Lämpö: 21 °C")]
)
def test_text_and_html_come_as_text(server, organization, path, body):
    assert body in made(organization, {"url": server.url + path})["body"]


def test_headers_come_when_they_are_wanted(server, organization):
    answer = made(organization, {"url": f"{server.url}/text", "with_headers": True})
    assert answer["headers"]["content-type"] == "text/plain"


# --- tries


def test_a_failure_that_may_pass_is_tried_again_when_the_server_says(server, organization):
    server.failures_left = 1
    with pytest.raises(Unavailable, match="answers 503 Service Unavailable") as caught:
        made(organization, {"url": f"{server.url}/flaky?after=7"}, tries=1)
    assert caught.value.retry_after_s == 7.0
    assert made(organization, {"url": f"{server.url}/flaky"}, tries=2)["status"] == 200


def test_the_last_try_tells_the_status(server, organization):
    server.failures_left = 1
    answer = made(organization, {"url": f"{server.url}/flaky", "tries": 3}, tries=3)
    assert answer["status"] == 503
    assert answer["errors"][0].startswith("127.0.0.1")


@pytest.mark.parametrize(("status", "is_repeated"), [(500, False), (502, False), (429, True), (503, True)])
def test_a_post_is_repeated_only_when_nothing_was_done(server, organization, status, is_repeated):
    server.failures_left = 1
    params = {"url": f"{server.url}/flaky?status={status}", "method": "POST"}
    if is_repeated:
        with pytest.raises(Unavailable):
            made(organization, params, tries=1)
    else:
        assert made(organization, params, tries=1)["status"] == status


def test_a_post_without_an_answer_is_not_repeated(server, organization):
    with pytest.raises(Refused, match="not tried again, because the POST may have been done"):
        made(organization, {"url": f"{server.url}/silent", "method": "POST"}, timeout_s=0.2)
    with pytest.raises(Unavailable):
        made(organization, {"url": f"{server.url}/silent"}, timeout_s=0.2)


def test_a_date_may_say_when_to_come_back():
    from core.outbound import Answer
    from flows.web.rest_data import _retry_after_s

    def asked(text: str) -> float | None:
        return _retry_after_s(Answer(503, "", {"retry-after": text}, b"", "", 0.0))

    assert asked("Fri, 31 Dec 1999 23:59:59 GMT") == 0.0
    assert asked("Fri, 31 Dec 2199 23:59:59 GMT") == 3_600.0
    assert asked("99999") == 3_600.0
    assert asked("soon") is None


# --- pages


@pytest.mark.parametrize("pages", [{"pages": "next_path"}, {"pages": "next_header"}, {"pages": "number"}])
def test_all_pages_are_read_as_one_list(server, organization, pages):
    outputs = [{"name": "all", "path": "$[*]", "type": "json"}]
    answer = made(organization, {"url": f"{server.url}/pages", "outputs": outputs, **pages})
    assert answer["values"] == {"all": [0, 1, 2, 3, 4, 5, 6]}
    assert answer["body"] == [0, 1, 2, 3, 4, 5, 6]


def test_pages_come_to_an_end(server, organization):
    made(organization, {"url": f"{server.url}/pages", "pages": "next_path", "max_pages": 2})
    assert server.counts["/pages"] == 2


def test_a_next_page_on_another_server_is_not_asked(server, organization):
    params = {"url": f"{server.url}/redirected-page", "pages": "next_path", "items_path": "$.items"}
    with pytest.raises(Refused, match=r"is on evil\.example, another server"):
        made(organization, params)


# --- answers that are kept


def test_the_same_request_is_answered_from_what_was_kept(server, organization, other_organization):
    request = {"call": {"url": f"{server.url}/count", "cache_s": 60, "query": [{"name": "n", "value": "#n"}]}, "values": {"n": 1}}

    first = perform(request, context(organization))
    assert perform(request, context(organization)) == first
    assert perform(request | {"values": {"n": 2}}, context(organization)) != first
    assert perform(request, context(other_organization)) != first
    assert server.counts["/count"] == 3


def test_a_failure_is_not_kept(server, organization):
    request = {"call": {"url": f"{server.url}/status/404", "cache_s": 60}, "values": {}}
    perform(request, context(organization))
    perform(request, context(organization))
    assert server.counts["/status/404"] == 2


def test_without_a_time_to_keep_nothing_is_kept(server, organization):
    for _ in range(2):
        perform({"call": {"url": f"{server.url}/count"}, "values": {}}, context(organization))
    assert server.counts["/count"] == 2


# --- params


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"outputs": [{"name": "status"}]}, "has a port “status” of its own"),
        ({"outputs": [{"name": "a"}, {"name": "a"}]}, "Two ports are called “a”"),
        ({"outputs": [{"name": "class"}]}, "reserved word"),
        ({"outputs": [{"name": "a", "path": "$["}]}, "is no JSONPath"),
        ({"outputs": [{"name": "a", "type": "number", "is_secret": True}]}, "has to be text"),
        ({"url": "https://a.example/#request"}, "has a port “request” of its own"),
        ({"url": "https://a.example/#class"}, "reserved word"),
        ({"url": "https://a.example/\r\nX: 1"}, "line break"),
        ({"headers": [{"name": "A", "value": "a\nb"}]}, "line break"),
        ({"timeout_s": 0}, "greater than or equal to 0.5"),
        ({"max_bytes": 10**9}, "less than or equal to 10000000"),
        ({"pages": "next_path", "items_path": "/a"}, "is no JSONPath"),
    ],
)
def test_params_that_cannot_work_are_refused(params, says):
    with pytest.raises(ValidationError, match=says):
        RestParams(**params)


class Facts(NoFacts):
    def credential(self, credential_id: int) -> CredentialFact | None:
        kinds = {1: "basic", 2: "database", 3: "certificate"}
        return CredentialFact(credential_id, "Trusted", kinds[credential_id]) if credential_id in kinds else None


@pytest.mark.parametrize(
    ("params", "field", "says"),
    [
        ({"url": ""}, "params.url", "Give the URL"),
        ({"url": "example.com/#a"}, "params.url", "begins with https://"),
        ({"url": "https://u:p@example.com"}, "params.url", "user name or password"),
        ({"payload_kind": "json", "payload": "{"}, "params.payload", "is no JSON"),
        ({"headers": [{"name": "X Plant", "value": ""}]}, "params.headers.0.name", "cannot be the name"),
        ({"headers": [{"name": "Host", "value": ""}]}, "params.headers.0.name", "follows from the call"),
        ({"credential": 9}, "params.credential", "is gone"),
        ({"credential": 2}, "params.credential", "cannot log in"),
        ({"credential": 1, "headers": [{"name": "A", "value": "#credential.token"}]}, "params.credential", "has no token"),
        ({"headers": [{"name": "A", "value": "#credential.token"}]}, "params.credential", "Choose the credential"),
        ({"certificate": 1}, "params.certificate", "is no certificate"),
        ({"url": "http://example.com", "credential": 1}, "params.url", "travels readable"),
        ({"verify_tls": False}, "params.verify_tls", "anybody on the way"),
    ],
)
def test_what_is_wrong_with_a_call_is_told_at_its_field(params, field, says):
    found = list(rest.check(RestParams(**{"url": "https://a.example/"} | params), Facts()))
    assert [complaint.field for complaint in found] == [field]
    assert says in found[0].message


def test_a_good_call_has_nothing_wrong_with_it():
    params = RestParams(url="https://a.example:#port/#serial?x=##", credential=1, certificate=3)
    assert list[Complaint](rest.check(params, Facts())) == []


# --- tokens


@pytest.mark.parametrize(
    ("answer", "params", "lifetime_s"),
    [
        ({"access_token": "t", "expires_in": 60}, {}, 60.0),
        ({"access_token": "t", "expires_in": "60"}, {}, 60.0),
        ({"access_token": "t"}, {"lifetime": "fixed", "lifetime_s": 90}, 90.0),
        ({"access_token": "t"}, {"lifetime": "none"}, None),
        ({"access_token": "t", "until": "2999-01-01T00:00:00Z"}, {"lifetime_path": "$.until"}, "far"),
        ({"access_token": "t", "until": 1_800_000_000}, {"lifetime_path": "$.until"}, "later"),
        ({"access_token": "t", "until": 1_800_000_000_000}, {"lifetime_path": "$.until"}, "later"),
        ({"access_token": "e30.eyJleHAiOiAxODAwMDAwMDAwfQ.x"}, {"lifetime": "jwt"}, "later"),
    ],
)
def test_when_a_token_ends(server, organization, answer, params, lifetime_s, monkeypatch):
    monkeypatch.setattr("flows.web.tokens.now_us", lambda: 1_799_999_000_000_000)
    server.answer = answer
    call = TokenParams(url=f"{server.url}/answer", payload_kind="none", **params)
    if lifetime_s == "far":
        with pytest.raises(Refused, match="no end of a token"):
            obtained(call, {}, organization_id=organization.id, timeout_s=5)
        return
    got = obtained(call, {}, organization_id=organization.id, timeout_s=5)
    assert got["lifetime_s"] == (1_000.0 if lifetime_s == "later" else lifetime_s)


@pytest.mark.parametrize(
    ("answer", "params", "says"),
    [
        ({}, {}, "Correct the path of the token"),
        ({"access_token": ""}, {}, "is no token"),
        ({"access_token": "a\nb"}, {}, "is no token"),
        ({"access_token": "t"}, {}, "Correct the path of its end"),
        ({"access_token": "t", "expires_in": -5}, {}, "no end of a token that lies ahead"),
        ({"access_token": "t", "expires_in": "soon"}, {}, "no end of a token"),
        ({"access_token": "t"}, {"lifetime": "jwt"}, "is no JWT"),
    ],
)
def test_an_answer_without_a_token_says_what_to_correct(server, organization, answer, params, says):
    server.answer = answer
    call = TokenParams(url=f"{server.url}/answer", payload_kind="none", **params)
    with pytest.raises(Refused, match=says):
        obtained(call, {}, organization_id=organization.id, timeout_s=5)


def test_a_wrong_password_is_no_matter_of_trying_again(server, organization):
    credential = stored(organization, "basic", {"username": USER}, {"password": "wrong"})
    with pytest.raises(Refused, match="answers 400 Bad Request"):
        obtained(TokenParams(url=f"{server.url}/token", credential=credential), {}, organization_id=organization.id, timeout_s=5)


# --- secrets on wires


def test_a_sealed_secret_opens_only_for_its_organization(organization, other_organization):
    text = f"Bearer {sealed.sealed('tok', organization.id)}"
    assert sealed.opened(text, organization.id) == "Bearer tok"
    assert sealed.hidden(text) == "Bearer ••••••"
    with pytest.raises(Refused, match="cannot be read"):
        sealed.opened(text, other_organization.id)
    with pytest.raises(Refused, match="cannot be read"):
        sealed.opened(text[:-10], organization.id)


def test_a_sealed_secret_is_spelled_for_its_place_too(server, organization):
    token = sealed.sealed('a"b&c', organization.id)
    seen = echo(
        organization,
        server,
        {"token": token},
        url=f"{server.url}/echo?t=#token",
        method="POST",
        payload_kind="json",
        payload='{"t": "x#token", "u": #token}',
    )
    assert seen["query"] == {"t": 'a"b&c'}
    assert json.loads(seen["body"]) == {"t": 'xa"b&c', "u": 'a"b&c'}
