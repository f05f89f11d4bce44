"""Devices, their metrics, credentials, journals and commands."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from organizations.models import Organization, Site, User

NAME_PATTERN = r"[^/+#\x00-\x1f\x7f]{1,100}"
PATH_PATTERN = r"[^/+#\x00-\x1f\x7f]+(/[^/+#\x00-\x1f\x7f]+)*"


class DataType(models.TextChoices):
    LONG = "long"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    STRING = "string"
    BINARY = "binary"
    JSON = "json"


class DeviceType(models.Model):
    """What devices of one make have in common; flows take all devices of a type as their source."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="device_types")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="type_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A thing that sends or receives, real or virtual. Its name stands in MQTT topics."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="devices")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="devices")
    type = models.ForeignKey(DeviceType, null=True, blank=True, on_delete=models.SET_NULL, related_name="devices")
    name = models.CharField(max_length=100, validators=[RegexValidator(rf"\A{NAME_PATTERN}\Z")])
    description = models.CharField(max_length=500, blank=True)
    # A gateway speaks for every device of its organization.
    is_gateway = models.BooleanField(default=False)
    may_create_metrics = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="device_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name


class Metric(models.Model):
    """One named, typed stream of a device. Its id is the store's series id."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="metrics")
    path = models.CharField(max_length=200, validators=[RegexValidator(rf"\A{PATH_PATTERN}\Z")])
    unit = models.CharField(max_length=30, blank=True)
    data_type = models.CharField(max_length=10, choices=DataType.choices, default=DataType.DOUBLE)
    expected_interval_s = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    is_writable = models.BooleanField(default=False)
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("path",)
        constraints = (models.UniqueConstraint(fields=("device", "path"), name="metric_path_once_per_device"),)

    def __str__(self) -> str:
        return f"{self.device}/{self.path}"


class Credential(models.Model):
    """What a device shows to prove who it is. The token itself is never stored."""

    class Kind(models.TextChoices):
        TOKEN = "token"

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TOKEN)
    token_hash = models.CharField(max_length=64, unique=True)
    # The last four characters, so that people can tell two tokens apart.
    hint = models.CharField(max_length=4)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.kind} …{self.hint} of {self.device}"


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
    reason = models.CharField(max_length=300, blank=True)

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
    value = models.JSONField()
    status = models.CharField(max_length=10, choices=CommandStatus.choices, default=CommandStatus.QUEUED)
    detail = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The effect of a flow that asked for it: a repeat finds its own trace here.
    source = models.CharField(max_length=200, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
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

    def __str__(self) -> str:
        return f"{self.name}={self.value!r} to {self.device}: {self.status}"
