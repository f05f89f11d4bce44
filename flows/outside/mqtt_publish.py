"""A message to the organization's own MQTT topics."""

from typing import Any

from core.errors import Refused
from flows import selectors
from flows.cold.kinds import CallKind, Context
from gateways import publishing


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"topic", "payload", "expires_in_s"}`; `{device}` in the topic is the device of the run."""
    topic = request["topic"]
    if "{device}" in topic:
        name = selectors.device_name(context.organization_id, context.device_id)
        if not name:
            raise Refused(f"“{topic}” names the device of the run, and this run has none. Write the device's name instead.")
        topic = topic.replace("{device}", name)
    publishing.publish(
        context.organization_id,
        topic=topic,
        payload=request["payload"],
        effect_id=context.effect_id,
        expires_in_s=request["expires_in_s"],
    )
    return {"topic": topic}


kind = CallKind(title="MQTT message", perform=perform)
