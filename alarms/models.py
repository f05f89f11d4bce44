"""Rules, alarms, and the journal of what happened to them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from alarms.states import Policy, Severity, State
from devices.models import Device, Metric
from organizations.models import Organization, User

SEVERITIES = [(int(severity), severity.name.lower()) for severity in Severity]


class AlarmRule(models.Model):
    """The watched condition. `source` and `key` say who watches: a flow and its block, say."""

    class OnBad(models.TextChoices):
        HOLD = "hold"
        RAISE = "raise"
        CLEAR = "clear"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="alarm_rules")
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=2000, blank=True)
    severity = models.PositiveSmallIntegerField(choices=SEVERITIES, default=Severity.WARNING)
    policy = models.CharField(max_length=8, choices=[(p.value, p.value) for p in Policy], default=Policy.SEED)
    metric = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on_delay_s = models.FloatField(default=0)
    off_delay_s = models.FloatField(default=0)
    deadband = models.FloatField(default=0)
    # What a missing or bad value does to the condition.
    on_bad = models.CharField(max_length=5, choices=OnBad.choices, default=OnBad.HOLD)
    # An alarm acknowledged but still active is raised anew after this time.
    reraise_after_s = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Its source watches it no longer; the alarms it raised stay in the history.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "key"), name="rule_once_per_source"),)

    def __str__(self) -> str:
        return self.title


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def current(self) -> "AlarmQuerySet":
        """Still on the list that people work on."""
        return self.filter(closed_at=None)

    def history(self) -> "AlarmQuerySet":
        return self.exclude(closed_at=None)

    def active(self) -> "AlarmQuerySet":
        return self.filter(cleared_at=None)


class Alarm(models.Model):
    """One occurrence, raised to cleared. It keeps the rule's words of that day: history stays true."""

    class ClearCause(models.TextChoices):
        TRIGGER = "trigger"
        TIMEOUT = "timeout"
        USER = "user"
        RETIRED = "retired"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="alarms")
    # No index of its own: SQLite would take it for the active alarms of several devices and read the rule's whole history.
    rule = models.ForeignKey(AlarmRule, on_delete=models.RESTRICT, related_name="alarms", db_index=False)
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="alarms")
    # The name outlives the device.
    device_name = models.CharField(max_length=100, blank=True)
    metric = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=2000, blank=True)
    severity = models.PositiveSmallIntegerField(choices=SEVERITIES)
    severity_max = models.PositiveSmallIntegerField(choices=SEVERITIES)
    value_at_raise = models.JSONField(null=True)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    clear_cause = models.CharField(max_length=8, choices=ClearCause.choices, blank=True)
    ack_at = models.DateTimeField(null=True, blank=True)
    ack_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ack_comment = models.CharField(max_length=2000, blank=True)
    reset_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["Alarm"]] = AlarmQuerySet.as_manager()

    class Meta:
        constraints = (
            # At most one active alarm of a rule and device; a database compares absent devices as unequal.
            models.UniqueConstraint(
                fields=("rule", "device"), condition=Q(cleared_at=None), name="one_active_alarm_per_rule_and_device"
            ),
            models.UniqueConstraint(
                fields=("rule",), condition=Q(cleared_at=None, device=None, device_name=""), name="one_active_alarm_per_rule"
            ),
            models.CheckConstraint(condition=Q(ack_at=None) | ~Q(ack_comment=""), name="acknowledged_with_a_comment"),
        )
        indexes = (
            models.Index(
                "organization", F("severity").desc(), F("raised_at").desc(), condition=Q(closed_at=None), name="alarms_current"
            ),
            models.Index("organization", F("raised_at").desc(), F("id").desc(), name="alarms_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.title}: {self.state.name}"

    node_lookups: ClassVar = {
        "o": ("organization_id",),
        "s": ("device__site_id",),
        "d": ("device_id",),
        "f": ("device_id metric__path",),
        "m": ("metric_id",),
    }

    def node_line(self) -> tuple[str, ...]:
        """Where its cause stands."""
        if self.metric is not None:
            return self.metric.node_line()
        return self.device.node_line() if self.device is not None else (f"o:{self.organization_id}",)

    @property
    def state(self) -> State:
        return State(
            is_active=self.cleared_at is None,
            is_acked=self.ack_at is not None,
            is_reset=self.reset_at is not None,
            is_open=self.closed_at is None,
        )


class AlarmTransition(models.Model):
    """The journal: one row for each thing that happened, never changed.

    A row without an alarm is an event that changed nothing, kept so that its repeat changes nothing either.
    """

    class Kind(models.TextChoices):
        RAISED = "raised"
        CLEARED = "cleared"
        ACKNOWLEDGED = "acknowledged"
        RESET = "reset"
        WORSENED = "worsened"
        NOTHING = "nothing"

    alarm = models.ForeignKey(Alarm, null=True, blank=True, on_delete=models.CASCADE, related_name="transitions")
    rule = models.ForeignKey(AlarmRule, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()  # the sample's time, or when the person acted
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.CharField(max_length=2000, blank=True)
    value = models.JSONField(null=True)
    severity = models.PositiveSmallIntegerField(choices=SEVERITIES)
    effect_id = models.CharField(max_length=200, null=True, blank=True, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%F %T}"


class AlarmOverlay(models.Model):
    """A rule, or one device of it, set aside: its alarms are not shown to operators while it lasts."""

    class Kind(models.TextChoices):
        SHELVED = "shelved"
        SUPPRESSED = "suppressed"
        OUT_OF_SERVICE = "out_of_service"

    rule = models.ForeignKey(AlarmRule, on_delete=models.CASCADE, related_name="overlays")
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    suppressed_by = models.ForeignKey(AlarmRule, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    comment = models.CharField(max_length=2000, blank=True)
    started_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(kind="shelved") | Q(until__isnull=False), name="shelved_for_a_time"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.kind}"
