"""Messages that programs of ours publish in an organization's topics, for devices and gateways that listen there."""

import time
from typing import Final

from core.errors import Refused
from gateways import outgoing
from gateways.dialect import is_topic_name
from gateways.sluice.dialect import ANSWERS, ROOT

PAYLOAD_BOUND: Final = 64 * 1024
TOPIC_BOUND: Final = 200
# What stands there has a sender of its own, on whom devices rely.
TAKEN: Final = frozenset({"samples", "results", "commands", "alarms", *(name.partition("/")[0] for name in ANSWERS)})


def check_topic(topic: str) -> None:
    """Refuse a topic that no device could hear, or that means something else already."""
    root, _, rest = topic.partition("/")
    device, _, tail = rest.partition("/")
    if not is_topic_name(topic) or len(topic) > TOPIC_BOUND or not topic.isprintable():
        raise Refused(
            f"“{topic[:80]}” is no topic to publish to: 1 to {TOPIC_BOUND} characters without + and #, "
            f"for example {ROOT}/boiler/settings.",
            field="topic",
        )
    if root != ROOT or not device or not tail:
        raise Refused(
            f"“{topic[:80]}” is heard by nobody: a topic here is {ROOT}/<device>/<what>, for example {ROOT}/boiler/settings.",
            field="topic",
        )
    if tail.partition("/")[0] in TAKEN:
        raise Refused(
            f"“{topic[:80]}” has another sender already ({', '.join(sorted(TAKEN))} do). Choose another word after the device.",
            field="topic",
        )


def publish(organization_id: str, *, topic: str, payload: str, effect_id: str, expires_in_s: float) -> None:
    """Hand a message to the edge, once however often it is asked for under this id. It waits `expires_in_s` for the broker."""
    check_topic(topic)
    if (size := len(payload.encode())) > PAYLOAD_BOUND:
        raise Refused(f"The message has {size:,} bytes; {PAYLOAD_BOUND:,} can be published.", field="payload")
    outgoing.append_message(
        effect_id,
        {
            "kind": "message",
            "organization": organization_id,
            "topic": topic,
            "payload": payload,
            "expires": round((time.time() + expires_in_s) * 1000),
        },
    )
