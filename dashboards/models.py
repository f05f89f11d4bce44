"""Dashboards and every version of their documents."""

from django.db import models

from organizations.models import Organization, User


class Dashboard(models.Model):
    """A page, or several, of widgets. What it shows stands in its newest version."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="dashboards")
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
