"""The websocket at /ws/public/<token>: the page of a public link hears what stands on its dashboard, and nothing else.

It speaks as /ws/live does, in the name of nobody: the link alone lets it in, and `grant` in the address where there is a
password; `var-<name>` says what was chosen of the variables that the link leaves open. What it may hear is read from the
dashboard, never taken from the page. Closed with 4404 (the link shows nothing any more), 4403 (give the password, again),
4429 (too many pages are open, or too much was asked).
"""

import uuid
from typing import Any, Final

from channels.db import database_sync_to_async
from django.http import QueryDict
from django.utils.timezone import now

from core.actor import address_of_scope
from core.errors import Missing
from dashboards import topics
from dashboards.consumers import RECHECK_S, LiveConsumer
from dashboards.errors import PublicPasswordNeeded, PublicTooBusy
from dashboards.models import PublicLink
from dashboards.public import limits, links, showing
from dashboards.variables.declared import given_in

PASSWORD_NEEDED: Final = 4403
GONE: Final = 4404
TOO_BUSY: Final = 4429
# The end of a link is looked for this much after it, so that it is over by then.
AFTER_END_S: Final = 0.05


class PublicConsumer(LiveConsumer):
    """One open page of a public link."""

    # Later than what was read before, and is kept for all visitors, is good for.
    deleted_settle_s = LiveConsumer.deleted_settle_s + showing.KEPT_MS / 1000

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.seat = uuid.uuid4().hex
        self.link: PublicLink | None = None
        await super().__call__(scope, receive, send)

    def _admit(self) -> int | None:
        query = QueryDict(self.scope["query_string"])
        self.address = address_of_scope(self.scope)
        self.token, self.grant = self.scope["url_route"]["kwargs"]["token"], query.get("grant", "")[:500]
        self.asked = given_in(query)
        try:
            limits.count_address(self.address)
            link = self._opened()
            limits.count_link(link)
        except PublicTooBusy:
            return TOO_BUSY
        except PublicPasswordNeeded:
            return PASSWORD_NEEDED
        except Missing:
            return GONE
        if not limits.take_seat(link, self.address, self.seat):
            return TOO_BUSY
        self.organization_id = link.dashboard.organization_id
        return None

    def _opened(self) -> PublicLink:
        self.link = links.opened(self.token, self.grant)
        return self.link

    async def _left(self) -> None:
        if self.link is not None:
            await database_sync_to_async(limits.leave_seat)(self.link, self.address, self.seat)

    def _allowed(self, asked: frozenset[str]) -> frozenset[str]:
        try:
            limits.count_address(self.address)
            link = self._opened()
            limits.count_link(link)
        except (PublicTooBusy, PublicPasswordNeeded, Missing):
            # Whether the page may stay is looked at apart, and at once.
            self.must_look.set()
            return frozenset()
        return asked & showing.topics(link, showing.given(link, self.asked))

    def _preferences(self) -> dict[str, Any]:
        """A visitor is nobody: the browser alone says which language."""
        return {}

    def concerns(self, news: bytes) -> bool:
        """The link, what it shows, what its maker may see, or what was deleted."""
        return super().concerns(news) or (self.link is not None and news == topics.public_news(self.link.dashboard_id).encode())

    def _recheck_after_s(self) -> float:
        ends = self.link.expires_at if self.link is not None else None
        if ends is None:
            return RECHECK_S
        return min(RECHECK_S, max(0.0, (ends - now()).total_seconds()) + AFTER_END_S)

    def _still_allowed(self, asked: frozenset[str]) -> frozenset[str] | int:
        try:
            link = self._opened()
        except PublicPasswordNeeded:
            return PASSWORD_NEEDED
        except Missing:
            return GONE
        limits.hold_seat(link, self.address, self.seat)
        return asked & showing.topics(link, showing.given(link, self.asked))
