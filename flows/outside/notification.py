"""A notification in the browsers of an organization's people."""

from typing import Any

from flows import notifications, selectors
from flows.cold.kinds import CallKind, Context
from flows.toolbox import texts


def perform(request: dict[str, Any], context: Context) -> None:
    """`{"title", "text", "level", "link", "profile", "value"}`; `{value}` and `{device}` in the texts are filled in."""
    device = selectors.device_name(context.organization_id, context.device_id)
    notifications.notify(
        context.organization_id,
        title=texts.fill_in(request["title"], value=request["value"], device=device),
        text=texts.fill_in(request["text"], value=request["value"], device=device),
        level=request["level"],
        link=request["link"],
        profile=request["profile"],
        flow_id=context.flow_id,
        effect_id=context.effect_id,
    )


kind = CallKind(title="Notification", perform=perform)
