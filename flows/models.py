"""Flows, the drafts that people edit and the revisions that run."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from organizations.models import Organization, Profile, User
from telemetry.models import Job


def empty_document() -> dict[str, Any]:
    return {"schema": 1, "blocks": {}, "wires": []}


class Flow(models.Model):
    """A graph of blocks with a name. What runs is its live revision, as long as it is enabled."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="flows")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    is_enabled = models.BooleanField(default=True)
    live = models.ForeignKey("Revision", null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    deployed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="flow_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name

    @cached_property
    def alarm_source(self) -> str:
        """The name under which the flow's alarm rules are filed."""
        return f"flow:{self.id}"


class FlowDraft(models.Model):
    """The document as it is being edited. `version` tells a saver that somebody else was faster."""

    flow = models.OneToOneField(Flow, on_delete=models.CASCADE, related_name="draft")
    document = models.JSONField(default=empty_document)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"draft {self.version} of {self.flow}"


class Revision(models.Model):
    """One deployed version of a flow. It never changes, so a run can name it for ever."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    message = models.CharField(max_length=500, blank=True)
    document = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    # What its deploy did not bind to dashboards, and why: `Problem`s, known to whoever has just deployed it.
    unbound: Sequence[Any] = ()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("flow", "number"), name="revision_number_once_per_flow"),)

    def __str__(self) -> str:
        return f"revision {self.number} of {self.flow}"


class FailedCall(models.Model):
    """A call of a block that could not be done, kept so that a person can send it again."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="failed_calls")
    block_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    effect_id = models.CharField(max_length=200, unique=True)
    request = models.JSONField()
    # What the call is besides its request: whom its answer goes to.
    effect = models.JSONField()
    error = models.CharField(max_length=1_000)
    tries = models.PositiveIntegerField()
    failed_at = models.DateTimeField()

    class Meta:
        ordering = ("-failed_at", "-id")
        indexes = (
            models.Index(fields=("organization", "-failed_at", "-id"), name="failed_call_of_organization"),
            models.Index(fields=("flow", "block_id", "-failed_at", "-id"), name="failed_call_of_block"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.block_id} in {self.flow}"


class Credential(models.Model):
    """How an organization proves who it is to somebody else's server. Flows name it; nobody reads its secrets again."""

    class Kind(models.TextChoices):
        BASIC = "basic"  # user name and password
        BEARER = "bearer"  # a token that does not change
        OAUTH2 = "oauth2"  # client credentials, for which the server gives tokens
        API_KEY = "api_key"  # in a header or in the query
        DATABASE = "database"  # the URL of a database, with its password
        CERTIFICATE = "certificate"  # of a client, with its key

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    # What may be shown: user name, name of a header, where tokens are given.
    settings = models.JSONField(default=dict)
    # The secrets as JSON, encrypted with a key that is not in the database.
    sealed = models.TextField()
    # Hosts that it may be sent to (`*.example.com` too); none named means all.
    hosts = models.JSONField(default=list)
    renewed_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="credential_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name


class Subflow(models.Model):
    """Blocks that were drawn once and are used in many flows, with the draft of their next revision."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="subflows")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    icon = models.CharField(max_length=30, blank=True)
    color = models.CharField(max_length=20, blank=True)
    document = models.JSONField(default=empty_document)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="subflow_name_once_per_organization"),)

    def __str__(self) -> str:
        return self.name


class SubflowRevision(models.Model):
    """One published version of a subflow. Flows name it by its number, so it never changes."""

    subflow = models.ForeignKey(Subflow, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    message = models.CharField(max_length=500, blank=True)
    document = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("subflow", "number"), name="subflow_revision_number_once"),)

    def __str__(self) -> str:
        return f"revision {self.number} of {self.subflow}"


class Replay(Job):
    """A run of a flow over stored history that somebody asked for. It touches nothing; only its asker sees the result."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="replays")
    # Range, device and what to compare with.
    definition = models.JSONField()
    # The graphs as they stood when it was asked for: `here`, and `there` if another one is run beside it.
    documents = models.JSONField(default=dict)
    result = models.JSONField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("status", "lease_until"), name="replay_by_status"),)

    def __str__(self) -> str:
        return f"replay {self.pk} of {self.flow}"


class Notification(models.Model):
    """Something that a flow tells people: everybody in the organization, or those of a profile."""

    class Level(models.TextChoices):
        INFO = "info"
        SUCCESS = "success"
        WARNING = "warning"
        ERROR = "error"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    profile = models.ForeignKey(Profile, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    flow = models.ForeignKey(Flow, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    level = models.CharField(max_length=7, choices=Level.choices, default=Level.INFO)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=2_000, blank=True)
    # A page of the program that it leads to, like /dashboards/3.
    link = models.CharField(max_length=200, blank=True)
    effect_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organization", "-id"), name="notifications_newest"),)

    def __str__(self) -> str:
        return self.title


class NotificationsSeen(models.Model):
    """How far somebody has looked at an organization's notifications."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    until = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "organization"), name="seen_once_per_user_and_organization"),)

    def __str__(self) -> str:
        return f"{self.user} has seen up to {self.until}"
