"""Files for devices and from them: configuration, firmware and the like, in versions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from devices.models.devices import Device, DeviceType
from organizations.models import Organization, User


class FileKind(models.TextChoices):
    CONFIGURATION = "CONFIGURATION"
    FIRMWARE = "FIRMWARE"
    INFORMATION = "INFORMATION"
    CERTIFICATE = "CERTIFICATE"
    UNDEFINED = "UNDEFINED"


class DeviceFile(models.Model):
    """A named file of one device, of all devices of a type, or of all devices of the organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="files")
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    type = models.ForeignKey(DeviceType, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=13, choices=FileKind.choices, default=FileKind.UNDEFINED)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=Q(device=None) | Q(type=None), name="file_of_a_device_or_of_a_type"),
            models.UniqueConstraint(
                fields=("organization", "name"), condition=Q(device=None, type=None), name="file_name_once_per_organization"
            ),
            models.UniqueConstraint(fields=("type", "name"), condition=Q(device=None), name="file_name_once_per_type"),
            models.UniqueConstraint(fields=("device", "name"), condition=Q(type=None), name="file_name_once_per_device"),
        )

    def __str__(self) -> str:
        return self.name

    node_lookups: ClassVar = {"o": ("organization_id",), "s": ("device__site_id",), "d": ("device_id",)}

    def node_line(self) -> tuple[str, ...]:
        """A device's file stands in the device, every other in its organization."""
        return self.device.node_line() if self.device is not None else (f"o:{self.organization_id}",)


class FileVersion(models.Model):
    """One content of a file; it never changes. At most one version of a file is active."""

    file = models.ForeignKey(DeviceFile, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100, default="application/octet-stream")
    metadata = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=500, blank=True)
    is_active = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The device that sent it, when no person did.
    uploaded_from = models.ForeignKey(Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("file", "version"), name="version_once_per_file"),
            models.UniqueConstraint(fields=("file",), condition=Q(is_active=True), name="one_active_version_per_file"),
        )

    def __str__(self) -> str:
        return f"{self.file} {self.version}"


class FileDelivery(models.Model):
    """How far one device is with the active version of a file."""

    class Status(models.TextChoices):
        NOTIFIED = "notified"
        DOWNLOADING = "downloading"
        DOWNLOADED = "downloaded"
        APPLIED = "applied"
        FAILED = "failed"

    version = models.ForeignKey(FileVersion, on_delete=models.CASCADE, related_name="deliveries")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="deliveries")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NOTIFIED)
    bytes_sent = models.PositiveBigIntegerField(default=0)
    detail = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-changed_at", "-id")
        constraints = (models.UniqueConstraint(fields=("version", "device"), name="delivery_once_per_device"),)

    def __str__(self) -> str:
        return f"{self.version} to {self.device}: {self.status}"
