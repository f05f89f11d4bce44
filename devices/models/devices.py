"""Devices, what they are made like, what is known of them and what they measure."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from organizations.models import Organization, Site

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
    description = models.CharField(max_length=500, blank=True)
    manufacturer = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="type_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name

    def node_line(self) -> tuple[str, ...]:
        return (f"o:{self.organization_id}",)


class MetricTemplate(models.Model):
    """A metric that every device of a type has from its first day."""

    type = models.ForeignKey(DeviceType, on_delete=models.CASCADE, related_name="metrics")
    path = models.CharField(max_length=200, validators=[RegexValidator(rf"\A{PATH_PATTERN}\Z")])
    unit = models.CharField(max_length=30, blank=True)
    data_type = models.CharField(max_length=10, choices=DataType.choices, default=DataType.DOUBLE)
    expected_interval_s = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    is_writable = models.BooleanField(default=False)

    class Meta:
        ordering = ("path",)
        constraints = (models.UniqueConstraint(fields=("type", "path"), name="template_path_once_per_type"),)

    def __str__(self) -> str:
        return f"{self.type}/{self.path}"


class CommandTemplate(models.Model):
    """A command that devices of a type understand, with typed parameters.

    `parameters` is a list of {"name", "title", "type": a data type, "unit", "required", "default", "low", "high", "choices"}.
    """

    type = models.ForeignKey(DeviceType, on_delete=models.CASCADE, related_name="commands")
    name = models.CharField(max_length=100)
    title = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=500, blank=True)
    parameters = models.JSONField(default=list, blank=True)
    # How long one attempt may take, and how often it is made.
    timeout_s = models.FloatField(default=60)
    max_attempts = models.PositiveSmallIntegerField(default=1)
    # Asked before it goes out; empty: it goes at once.
    confirmation = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("type", "name"), name="command_name_once_per_type"),)

    def __str__(self) -> str:
        return f"{self.type}/{self.name}"


class PresentDevices(models.Manager["Device"]):
    """Archived devices are no longer there for anybody who does not ask for them."""

    def get_queryset(self) -> "models.QuerySet[Device]":
        return super().get_queryset().filter(archived_at=None)


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
    # Deleted, but its history was to stay: it has no credentials, takes no samples, and its name is free again.
    archived_at = models.DateTimeField(null=True, blank=True)
    # The claim code with which the device registered itself.
    claim = models.ForeignKey(
        "devices.ClaimCode", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="devices"
    )

    objects: ClassVar[PresentDevices] = PresentDevices()
    # Also the archived ones; what refers to a device finds it either way.
    all_objects: ClassVar["models.Manager[Device]"] = models.Manager()

    class Meta:
        ordering = ("name",)
        base_manager_name = "all_objects"
        indexes = (
            # Counting a page's devices by site or organization reads nothing but this.
            models.Index(fields=("organization", "site", "archived_at", "online"), name="devices_by_place"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "name"), condition=Q(archived_at=None), name="device_name_once_per_organization"
            ),
        )

    def __str__(self) -> str:
        return self.name

    node_lookups: ClassVar = {"o": ("organization_id",), "s": ("site_id",), "d": ("id",)}

    def node_line(self) -> tuple[str, ...]:
        if self.site_id is None:
            return (f"d:{self.id}", f"o:{self.organization_id}")
        return (f"d:{self.id}", f"s:{self.site_id}", f"o:{self.organization_id}")


class Attribute(models.Model):
    """A lasting fact about a device: serial number, firmware, place on the shelf."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="attributes")
    name = models.CharField(max_length=100)
    value = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("device", "name"), name="attribute_name_once_per_device"),)

    def __str__(self) -> str:
        return f"{self.device}: {self.name} = {self.value!r}"


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

    node_lookups: ClassVar = {
        "o": ("device__organization_id",),
        "s": ("device__site_id",),
        "d": ("device_id",),
        "f": ("device_id path",),
        "m": ("id",),
    }

    def node_line(self) -> tuple[str, ...]:
        """Itself, the folders that its path names, the device and what that stands in."""
        line = [f"m:{self.id}"]
        folder, found, _ = self.path.rpartition("/")
        while found:
            line.append(f"f:{self.device_id}:{folder}")
            folder, found, _ = folder.rpartition("/")
        return (*line, *self.device.node_line())
