"""Facts about alarms that upper apps listen to."""

from django.dispatch import Signal

alarms_changed = Signal()  # changes: list[alarms.services.AlarmChange], after commit, oldest first
