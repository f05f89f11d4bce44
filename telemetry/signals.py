"""Facts about samples that upper apps listen to."""

from django.dispatch import Signal

requests_received = Signal()  # requests: list[dict], what devices asked over a gateway; sent inside the transaction that notes it
samples_stored = Signal()  # batch: telemetry.decode.Batch, in the store and committed; sent in the lane's process
