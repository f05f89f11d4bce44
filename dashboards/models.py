"""Dashboards and every version of their documents."""

from typing import ClassVar

from django.db import models

from devices.models import Device, DeviceType
from organizations.models import Organization, Profile, Site, User


class Dashboard(models.Model):
    """A page, or several, of widgets. What it shows stands in its newest version."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="dashboards")
    # Where in the tree it stands: at a device, at a site, or at the organization itself.
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="dashboards")
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="dashboards")
    name = models.CharField(max_length=100)
    # The newest version's number; who saves names the one they began with.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="dashboard_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name

    node_lookups: ClassVar = {
        "o": ("organization_id",),
        "s": ("site_id", "device__site_id"),
        "d": ("device_id",),
        "b": ("id",),
    }

    def node_line(self) -> tuple[str, ...]:
        if self.device is not None:
            return (f"b:{self.id}", *self.device.node_line())
        if self.site_id is not None:
            return (f"b:{self.id}", f"s:{self.site_id}", f"o:{self.organization_id}")
        return (f"b:{self.id}", f"o:{self.organization_id}")


class DashboardShare(models.Model):
    """Shows the dashboard to the people of a profile, as far as their role there reaches."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="shares")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="shares")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dashboard", "profile"), name="share_once_per_profile"),)

    def __str__(self) -> str:
        return f"{self.dashboard} with {self.profile}"


class DefaultDashboard(models.Model):
    """The dashboard that devices of a type open with."""

    type = models.OneToOneField(DeviceType, on_delete=models.CASCADE, related_name="default_dashboard")
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.dashboard} for {self.type}"


class DashboardVersion(models.Model):
    """One saved document. It never changes: going back makes a new version."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    message = models.CharField(max_length=200, blank=True)
    document = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("dashboard", "number"), name="version_number_once_per_dashboard"),)

    def __str__(self) -> str:
        return f"{self.dashboard} {self.number}"
