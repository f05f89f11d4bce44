"""What telemetry keeps beside the devices' tables. Samples stand in the store, see `telemetry/store/`."""

from django.db import models
from django.db.models import Q

from organizations.models import Organization, User


class LogPosition(models.Model):
    """How far the device events of one partition of the log were written down, so that none is written twice."""

    source = models.CharField(max_length=60, primary_key=True)
    major = models.BigIntegerField()
    minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.source} at {self.major}-{self.minor}"


class JobStatus(models.TextChoices):
    """Where a piece of work in the background stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_JOBS = (JobStatus.WAITING, JobStatus.RUNNING)


class Job(models.Model):
    """Work in the background that outlives the process doing it: whoever holds the lease works on it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # Through which door it was asked for, and with which of the user's profiles: no job may see more than its asker.
    scope = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.WAITING)
    progress = models.FloatField(default=0)
    # What people should know about the outcome, each a sentence.
    notes = models.JSONField(default=list)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class ExportSchedule(models.Model):
    """Sends an export by mail at a local time of day."""

    class Every(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="export_schedules")
    # The owner, with whose rights it runs.
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="export_schedules")
    scope = models.JSONField(default=dict)
    name = models.CharField(max_length=100)
    definition = models.JSONField()
    every = models.CharField(max_length=5, choices=Every.choices)
    at = models.TimeField()
    weekday = models.PositiveSmallIntegerField(default=0)  # 0: Monday
    day = models.PositiveSmallIntegerField(default=1)  # of the month; a shorter month's last day stands for those it lacks
    time_zone = models.CharField(max_length=60, default="UTC")
    recipients = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    # Why we switched it off, for its owner to read.
    stopped_because = models.CharField(max_length=300, blank=True)
    next_due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("next_due_at",), condition=Q(is_active=True), name="schedule_due"),)

    def __str__(self) -> str:
        return self.name


class Export(Job):
    """A file of samples that somebody asked for."""

    name = models.CharField(max_length=100)
    definition = models.JSONField()
    # What the definition came to when it ran: the file holds these, and only who may read all of them may have it.
    metric_ids = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    file_name = models.CharField(max_length=150, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    # The file in VAR/exports; empty when there is none (yet, or any more).
    path = models.CharField(max_length=100, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    wants_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)
    schedule = models.ForeignKey(ExportSchedule, null=True, blank=True, on_delete=models.SET_NULL, related_name="exports")
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=("schedule", "due_at"), name="export_once_per_due_time"),)
        indexes = (models.Index(fields=("status", "lease_until"), name="export_by_status"),)

    def __str__(self) -> str:
        return self.name


class Import(Job):
    """History that comes in as a file: uploaded, checked without writing anything, then brought in."""

    class Stage(models.TextChoices):
        UPLOAD = "upload"
        SET_UP = "set_up"
        CHECK = "check"
        IMPORT = "import"

    file_name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    received_bytes = models.BigIntegerField(default=0)
    # In VAR/imports; empty once it is removed.
    path = models.CharField(max_length=100, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.UPLOAD)
    # Encoding, delimiter, first rows and a proposal of options, as the file looks.
    preview = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    # Where the next piece begins: byte and line of the file.
    position = models.BigIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    # Rows of the file, values in them, and what became of both.
    report = models.JSONField(default=dict)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("status", "lease_until"), name="import_by_status"),)

    def __str__(self) -> str:
        return self.file_name


class SavedQuery(models.Model):
    """A question to the data that somebody keeps."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="queries")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="queries")
    name = models.CharField(max_length=100)
    document = models.JSONField()
    # For all in the organization who may read some of its metrics; each sees what their own rights reach.
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("organization", "user", "name"), name="query_name_once_per_user"),)

    def __str__(self) -> str:
        return self.name
