"""Facts about samples that upper apps listen to."""

from django.dispatch import Signal

samples_stored = Signal()  # batch: telemetry.decode.Batch, in the store and committed; sent in the lane's process
