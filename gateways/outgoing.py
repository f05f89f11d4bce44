"""The stream of what goes out over MQTT: alarms and commands, written where they happen, read by the edges."""

from collections.abc import Iterable, Sequence
from typing import Any, NotRequired, TypedDict

import msgspec

from core.redis import client

STREAM = "outgoing"
GROUP = "edge"
FIELD = b"item"
# While no edge runs, the oldest alarms go first; commands expire by themselves.
BOUND = 100_000
# How long an alarm's effect is remembered, so that a repeat after a crash is not published again.
REMEMBERED_S = 3_600


class CommandItem(TypedDict):
    kind: str
    organization: str
    device_id: int
    device: str
    id: int
    metric: str
    value: Any
    expires: int  # ms since 1970
    # Which one this is; entries from before there were several have none.
    attempt: NotRequired[int]


class AlarmItem(TypedDict):
    """What devices and foreign programs see of an alarm."""

    id: int
    rule: int
    title: str
    device: str | None
    state: str  # raise | clear
    severity: str
    value: Any
    text: str
    ts: float  # ms since 1970, of the sample that caused it


class NewsItem(TypedDict):
    """Something that a device may want to know, in every dialect that has a word for it."""

    kind: str
    organization: str
    device: str
    news: str
    body: dict[str, Any]
    expires: int


class AnswerItem(TypedDict):
    """The answer to a request, in the dialect that asked."""

    kind: str
    organization: str
    device: str
    dialect: str
    request: str
    topic: str
    body: dict[str, Any]
    expires: int


class MessageItem(TypedDict):
    """A message that a flow publishes in its organization's topics."""

    kind: str
    organization: str
    topic: str
    payload: str
    expires: int


_APPEND_ONCE = f"""
for at = 1, #ARGV, 2 do
    if ARGV[at] == '' or redis.call('SET', 'outgoing:done:' .. ARGV[at], 1, 'NX', 'EX', {REMEMBERED_S}) then
        for _, key in ipairs(KEYS) do
            redis.call('XADD', key, 'MAXLEN', '~', {BOUND}, '*', 'item', ARGV[at + 1])
        end
    end
end
"""


def broker_stream(connection_id: int) -> str:
    """The alarms for one external broker."""
    return f"{STREAM}:broker:{connection_id}"


def append(items: Iterable[CommandItem | NewsItem | AnswerItem]) -> None:
    pipe = client().pipeline(transaction=True)
    for item in items:
        pipe.xadd(STREAM, {FIELD: msgspec.json.encode(item)}, maxlen=BOUND, approximate=True)
    pipe.execute()


def append_alarms(streams: Sequence[str], alarms: Sequence[tuple[str | None, str, AlarmItem]]) -> None:
    """`(effect id, organization, alarm)`, each to all streams, once however often its effect is announced."""
    arguments: list[str | bytes] = []
    for effect_id, organization_id, alarm in alarms:
        item = {"kind": "alarm", "organization": organization_id, "alarm": alarm}
        arguments += [effect_id or "", msgspec.json.encode(item)]
    client().eval(_APPEND_ONCE, len(streams), *streams, *arguments)


def append_message(effect_id: str, item: MessageItem) -> None:
    """Once, however often its effect is done."""
    client().eval(_APPEND_ONCE, 1, STREAM, effect_id, msgspec.json.encode(item))


def streams(answer: Any) -> list[tuple[bytes, list[Any]]]:
    """The streams of an XREAD and their rows, whichever protocol the client speaks with Redis."""
    return list(answer.items() if isinstance(answer, dict) else answer or ())
