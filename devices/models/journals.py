"""What happened at the doors, and what devices did wrong."""

from django.db import models

from devices.models.devices import Device
from organizations.models import Organization


class ConnectionLog(models.Model):
    """One coming, going or refusal at a door, with the reason in words."""

    class Event(models.TextChoices):
        CONNECTED = "connected"
        REFUSED = "refused"
        DISCONNECTED = "disconnected"

    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.CASCADE, related_name="connection_log")
    at = models.DateTimeField()
    event = models.CharField(max_length=12, choices=Event.choices)
    client_id = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=60, blank=True)
    protocol = models.CharField(max_length=20, blank=True)
    tls_version = models.CharField(max_length=20, blank=True)
    cipher = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # What was seen of a TLS handshake that failed: {"sni", "versions", "ciphers", "alert", "certificate", …}.
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("device", "-at")), models.Index(fields=("at",)))

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.event} {self.reason}"


class DeviceLog(models.Model):
    """What a device did wrong, named value by value; the same thing again only counts up."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    level = models.CharField(max_length=8, default="warning")
    kind = models.CharField(max_length=40)
    message = models.CharField(max_length=500)
    payload = models.CharField(max_length=300, blank=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("device", "-at")),)

    def __str__(self) -> str:
        return self.message
