"""Dashboards and every version of their documents."""

from typing import ClassVar

from django.db import models
from django.utils.timezone import now

from devices.models import Device, DeviceType, Metric
from flows.models import Flow
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
    # Grows with each save, publishing and discarding of the draft; who saves it names the one they began with.
    draft_version = models.PositiveIntegerField(default=0)
    # The data flow in which each of its widgets is a block.
    flow = models.ForeignKey(Flow, null=True, blank=True, on_delete=models.SET_NULL, related_name="dashboards")
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


class DashboardDraft(models.Model):
    """What is being arranged; viewers go on seeing the published version."""

    dashboard = models.OneToOneField(Dashboard, on_delete=models.CASCADE, related_name="draft")
    document = models.JSONField()
    # The published version that it began with.
    base = models.PositiveIntegerField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"draft of {self.dashboard}"


class DashboardTemplate(models.Model):
    """A document that the organization's people begin new dashboards with."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="dashboard_templates")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    document = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "name"), name="dashboard_template_name_once_per_organization"),
        )

    def __str__(self) -> str:
        return self.name


class DashboardShare(models.Model):
    """Shows the dashboard to the people of a profile, as far as their role there reaches."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="shares")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="shares")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dashboard", "profile"), name="share_once_per_profile"),)

    def __str__(self) -> str:
        return f"{self.dashboard} with {self.profile}"


class Annotation(models.Model):
    """What a person noted at a moment, or over a stretch of time: it stands on the dashboard's charts."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="annotations")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    text = models.CharField(max_length=500)
    # Only on charts of this metric; without one on all.
    metric = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("dashboard", "at"), name="annotations_by_time"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("at")), name="annotation_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]


class PublicLink(models.Model):
    """Shows the dashboard to whoever has the address: what its maker may read, and only as long as they may."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="public_links")
    name = models.CharField(max_length=100, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    # The last four characters, by which people know it.
    hint = models.CharField(max_length=4)
    password_hash = models.CharField(max_length=200, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    # Sites that may show it in a frame, as `frame-ancestors` takes them.
    hosts = models.JSONField(default=list)
    # Names of the variables that visitors may choose; the others stand for what the dashboard lays down.
    choosable = models.JSONField(default=list)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="public_links")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_count = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.dashboard} …{self.hint}"

    @property
    def has_password(self) -> bool:
        return self.password_hash != ""

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()


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


class SentValue(models.Model):
    """A value that a control sent into a flow, and who sent it. What goes to a device is a command."""

    dashboard = models.ForeignKey(Dashboard, null=True, on_delete=models.SET_NULL, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="+")
    block = models.CharField(max_length=100)
    # Of the device that a flow for each device was sent to.
    key = models.CharField(max_length=100, blank=True)
    value = models.JSONField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("flow", "block", "key", "-id"), name="sent_to_a_control"),)

    def __str__(self) -> str:
        return f"{self.value!r} to {self.block}"


class ControlPin(models.Model):
    """What a person, or whoever operates a dashboard, types before a control sends. Only its hash is kept."""

    user = models.OneToOneField(User, null=True, on_delete=models.CASCADE, related_name="control_pin")
    dashboard = models.OneToOneField(Dashboard, null=True, on_delete=models.CASCADE, related_name="control_pin")
    hash = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(dashboard__isnull=True), name="pin_of_a_person_or_a_dashboard"
            ),
        )

    def __str__(self) -> str:
        return f"PIN of {self.user or self.dashboard}"


class Playlist(models.Model):
    """Dashboards that are shown in turn, each for so many seconds."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="playlists")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="playlists")
    name = models.CharField(max_length=100)
    # Whether everybody of the organization finds it in the list; what it shows is still each person's own.
    is_shared = models.BooleanField(default=False)
    # [{"dashboard": id, "page": id or null for all pages, "seconds": s}]
    items = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("organization", "owner", "name"), name="playlist_name_once_per_owner"),)

    def __str__(self) -> str:
        return self.name


class Picture(models.Model):
    """A floor plan, process picture or photograph of a dashboard. Its content never changes."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=20)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("dashboard", "sha256"), name="picture_once_per_dashboard"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.dashboard}"
