"""The platform's own dialect: `sluice/<device>/samples`, `results`, `commands` and `alarms`."""

from typing import Any

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
    inside,
    is_topic_filter,
    is_topic_name,
)
from gateways.edge.packets import Connect

ROOT = "sluice"


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
        if rest == "results":
            return Route(self._inside + topic, "results", device_id, name)
        return f"“{topic}” takes nothing: publish to {ROOT}/{name}/samples or {ROOT}/{name}/results."

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
        hears = (EVERYBODY if wildcard else name) if kind in ("samples", "results", "+", "#") else ""
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
        organization_id, _, device_name = connect.user.partition("/")
        return Claim((connect.password or b"").decode(errors="replace"), organization_id, device_name)

    def scope(self, identity: Identity, names: Names) -> SluiceScope:
        return SluiceScope(identity, names)

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


dialect = SluiceDialect()
