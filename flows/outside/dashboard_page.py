"""Another page of a dashboard for all who look at it now."""

from typing import Any

from flows.cold.kinds import CallKind, Context, Retry
from flows.models import Flow
from flows.signals import page_wanted


def perform(request: dict[str, Any], context: Context) -> None:
    """`{"dashboard", "page"}`: the page by its title or id."""
    page_wanted.send(
        sender=Flow, organization_id=context.organization_id, dashboard_id=request["dashboard"], page=request["page"]
    )


# Nobody wants to be shown a page minutes later.
kind = CallKind(title="Page of a dashboard", perform=perform, retry=Retry(tries=2, backoff_s=1.0))
