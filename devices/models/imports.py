"""Lists of devices that were brought as a file, and what became of each row."""

from django.db import models

from organizations.models import Organization, User


class DeviceImport(models.Model):
    """One CSV file of devices on its way in. A row once counted in `done` is never looked at again."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="device_imports")
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    # The file's name in VAR/imports; empty once it was worked off.
    path = models.CharField(max_length=60, blank=True)
    # {"encoding", "delimiter", "create_sites", "create_types", "existing": "refuse" | "change"}
    options = models.JSONField(default=dict)
    is_dry_run = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    detail = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # The first of [row, column, name, what was wrong].
    problems = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.name
