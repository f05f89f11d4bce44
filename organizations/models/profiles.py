"""Profiles: what people with the same task may do, node by node."""

from django.db import models
from django.db.models import Q

from organizations.models.people import User
from organizations.models.tree import Organization


class Profile(models.Model):
    """An access template: users with the same profile have the same permissions."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="profiles")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    # The three doors that this profile opens.
    access_management = models.BooleanField(default=False)
    access_dashboard = models.BooleanField(default=True)
    access_rest = models.BooleanField(default=False)
    # Where its people begin after logging in: a path of the program like /dashboards/3.
    start_page = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="profile_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name


class ProfileMember(models.Model):
    """A user has a profile. Everybody keeps at least one."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("profile", "user"), name="profile_once_per_user"),)

    def __str__(self) -> str:
        return f"{self.user} has {self.profile}"


class Effect(models.TextChoices):
    ALLOW = "allow"
    DENY = "deny"


class DashboardRole(models.TextChoices):
    NONE = ""
    VIEWER = "viewer"
    OPERATOR = "operator"
    ENGINEER = "engineer"
    MANAGER = "manager"


class ProfileAccess(models.Model):
    """One entry of a profile: allow or deny some permissions on a node and all below it.

    `node` names it as `organizations.rights` does: `o:` organization, `s:` site, `d:` device, `f:` metric folder,
    `m:` metric, `b:` dashboard. `organization` is the one that the node stands in.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="entries")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    node = models.CharField(max_length=250)
    effect = models.CharField(max_length=5, choices=Effect.choices)
    # Bits of organizations.rights.BITS; a deny of 0 takes everything away.
    permissions = models.PositiveIntegerField(default=0)
    dashboard_role = models.CharField(max_length=8, choices=DashboardRole.choices, blank=True, default=DashboardRole.NONE)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("node",), name="entries_of_a_node"),)
        constraints = (
            models.UniqueConstraint(fields=("profile", "node", "effect"), name="entry_once_per_profile_and_node"),
            models.CheckConstraint(condition=Q(effect="allow") | Q(dashboard_role=""), name="no_role_in_a_deny"),
        )

    def __str__(self) -> str:
        return f"{self.effect} {self.node}"
