"""What devices prove themselves with, and how new ones come in."""

from typing import ClassVar

from django.db import models

from devices.models.devices import Device, DeviceType
from organizations.models import Organization, Site, User


class Credential(models.Model):
    """What a device shows to prove who it is. The token itself is never stored."""

    class Kind(models.TextChoices):
        TOKEN = "token"
        CERTIFICATE = "certificate"

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TOKEN)
    name = models.CharField(max_length=100, blank=True)
    # Of a token; a certificate has none.
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    # The last four characters of the token or of the certificate's fingerprint, so that people can tell two apart.
    hint = models.CharField(max_length=4)
    # Of a certificate: SHA-256 of its DER form in hex, its serial number in hex, the PEM text. The key is never kept.
    fingerprint = models.CharField(max_length=64, null=True, blank=True, unique=True)
    serial = models.CharField(max_length=40, blank=True)
    algorithm = models.CharField(max_length=20, blank=True)
    certificate = models.TextField(blank=True)
    # The certificate that this one renews.
    renews = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="renewals")
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.kind} …{self.hint} of {self.device}"


class ClaimCode(models.Model):
    """Lets new devices register themselves. The code itself is never stored."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="claim_codes")
    name = models.CharField(max_length=100)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.CASCADE, related_name="claim_codes")
    type = models.ForeignKey(DeviceType, null=True, blank=True, on_delete=models.SET_NULL, related_name="claim_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    # The last four characters, so that people can tell two codes apart.
    hint = models.CharField(max_length=4)
    max_devices = models.PositiveIntegerField(default=1)
    used = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"

    node_lookups: ClassVar = {"o": ("organization_id",), "s": ("site_id",)}

    def node_line(self) -> tuple[str, ...]:
        if self.site_id is None:
            return (f"o:{self.organization_id}",)
        return (f"s:{self.site_id}", f"o:{self.organization_id}")
