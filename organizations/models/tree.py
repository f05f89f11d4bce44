"""Where things stand: organizations within organizations, and their sites."""

import secrets
import string
from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from organizations.models.people import User

ID_ALPHABET = string.ascii_lowercase + string.digits


def new_organization_id() -> str:
    """Six characters that a person can type into a client id."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(6))


class Organization(models.Model):
    """The boundary of who sees what."""

    id = models.CharField(primary_key=True, max_length=6, default=new_organization_id, editable=False)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # Raw samples of its devices are kept this long where a metric says nothing else.
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    node_lookups: ClassVar = {"o": ("id",)}

    def node_line(self) -> tuple[str, ...]:
        return (f"o:{self.id}",)


class Site(models.Model):
    """A place devices stand in."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # An IANA name like Europe/Helsinki; empty: UTC.
    time_zone = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="site_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name

    node_lookups: ClassVar = {"o": ("organization_id",), "s": ("id",)}

    def node_line(self) -> tuple[str, ...]:
        return (f"s:{self.id}", f"o:{self.organization_id}")


class Favourite(models.Model):
    """A node of the tree that a person wants at hand."""

    user: "models.ForeignKey[User, User]" = models.ForeignKey(
        "organizations.User", on_delete=models.CASCADE, related_name="favourites"
    )
    node = models.CharField(max_length=250)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=("user", "node"), name="favourite_once_per_user"),)

    def __str__(self) -> str:
        return f"{self.node} of {self.user}"
