"""What flows want of the apps above them."""

from django.dispatch import Signal

# organization_id: str, dashboard_id: int, page: str, its title or id. Who listens may refuse.
page_wanted = Signal()

# flow: Flow, document: the revision's, is_each_device: bool, by: User | None. Sent in the transaction of the deploy.
flow_deployed = Signal()
