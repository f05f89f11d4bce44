"""What a client listens to: its filters as it names them, and as the private broker knows them."""

from typing import NamedTuple

from gateways.dialect import Filter, Scope
from gateways.edge import packets
from gateways.edge.packets import Malformed

_REFUSED = {True: 0x87, False: 0x80}  # by whether the client speaks MQTT 5
# An unsubscription of a filter that is not the client's: no topic stands here, so the broker answers truthfully.
_NOWHERE = b"-"


class Asked(NamedTuple):
    """A SUBSCRIBE after a look at it: what goes on to the broker, or the answer when nothing does."""

    forward: bytes
    answer: bytes
    denied: list[str]


class Subscriptions:
    """The filters of one connection. Those of an earlier connection of the same session are not known here."""

    def __init__(self, scope: Scope, *, is_v5: bool) -> None:
        self._scope = scope
        self._is_v5 = is_v5
        self._filters: dict[str, Filter] = {}
        self._waiting: dict[bytes, list[Filter | None]] = {}  # packet id -> what was asked for, until the SUBACK

    @property
    def hears(self) -> frozenset[str]:
        """The names of the devices whose own messages come by them."""
        return frozenset(topic_filter.hears for topic_filter in self._filters.values()) - {""}

    def subscribe(self, head: int, body: bytes) -> Asked:
        packet_id = body[:2]
        at = self._after_properties(body)
        kept = bytearray(body[:at])
        asked: dict[str, Filter | None] = {}
        places: list[Filter | None] = []
        while at < len(body):
            raw, at = packets.read_text(body, at)
            options = body[at : at + 1]
            at += 1
            name = raw.decode(errors="replace")
            topic_filter = asked[name] = self._scope.subscribe(name)
            places.append(topic_filter)
            if topic_filter is not None:
                kept += packets.text(topic_filter.topic.encode()) + options
        if not places:
            raise Malformed("a SUBSCRIBE without a filter")
        denied = [name for name, topic_filter in asked.items() if topic_filter is None]
        if len(denied) == len(asked):
            properties = b"\x00" if self._is_v5 else b""
            codes = bytes((_REFUSED[self._is_v5],)) * len(places)
            return Asked(b"", packets.packet(packets.SUBACK, packet_id + properties + codes), denied)
        self._waiting[packet_id] = places
        self._filters.update({name: topic_filter for name, topic_filter in asked.items() if topic_filter is not None})
        return Asked(packets.packet(head, bytes(kept)), b"", denied)

    def acknowledged(self, body: bytes) -> bytes:
        """The broker's SUBACK, with the refused filters in their places."""
        places = self._waiting.pop(body[:2], [])
        if None not in places:
            return packets.packet(packets.SUBACK, body)
        start = self._after_properties(body)
        granted = iter(body[start:])
        refused = _REFUSED[self._is_v5]
        codes = bytes(refused if topic_filter is None else next(granted, refused) for topic_filter in places)
        return packets.packet(packets.SUBACK, body[:start] + codes)

    def unsubscribe(self, head: int, body: bytes) -> bytes:
        """The UNSUBSCRIBE as the broker shall see it."""
        at = self._after_properties(body)
        kept = bytearray(body[:at])
        while at < len(body):
            raw, at = packets.read_text(body, at)
            name = raw.decode(errors="replace")
            topic_filter = self._scope.subscribe(name)
            kept += packets.text(topic_filter.topic.encode() if topic_filter else _NOWHERE)
            self._filters.pop(name, None)
        return packets.packet(head, bytes(kept))

    def of(self, topic: str) -> str:
        """By which filter a message comes; those of an earlier connection share the empty name."""
        return next((known.topic for known in self._filters.values() if matches(known.topic, topic)), "")

    def _after_properties(self, body: bytes) -> int:
        if not self._is_v5:
            return 2
        length, at = packets.read_varint(body, 2)
        return at + length


def matches(topic_filter: str, topic: str) -> bool:
    if topic_filter.startswith("$share/"):
        topic_filter = topic_filter.split("/", 2)[2]
    wanted, levels = topic_filter.split("/"), topic.split("/")
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(levels) or level not in ("+", levels[place]):
            return False
    return len(wanted) == len(levels)
