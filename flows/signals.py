"""What flows want of the apps above them."""

from django.dispatch import Signal

# organization_id: str, dashboard_id: int, page: str, its title or id. Who listens may refuse.
page_wanted = Signal()
