"""What flows want of the apps above them."""

from django.dispatch import Signal

# organization_id: str, dashboard_id: int, page: str, its title or id. Who listens may refuse.
page_wanted = Signal()

# flow: Flow, document: the revision's, is_each_device: bool, by: User | None. Sent in the transaction of the deploy. Who
# listens answers what it did not bind, and why, as a list of `Problem`.
flow_deployed = Signal()

# The same before a deploy: what would not be bound if this person deployed this document. Nothing is changed.
binding_looked_at = Signal()
