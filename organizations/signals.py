"""Facts about organizations that upper apps listen to."""

from django.dispatch import Signal

# site: Site, already in its new organization; organization_id: str, the one it came from; by: User.
# Sent inside the transaction: whoever raises Refused keeps the site where it was.
site_moving = Signal()
