"""What was changed by whom."""

from django.db import models
from django.utils.timezone import now


class AuditEntry(models.Model):
    """One change. Rows are only ever added: the database itself refuses to change or delete them.

    Nothing here is a foreign key, because the entry outlives what it speaks of.
    """

    at = models.DateTimeField(default=now)
    # Empty for what belongs to no organization.
    organization_id = models.CharField(max_length=6, blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    # The name as it was then: a person, "API key …1f3c of Dana", "device pump 7", "flow Cooling".
    actor = models.CharField(max_length=200, blank=True)
    # Rights do not bind them, so it must show where they used that.
    is_superuser = models.BooleanField(default=False)
    address = models.CharField(max_length=60, blank=True)
    # What was done: created, changed, deleted, logged_in, revoked, exported ...
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64, blank=True)
    target = models.CharField(max_length=200, blank=True)
    # {field: [before, after]}; secrets never stand here.
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        # One for each filter of the page, so that a long log is read from its end and never as a whole.
        indexes = (
            models.Index(fields=("organization_id", "-at", "-id"), name="audit_of_an_organization"),
            models.Index(fields=("organization_id", "actor_id", "-at", "-id"), name="audit_of_an_actor"),
            models.Index(fields=("organization_id", "action", "-at", "-id"), name="audit_of_an_action"),
            models.Index(fields=("organization_id", "kind", "-at", "-id"), name="audit_of_a_kind"),
            models.Index(fields=("organization_id", "kind", "target_id", "-at", "-id"), name="audit_of_a_thing"),
        )

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.action} {self.kind} {self.target}"
