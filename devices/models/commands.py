"""Values sent to devices."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from devices.models.devices import Device, Metric
from organizations.models import User


class CommandStatus(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


OPEN_STATUSES = (CommandStatus.QUEUED, CommandStatus.SENT, CommandStatus.DELIVERED)


class Command(models.Model):
    """A value sent to a device, and what became of it."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="commands")
    metric = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.SET_NULL, related_name="commands")
    name = models.CharField(max_length=200)
    # Null for a command that says everything by its name.
    value = models.JSONField(null=True)
    status = models.CharField(max_length=10, choices=CommandStatus.choices, default=CommandStatus.QUEUED)
    detail = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The effect of a flow that asked for it: a repeat finds its own trace here.
    source = models.CharField(max_length=200, null=True, blank=True, unique=True)
    # Commands that were sent together to a selection of devices share this.
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=1)
    # How long one attempt may take.
    timeout_s = models.FloatField(default=60)
    created_at = models.DateTimeField(auto_now_add=True)
    # The end of the running attempt.
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("device", "-created_at")),
            models.Index(fields=("expires_at",), condition=Q(status__in=("queued", "sent", "delivered")), name="open_commands"),
        )

    node_lookups: ClassVar = {
        "o": ("device__organization_id",),
        "s": ("device__site_id",),
        "d": ("device_id",),
        "f": ("device_id metric__path",),
        "m": ("metric_id",),
    }

    def __str__(self) -> str:
        return f"{self.name}={self.value!r} to {self.device}: {self.status}"
