"""The credentials store: what flows prove themselves with to other people's servers.

Secrets are encrypted at rest and never leave by any door; only calls in the cold lane read them. A credential may be bound to
hosts, and then goes nowhere else, whatever URL a flow names. Who binds it to other hosts has to know the secret.
"""

import functools
import json
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from core.errors import Conflict, Refused
from core.outbound import Tls, context_of, read_url
from core.sealing import Unreadable, seal, unseal
from flows import catalogue
from flows.cold.sql import SYSTEMS
from flows.models import Credential, Flow
from flows.selectors import OrganizationFacts
from flows.subflows import expansion
from organizations.models import Organization

PURPOSE = "flow credential"
MAX_SECRET = 20_000
Kind = Credential.Kind

_HOST = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")


@dataclass(frozen=True)
class Parts:
    """What makes up one kind: what may be shown, what must be given of it, and what is secret."""

    settings: tuple[str, ...]
    required: tuple[str, ...]
    secrets: tuple[str, ...]


PARTS: Mapping[str, Parts] = {
    Kind.BASIC: Parts(("username",), ("username",), ("password",)),
    Kind.BEARER: Parts((), (), ("token",)),
    Kind.OAUTH2: Parts(("token_url", "client_id", "scope", "audience", "place"), ("token_url", "client_id"), ("client_secret",)),
    Kind.API_KEY: Parts(("name", "place"), ("name",), ("value",)),
    Kind.DATABASE: Parts((), (), ("url",)),
    Kind.CERTIFICATE: Parts((), (), ("certificate", "key")),
}
# Where a secret may travel: the first is meant when none is named.
PLACES = {Kind.API_KEY: ("header", "query"), Kind.OAUTH2: ("header", "body")}
WORDS = {
    "username": "a user name",
    "password": "the password",
    "token": "the token",
    "token_url": "the URL at which tokens are given",
    "client_id": "the client id",
    "client_secret": "the client secret",
    "name": "the name of the header or query parameter",
    "value": "the key",
    "url": "the URL of the database",
    "certificate": "the certificate",
    "key": "the certificate's key",
}


class CredentialNameTaken(Refused):
    code = "taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a credential “{name}” already. Choose another name.", field="name")


class CredentialInUse(Conflict):
    code = "in_use"

    def __init__(self, name: str, flows: Sequence[str]) -> None:
        shown = ", ".join(f"“{each}”" for each in flows[:5]) + (f" and {len(flows) - 5} more" if len(flows) > 5 else "")
        super().__init__(f"“{name}” is used by {shown}, which would fail without it. Let them use another one first.")


@dataclass(frozen=True)
class Use:
    """A flow that names a credential, in what runs or only in its draft."""

    flow_id: int
    flow: str
    is_deployed: bool


def create_credential(
    organization: Organization,
    *,
    name: str,
    kind: str,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    hosts: Sequence[str] = (),
) -> Credential:
    if kind not in PARTS:
        raise Refused(f"“{kind}” is no kind of credential: choose {', '.join(PARTS)}.", field="kind")
    credential = Credential(organization=organization, name=_checked_name(name), kind=kind, hosts=_checked_hosts(hosts))
    _set_secrets(credential, settings, secrets)
    return _save(credential)


def change_credential(
    credential: Credential,
    *,
    name: str | None = None,
    settings: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    hosts: Sequence[str] | None = None,
) -> Credential:
    """Set what is given. Secrets that are not given stay, as long as the credential goes to the same servers as before."""
    if name is not None:
        credential.name = _checked_name(name)
    targets = (credential.hosts, credential.settings.get("token_url"))
    if hosts is not None:
        credential.hosts = _checked_hosts(hosts)
    if any((secrets or {}).values()):
        _set_secrets(credential, credential.settings if settings is None else settings, secrets or {})
    elif settings is not None:
        credential.settings = _checked_settings(credential.kind, settings) | _told_by(credential.kind, revealed(credential))
    if (credential.hosts, credential.settings.get("token_url")) != targets and not any((secrets or {}).values()):
        raise Refused(
            f"To let “{credential.name}” go to other servers, enter its secret again: only who knows it may decide that.",
            field="secrets",
        )
    return _save(credential)


def delete_credential(credential: Credential) -> None:
    """Forget it, unless something that runs needs it."""
    running = [use.flow for use in uses_of(credential.organization_id).get(credential.id, []) if use.is_deployed]
    if running:
        raise CredentialInUse(credential.name, running)
    credential.delete()


def revealed(credential: Credential) -> dict[str, str]:
    """The secrets, for whoever is about to send them."""
    try:
        secrets: dict[str, str] = json.loads(unseal(credential.sealed, purpose=PURPOSE))
    except Unreadable:
        raise Refused(
            f"The secret of “{credential.name}” was encrypted with another key than this Sluice has: enter it again."
        ) from None
    return secrets


def find(organization_id: str, credential_id: int) -> Credential:
    credential = Credential.objects.filter(organization_id=organization_id, id=credential_id).first()
    if credential is None:
        raise Refused("The credential that the block names is gone. Choose another one.", code="credential")
    return credential


def require_host(credential: Credential, host: str) -> None:
    """Refuse to send it where it was not meant to go."""
    name = host.lower().rstrip(".")
    for allowed in credential.hosts:
        if name == allowed or (allowed.startswith("*.") and name.endswith(allowed[1:])):
            return
    if credential.hosts:
        raise Refused(
            f"“{credential.name}” is for {', '.join(credential.hosts)} and is not sent to {host}. "
            "Choose another credential, or add the host to it.",
            code="credential",
        )


# --- who uses it


def uses_of(organization_id: str) -> dict[int, list[Use]]:
    """The flows that name a credential, by its id."""
    found: dict[int, list[Use]] = {}
    facts = OrganizationFacts(organization_id)
    for flow in Flow.objects.filter(organization_id=organization_id).select_related("live", "draft").order_by("name"):
        deployed = named_in(expansion.whole(flow.live.document, facts)) if flow.live and flow.is_enabled else set()
        for credential_id in sorted(deployed | named_in(expansion.whole(flow.draft.document, facts))):
            found.setdefault(credential_id, []).append(Use(flow.id, flow.name, credential_id in deployed))
    return found


def named_in(document: Mapping[str, Any]) -> set[int]:
    """The credentials that the blocks of a document name."""
    blocks = document.get("blocks")
    found: set[int] = set()
    for item in blocks.values() if isinstance(blocks, dict) else ():
        params = item.get("params") if isinstance(item, dict) else None
        if not isinstance(params, dict):
            continue
        values = (params.get(param) for param in _credential_params().get(item.get("type"), ()))
        found.update(value for value in values if isinstance(value, int))
    return found


@functools.cache
def _credential_params() -> Mapping[Any, tuple[str, ...]]:
    """Block type -> its params that name a credential."""
    found = {}
    for name, block in catalogue.blocks().items():
        properties = block.params_type.model_json_schema().get("properties", {})
        params = tuple(param for param, schema in properties.items() if '"format": "credential"' in json.dumps(schema))
        if params:
            found[name] = params
    return found


# --- checks


def _save(credential: Credential) -> Credential:
    try:
        with transaction.atomic():
            credential.save()
    except IntegrityError:
        raise CredentialNameTaken(credential.name) from None
    return credential


def _set_secrets(credential: Credential, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    checked = _checked_secrets(credential.kind, secrets)
    credential.settings = _checked_settings(credential.kind, settings) | _told_by(credential.kind, checked)
    credential.sealed = seal(json.dumps(checked), purpose=PURPOSE)
    credential.renewed_at = now()


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise Refused(f"“{name[:60]}” cannot be the name of a credential. Use 1 to 100 characters.", field="name")
    return name


def _checked_hosts(hosts: Sequence[str]) -> list[str]:
    checked = []
    for host in hosts:
        plain = host.strip().lower().rstrip(".")
        if not _HOST.fullmatch(plain):
            raise Refused(
                f"“{host[:100]}” is no host: write only its name, such as api.example.com or *.example.com.", field="hosts"
            )
        checked.append(plain)
    if len(checked) > 20:
        raise Refused(f"{len(checked)} hosts are named; 20 are possible.", field="hosts")
    return checked


def _checked_settings(kind: str, settings: Mapping[str, str]) -> dict[str, str]:
    parts = PARTS[kind]
    checked = {name: settings.get(name, "").strip() for name in parts.settings}
    for name in parts.required:
        if not checked[name]:
            raise Refused(f"Give {WORDS[name]} too.", field=name)
    for name, value in checked.items():
        if len(value) > 1_000 or not value.isprintable():
            raise Refused(f"{name}: “{value[:40]}…” is too long or holds characters that cannot be printed.", field=name)
    if "place" in checked:
        places = PLACES[Kind(kind)]
        checked["place"] = checked["place"] or places[0]
        if checked["place"] not in places:
            raise Refused(f"“{checked['place']}” is no place for it: choose {' or '.join(places)}.", field="place")
    if kind == Kind.API_KEY and not _TOKEN.fullmatch(checked["name"]):
        raise Refused(f"“{checked['name'][:60]}” cannot be the name of a header or parameter.", field="name")
    if kind == Kind.BASIC and ":" in checked["username"]:
        raise Refused("A user name cannot hold a colon here: the protocol ends it there.", field="username")
    if kind == Kind.OAUTH2:
        read_url(checked["token_url"])
    return checked


def _checked_secrets(kind: str, secrets: Mapping[str, str]) -> dict[str, str]:
    checked = {}
    for name in PARTS[kind].secrets:
        value = secrets.get(name, "")
        value = value.strip() if name != "password" else value
        if not value:
            raise Refused(f"Give {WORDS[name]} too.", field=name)
        if len(value) > MAX_SECRET or "\0" in value:
            raise Refused(f"{WORDS[name].capitalize()} is too long; {MAX_SECRET:,} characters are possible.", field=name)
        if name in ("token", "value") and not value.isprintable():
            raise Refused(f"{WORDS[name].capitalize()} holds a line break or another character that no header can.", field=name)
        checked[name] = value
    return checked


def _told_by(kind: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """What may be shown of the secret itself, so that people tell their credentials apart."""
    if kind == Kind.DATABASE:
        try:
            parts = urlsplit(secrets["url"])
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            raise Refused("That is no URL of a database.", field="url") from None
        if not re.fullmatch(r"[a-z][a-z0-9+]*", parts.scheme) or not parts.hostname:
            words = "A database's URL looks like postgresql://user:password@host/name (or mysql, mssql, oracle)."
            raise Refused(words, field="url")
        if (system := parts.scheme.split("+")[0]) not in SYSTEMS:
            raise Refused(f"A database of the kind “{system}” cannot be asked. There are {', '.join(SYSTEMS)}.", field="url")
        return {"address": f"{parts.scheme}://{parts.hostname}{port}{parts.path}", "username": parts.username or ""}
    if kind == Kind.CERTIFICATE:
        return _told_by_certificate(secrets)
    return {}


def _told_by_certificate(secrets: Mapping[str, str]) -> dict[str, str]:
    try:
        certificate = x509.load_pem_x509_certificate(secrets["certificate"].encode())
    except ValueError:
        raise Refused("The certificate is not in PEM form (-----BEGIN CERTIFICATE----- …).", field="certificate") from None
    try:
        context_of(Tls(certificate=secrets["certificate"], key=secrets["key"]))
    except (Refused, ssl.SSLError):
        raise Refused("The key does not fit the certificate, is locked by a password or not in PEM form.", field="key") from None
    return {"subject": certificate.subject.rfc4514_string()[:200], "expires_at": certificate.not_valid_after_utc.isoformat()}
