"""Calls of HTTP servers as flows describe them: the params that blocks share, and what becomes of them at the moment of the
call. Test calls of the editor go the same way.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field

from core import outbound
from core.errors import Refused
from core.outbound import Answer, Limits, Tls
from flows.block import Complaint, CredentialId, Params
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import Row, checked_name
from flows.web import credentials, oauth2, placeholders, sealed
from flows.web.placeholders import filled

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
PayloadKind = Literal["none", "json", "form", "text", "xml"]

REQUEST_PORT = "request"
MAX_ROWS = 50
MAX_INPUTS = 40
CONTENT_TYPES: Mapping[str, str] = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
}
# What a repeated call changes no further.
REPEATABLE = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")


def _without_control(text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise ValueError("It holds a line break or another character that cannot stand here")
    return text


Line = Annotated[str, AfterValidator(_without_control)]


class Pair(Row):
    """A header, a part of the query or of a form."""

    name: Line = Field("", title="Name", max_length=200)
    value: Line = Field("", title="Value", max_length=4_000)


class CallParams(Params):
    """What to call, and how."""

    url: Line = Field(
        "",
        title="URL",
        description="`#name` anywhere makes an input; write `##` for a plain #",
        max_length=2_000,
        examples=["https://api.example.com/devices/#serial/latest"],
    )
    method: Method = Field("GET", title="Method")
    query: list[Pair] = Field([], title="Query", description="Added to the URL", max_length=MAX_ROWS)
    headers: list[Pair] = Field([], title="Headers", max_length=MAX_ROWS)
    payload_kind: PayloadKind = Field("none", title="Payload")
    payload: str = Field(
        "",
        title="Payload text",
        json_schema_extra={"format": "multiline", "show_when": {"payload_kind": ["json", "text", "xml"]}},
    )
    form: list[Pair] = Field([], title="Form", max_length=MAX_ROWS, json_schema_extra={"show_when": {"payload_kind": ["form"]}})
    credential: CredentialId | None = Field(
        None,
        title="Credential",
        description="Logs in by itself; parts of it can be put anywhere, as #credential.password",
    )
    certificate: CredentialId | None = Field(None, title="Client certificate", json_schema_extra={"advanced": True})
    timeout_s: float = Field(15.0, title="Time-out", ge=0.5, le=120, json_schema_extra={"advanced": True, "unit": "s"})
    tries: int = Field(
        3, title="Tries", description="After a failure that may pass", ge=1, le=10, json_schema_extra={"advanced": True}
    )
    backoff_s: float = Field(
        2.0,
        title="First wait between tries",
        description="Twice as long each time",
        ge=0.5,
        le=600,
        json_schema_extra={"advanced": True, "unit": "s"},
    )
    max_bytes: int = Field(
        1_000_000, title="Largest answer", ge=1_000, le=10_000_000, json_schema_extra={"advanced": True, "unit": "B"}
    )
    follow_redirects: bool = Field(True, title="Follow redirects", json_schema_extra={"advanced": True})
    verify_tls: bool = Field(True, title="Check the server's certificate", json_schema_extra={"advanced": True})
    ca: str = Field(
        "",
        title="Authority of its certificate",
        description="PEM; empty for those everybody trusts",
        json_schema_extra={"advanced": True, "format": "multiline", "show_when": {"verify_tls": [True]}},
    )

    def texts(self) -> Iterator[str]:
        """All texts in which inputs may be named."""
        yield self.url
        for pair in (*self.query, *self.headers):
            yield from (pair.name, pair.value)
        if self.payload_kind == "form":
            for pair in self.form:
                yield from (pair.name, pair.value)
        elif self.payload_kind != "none":
            yield self.payload

    def inputs(self) -> list[str]:
        """The inputs they name; a ValueError when one cannot be a port."""
        names = [checked_name(name) for name in placeholders.names_in(*self.texts())]
        if len(names) > MAX_INPUTS:
            raise ValueError(f"{len(names)} inputs are named; {MAX_INPUTS} are possible")
        return names

    def as_request(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)

    def limits(self, timeout_s: float) -> Limits:
        redirects = outbound.MAX_REDIRECTS if self.follow_redirects else 0
        return Limits(total_s=timeout_s, read_s=timeout_s, max_bytes=self.max_bytes, redirects=redirects)


def check(params: CallParams, facts: Facts) -> Iterator[Complaint]:
    """What is wrong with a call beyond its types."""
    if not params.url.strip():
        yield Complaint("params.url", "Give the URL to call, for example https://api.example.com/data.")
    elif not params.url.startswith("#"):
        try:
            # A number stands for every input: it can be part of a host, a port and a path.
            names = [*params.inputs(), *(f"credential.{part}" for part in placeholders.parts_in(params.url))]
            outbound.read_url(filled(params.url, dict.fromkeys(names, 1), place="url"))
        except Refused as error:
            yield Complaint("params.url", error.message)
    if params.payload_kind == "json" and (words := placeholders.check_json(params.payload)):
        yield Complaint("params.payload", f"{words}.")
    yield from _check_headers(params)
    yield from _check_credential(params, facts)
    if not params.verify_tls:
        words = "Without a check of its certificate anybody on the way can pose as the server. Better give its authority."
        yield Complaint("params.verify_tls", words, "warning")


def _check_headers(params: CallParams) -> Iterator[Complaint]:
    for index, pair in enumerate(params.headers):
        if placeholders.names_in(pair.name):
            continue
        try:
            outbound.check_headers([(pair.name, "")])
        except Refused as error:
            yield Complaint(f"params.headers.{index}.name", error.message)


def _check_credential(params: CallParams, facts: Facts) -> Iterator[Complaint]:
    named = placeholders.parts_in(*params.texts())
    credential = facts.credential(params.credential) if params.credential is not None else None
    if params.credential is not None and credential is None:
        yield Complaint("params.credential", "The credential is gone. Choose another one.")
    elif credential is None and named:
        part = min(named)
        yield Complaint("params.credential", f"Choose the credential that #credential.{part} is taken from.")
    elif credential is not None and credential.kind in ("database", "certificate"):
        yield Complaint("params.credential", f"“{credential.name}” is a {credential.kind}, which cannot log in here.")
    elif credential is not None and (unknown := sorted(named - _PARTS[credential.kind])):
        known = ", ".join(f"#credential.{part}" for part in sorted(_PARTS[credential.kind]))
        yield Complaint("params.credential", f"“{credential.name}” has no {unknown[0]}. It has {known}.")
    if params.certificate is not None:
        certificate = facts.credential(params.certificate)
        if certificate is None:
            yield Complaint("params.certificate", "The client certificate is gone. Choose another one.")
        elif certificate.kind != "certificate":
            yield Complaint("params.certificate", f"“{certificate.name}” is no certificate.")
    if credential is not None and params.url.startswith("http://"):
        yield Complaint("params.url", "The credential travels readable for everybody on the way. Use https.", "warning")


_PARTS: Mapping[str, set[str]] = {
    "basic": {"username", "password"},
    "bearer": {"token"},
    "oauth2": {"client_id", "client_secret", "token"},
    "api_key": {"name", "value"},
}


# --- at the moment of the call


@dataclass(frozen=True)
class Called:
    """What was sent, as people may see it, and what came back."""

    answer: Answer
    method: str
    url: str
    headers: list[tuple[str, str]]
    payload: str
    # Takes all secrets of the call out of a text.
    hide: Callable[[str], str]
    secrets: list[str] = field(repr=False)


@dataclass
class _Login:
    """What the credential adds to a call."""

    values: dict[str, str] = field(default_factory=dict)
    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    require_host: Callable[[str], None] = lambda host: None
    # Gets a new token where one was refused; None where there is none to get.
    renew: Callable[[], "_Login"] | None = None


def call(
    params: CallParams,
    values: Mapping[str, Any],
    *,
    organization_id: str,
    timeout_s: float,
    url: str = "",
    extra_headers: Mapping[str, str] | None = None,
) -> Called:
    """Make the call. `url` names another page of the same server, as pagination needs it."""
    login = _login(params, organization_id, timeout_s)
    called = _call(params, values, login, organization_id, timeout_s, url, extra_headers or {})
    if called.answer.status == 401 and login.renew is not None:
        # The token that we had kept was taken back early.
        return _call(params, values, login.renew(), organization_id, timeout_s, url, extra_headers or {})
    return called


def _call(
    params: CallParams,
    values: Mapping[str, Any],
    login: _Login,
    organization_id: str,
    timeout_s: float,
    url: str,
    extra_headers: Mapping[str, str],
) -> Called:
    secrets = list(spelled([*login.secrets, *sealed.secrets_in(json.dumps(values), organization_id)]))
    opened = {name: _opened(value, organization_id) for name, value in values.items()} | login.values
    address = url or _address(params, opened, login)
    login.require_host(urlsplit(address).hostname or "")
    headers = [(filled(p.name, opened, place="header"), filled(p.value, opened, place="header")) for p in params.headers]
    headers += login.headers
    body = _body(params, opened)
    given = {name.lower() for name, _ in headers}
    more = {"Content-Type": CONTENT_TYPES[params.payload_kind]} if params.payload_kind != "none" else {}
    headers += [(name, value) for name, value in (more | dict(extra_headers)).items() if name.lower() not in given]
    answer = outbound.send(
        params.method,
        address,
        headers=headers,
        body=body.encode(),
        limits=params.limits(timeout_s),
        tls=_tls(params, organization_id),
    )
    hide = sealed.hiding(*secrets)
    shown = [(name, hide(value)) for name, value in headers]
    return Called(answer, params.method, hide(address), shown, hide(body), hide, secrets)


def _opened(value: Any, organization_id: str) -> Any:
    if isinstance(value, str):
        return sealed.opened(value, organization_id)
    if isinstance(value, dict | list) and sealed.PREFIX in (text := json.dumps(value)):
        return json.loads(sealed.opened(text, organization_id))
    return value


def spelled(secrets: list[str]) -> Iterator[str]:
    """Each secret in the ways in which it may stand in a request or an answer."""
    for secret in secrets:
        yield from (secret, quote(secret, safe=""), json.dumps(secret)[1:-1])


def _address(params: CallParams, opened: Mapping[str, Any], login: _Login) -> str:
    address = filled(params.url.strip(), opened, place="url")
    pairs = [(filled(p.name, opened, place="query"), filled(p.value, opened, place="query")) for p in params.query] + login.query
    added = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    if not added:
        return address
    start, mark, fragment = address.partition("#")
    return f"{start}{'&' if '?' in start else '?'}{added}{mark}{fragment}"


def _body(params: CallParams, opened: Mapping[str, Any]) -> str:
    match params.payload_kind:
        case "none":
            return ""
        case "form":
            pairs = [(filled(p.name, opened, place="text"), filled(p.value, opened, place="text")) for p in params.form]
            return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
        case "json":
            body = filled(params.payload, opened, place="json")
            try:
                json.loads(body)
            except ValueError as error:
                raise Refused(f"With these values the payload is no JSON: {error}.", code="payload") from None
            return body
    return filled(params.payload, opened, place="xml" if params.payload_kind == "xml" else "text")


def _tls(params: CallParams, organization_id: str) -> Tls:
    if params.certificate is None:
        return Tls(verify=params.verify_tls, ca=params.ca)
    credential = credentials.find(organization_id, params.certificate)
    if credential.kind != "certificate":
        raise Refused(f"“{credential.name}” is no certificate. Choose another one.", code="credential")
    secrets = credentials.revealed(credential)
    return Tls(verify=params.verify_tls, ca=params.ca, certificate=secrets["certificate"], key=secrets["key"])


def _login(params: CallParams, organization_id: str, timeout_s: float) -> _Login:
    """What the chosen credential adds. When the texts name its parts themselves, only those."""
    if params.credential is None:
        return _Login()
    credential = credentials.find(organization_id, params.credential)
    if credential.kind not in _PARTS:
        raise Refused(f"“{credential.name}” cannot log in here. Choose another credential.", code="credential")
    secrets = credentials.revealed(credential)
    parts = {name: str(value) for name, value in (credential.settings | secrets).items() if name in _PARTS[credential.kind]}
    login = _Login(secrets=list(secrets.values()), require_host=lambda host: credentials.require_host(credential, host))
    named = placeholders.parts_in(*params.texts())
    if credential.kind == "oauth2" and (not named or "token" in named):
        limits = params.limits(timeout_s)

        def renewed(refused: str = "") -> _Login:
            token = oauth2.token_for(credential, secrets, limits, refused=refused)
            again = _Login(secrets=[*login.secrets, token], require_host=login.require_host)
            if named:
                again.values = {f"credential.{name}": value for name, value in (parts | {"token": token}).items()}
            else:
                again.headers = [("Authorization", f"Bearer {token}")]
            again.renew = None if refused else lambda: renewed(token)
            return again

        return renewed()
    if named:
        login.values = {f"credential.{name}": value for name, value in parts.items()}
        return login
    match credential.kind:
        case "basic":
            pair = base64.b64encode(f"{parts['username']}:{parts['password']}".encode()).decode()
            login.headers, login.secrets = [("Authorization", f"Basic {pair}")], [*login.secrets, pair]
        case "bearer":
            login.headers = [("Authorization", f"Bearer {parts['token']}")]
        case "api_key" if credential.settings["place"] == "query":
            login.query = [(parts["name"], parts["value"])]
        case "api_key":
            login.headers = [(parts["name"], parts["value"])]
    return login
