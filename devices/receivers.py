"""What devices do when something changes below them."""

from typing import Any

from django.dispatch import receiver

from core.errors import Refused
from devices.models import Device
from devices.services import moves
from organizations import rights
from organizations.models import Site, User
from organizations.signals import site_moving


@receiver(site_moving)
def devices_move_with_their_site(site: Site, organization_id: str, by: User, **_: Any) -> None:
    """All of them, archived ones too, or the site stays."""
    moves.move_claim_codes(site)
    devices = list(Device.all_objects.filter(site=site, organization_id=organization_id))
    if not devices:
        return
    rights.require(by, "manage_devices", site.organization)
    managed = rights.visible(by, Device.all_objects.filter(site=site), "manage_devices").count()
    if managed < len(devices):
        raise Refused(f"You may not manage {len(devices) - managed} of the devices at “{site.name}”: it stays where it is.")
    moves.move_to_organization(devices, site.organization, site=site)
