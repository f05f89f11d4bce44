"""Who changed what, when and from where: written beside each change, in the same transaction, and never altered.

Models are followed from `<app>/audited.py`, which this app loads when all models are there; verbs that change many rows
at once, and deeds that change none, call `record`.
"""

from organizations.audit.following import changes_between, follow
from organizations.audit.records import Record, record, record_all

__all__ = ["Record", "changes_between", "follow", "record", "record_all"]
