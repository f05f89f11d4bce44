"""Our own dialect: `sluice/<device>/samples`, `messages`, `results`, `commands`, `alarms`, `files` and `certificates`."""

import secrets
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gateways.dialect import (
    EVERYBODY,
    Claim,
    Delivery,
    Filter,
    Identity,
    Message,
    Names,
    Route,
    Scope,
    inside,
    is_topic_filter,
    is_topic_name,
)
from gateways.edge.packets import Connect

if TYPE_CHECKING:
    from gateways.requests import Asked

ROOT = "sluice"
# What a device says to flows: free topics below, kept in the log like samples.
MESSAGES: Final = "messages"
# The user name of a client that is no device yet; its password is a claim code.
CLAIMANT: Final = "claim"
REGISTER, REGISTERED = f"{ROOT}/register", f"{ROOT}/registered"
# What a device may ask below its name, and where the answer comes.
ANSWERS: Final = {
    "files/list": "files/listing",
    "files/get": "files/chunk",
    "files/put": "files/stored",
    "files/status": "files/noted",
    "certificates/renew": "certificates/renewed",
}
OWN_REQUESTS: Final = frozenset({"certificates/renew"})


class _Result(msgspec.Struct):
    id: int
    status: str
    detail: str = ""


class _CommandId(msgspec.Struct):
    id: int


_result = msgspec.json.Decoder(_Result)
_command_id = msgspec.json.Decoder(_CommandId)


class SluiceScope:
    """A device sees only its own name; a gateway device every name of its organization."""

    def __init__(self, identity: Identity, names: Names) -> None:
        self._me = identity
        self._names = names
        self._inside = inside(identity.organization_id, "")

    def publish(self, topic: str) -> Route | str:
        root, _, rest = topic.partition("/")
        name, _, rest = rest.partition("/")
        if root != ROOT or not name or not is_topic_name(topic):
            return f"“{topic}” is no topic here: publish to {ROOT}/{self._me.device_name}/samples."
        device_id = self._device_id(name)
        if device_id is None:
            if self._me.is_gateway:
                return f"There is no device named “{name}” in this organization: create it before “{topic}” is used."
            return f"“{topic}” belongs to another name: this device publishes to {ROOT}/{self._me.device_name}/samples."
        kind, _, tail = rest.partition("/")
        if kind == "samples" and (tail or rest == kind):
            return Route(self._inside + topic, "samples", device_id, name, decoder=ROOT, tail=rest)
        if kind == MESSAGES and tail:
            return Route(self._inside + topic, "samples", device_id, name, decoder=MESSAGES, tail=rest)
        if rest == "results":
            return Route(self._inside + topic, "results", device_id, name)
        if rest in OWN_REQUESTS and device_id != self._me.device_id:
            return f"“{topic}” is for “{name}” itself: a gateway renews its own certificate only."
        if rest in ANSWERS:
            return Route(self._inside + topic, "request", device_id, name, tail=rest)
        return f"“{topic}” takes nothing: publish to {ROOT}/{name}/samples, messages/…, results or one of {', '.join(ANSWERS)}."

    def _device_id(self, name: str) -> int | None:
        if name == self._me.device_name:
            return self._me.device_id
        return self._names.device_id(self._me.organization_id, name) if self._me.is_gateway else None

    def subscribe(self, topic_filter: str) -> Filter | None:
        if not is_topic_filter(topic_filter):
            return None
        share, topic_filter = _split_share(topic_filter, self._me.organization_id)
        if topic_filter == "#":
            topic_filter = f"{ROOT}/#"
        root, _, rest = topic_filter.partition("/")
        if root not in (ROOT, "+") or not rest:
            return None
        name, _, tail = rest.partition("/")
        if name != self._me.device_name and not self._me.is_gateway:
            return None
        if name == self._me.device_name and not tail and not self._me.is_gateway:
            return None
        kind = tail.partition("/")[0] if name != "#" else "#"
        wildcard = name in ("+", "#")
        hears = (EVERYBODY if wildcard else name) if kind in ("samples", MESSAGES, "results", "+", "#") else ""
        return Filter(f"{share}{self._inside}{ROOT}/{rest}", hears)

    def deliver(self, topic: str) -> Delivery | None:
        if not topic.startswith(self._inside):
            return None
        topic = topic[len(self._inside) :]
        root, _, rest = topic.partition("/")
        name, _, kind = rest.partition("/")
        if root != ROOT or not (self._me.is_gateway or name == self._me.device_name):
            return None
        return Delivery(topic, is_command=kind == "commands")


class ClaimScope:
    """One that is no device yet: it may ask to be registered, and hears the answer, which nobody else does."""

    def __init__(self, identity: Identity) -> None:
        self._inside = inside(identity.organization_id, f"claims/{secrets.token_hex(12)}/")

    def publish(self, topic: str) -> Route | str:
        if topic != REGISTER:
            return f"“{topic}” takes nothing before there is a device: publish to {REGISTER}, then come again as the device."
        return Route(f"{self._inside}register", "request", 0, "", tail="register")

    def subscribe(self, topic_filter: str) -> Filter | None:
        return Filter(f"{self._inside}registered", "") if topic_filter in (REGISTERED, f"{ROOT}/#", "#") else None

    def deliver(self, topic: str) -> Delivery | None:
        return Delivery(REGISTERED, is_command=False) if topic == f"{self._inside}registered" else None


def _split_share(topic_filter: str, organization_id: str) -> tuple[str, str]:
    """A shared subscription's group belongs to its organization."""
    if not topic_filter.startswith("$share/"):
        return "", topic_filter
    _, group, topic_filter = (topic_filter + "//").split("/", 2)
    if not group or "+" in group:
        return "", ""
    return f"$share/{organization_id}-{group}/", topic_filter.removesuffix("//")


class SluiceDialect:
    name = ROOT
    precedence = 0

    def claim(self, connect: Connect) -> Claim:
        """The password is the token. A user name `<organization>/<device>` only says where to file a refusal."""
        password = (connect.password or b"").decode(errors="replace")
        if connect.user == CLAIMANT:
            return Claim(password, is_claim_code=True)
        organization_id, _, device_name = connect.user.partition("/")
        return Claim(password, organization_id, device_name)

    def scope(self, identity: Identity, names: Names) -> Scope:
        return SluiceScope(identity, names) if identity.is_device else ClaimScope(identity)

    def results(self, payload: bytes) -> list[tuple[int, str, str]]:
        try:
            result = _result.decode(payload)
        except msgspec.MsgspecError as error:
            raise ValueError(f'A result is {{"id": number, "status": "done" or "failed", "detail": text}}: {error}.') from None
        if result.status not in ("done", "failed"):
            raise ValueError(f"The status of a result is “done” or “failed”, not “{result.status[:40]}”.")
        return [(result.id, result.status, result.detail)]

    def command(self, organization_id: str, device_name: str, command: dict[str, Any]) -> Message:
        payload = msgspec.json.encode({key: command[key] for key in ("id", "metric", "value", "expires")})
        return Message(inside(organization_id, f"{ROOT}/{device_name}/commands"), payload)

    def command_id(self, payload: bytes) -> int | None:
        try:
            return _command_id.decode(payload).id
        except msgspec.MsgspecError:
            return None

    def alarm(self, organization_id: str, device_name: str, alarm: dict[str, Any]) -> Message:
        """An alarm without a device stands at an empty name, which the wildcard of a gateway also takes."""
        return Message(inside(organization_id, f"{ROOT}/{device_name}/alarms"), msgspec.json.encode(alarm))

    def request(self, kind: str, payload: bytes) -> "Asked":
        # The edge, which knows all dialects too, does without the verbs behind requests.
        from gateways import requests

        kinds: dict[str, type[Asked]] = {
            "files/list": requests.ListFiles,
            "files/get": requests.GetChunk,
            "files/put": requests.PutChunk,
            "files/status": requests.ReportStatus,
            "certificates/renew": requests.RenewCertificate,
            "register": requests.Register,
        }
        try:
            return msgspec.json.decode(payload or b"{}", type=kinds[kind])
        except msgspec.MsgspecError as error:
            raise ValueError(f"The request cannot be read: {error}. See the chapter on MQTT in the manual.") from None

    def answer(self, organization_id: str, device_name: str, answer: dict[str, Any]) -> Message:
        payload = msgspec.json.encode(answer["body"])
        if answer["request"] == "register":
            return Message(f"{answer['topic']}ed", payload)
        return Message(inside(organization_id, f"{ROOT}/{device_name}/{ANSWERS[answer['request']]}"), payload)

    def news(self, organization_id: str, device_name: str, news: str, body: dict[str, Any]) -> Message:
        return Message(inside(organization_id, f"{ROOT}/{device_name}/{news}"), msgspec.json.encode(body))


dialect = SluiceDialect()
