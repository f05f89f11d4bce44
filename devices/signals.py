"""Facts about devices that upper apps listen to."""

from django.dispatch import Signal

command_queued = Signal()  # commands: list[Command], just stored
command_changed = Signal()  # commands: list[Command], whose status moved on
presence_changed = Signal()  # devices: list[Device], which came or went
credential_revoked = Signal()  # credential: Credential
device_deleted = Signal()  # organization_id: str, device_id: int, metric_ids: list[int]
attributes_changed = Signal()  # device: Device, changes: dict[str, Any], None for one that was taken away; after commit
file_withdrawn = Signal()  # name: str, devices: list[Device] for which no version of that name holds any more
file_activated = Signal()  # version: FileVersion, devices: list[Device] for which it holds from now on, a batch at a time
# organization_id: str, device_ids: list[int]: archived, or moved away from that organization; what it built on them ends
devices_left = Signal()
