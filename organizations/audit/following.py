"""Followed models: creating, changing and deleting their rows is written into the audit log by itself.

Only what goes through `save()` and `delete()` is seen: presence, last seen and the like are written with `update()` or in
bulk, and so cost nothing here. Rows that vanish because something above them was deleted have no entries of their own.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from organizations.audit.records import Changes, record

_BEFORE = "_audit_before"


@dataclass(frozen=True, slots=True)
class Followed:
    """How rows of a model are written of."""

    model: type[Model]
    kind: str
    fields: tuple[str, ...]
    organization: Callable[[Any], str | None]
    label: Callable[[Any], object]
    # How values of a field are shown, where the value itself says little.
    shown: Mapping[str, Callable[[Any], object]]
    # What creating and deleting a row are called; empty: not written.
    created: str
    changed: Callable[[Any, Changes], str]
    when: Callable[[Any], bool]
    deleted: str

    def values(self, row: Any) -> dict[str, Any]:
        return {name: self.shown[name](getattr(row, name)) if name in self.shown else getattr(row, name) for name in self.fields}

    def write(self, action: str, row: Any, changes: Changes) -> None:
        if not self.when(row):
            return
        record(
            action,
            kind=self.kind,
            target_id=row.pk,
            target=self.label(row),
            organization_id=self.organization(row),
            changes=changes,
        )


_followed: dict[type[Model], Followed] = {}


def followed() -> Mapping[type[Model], Followed]:
    return _followed


def follow(
    model: type[Model],
    *,
    kind: str,
    fields: Iterable[str] = (),
    organization: Callable[[Any], str | None],
    label: Callable[[Any], object] = str,
    shown: Mapping[str, Callable[[Any], object]] | None = None,
    many: Iterable[str] = (),
    created: str = "created",
    changed: Callable[[Any, Changes], str] = lambda row, changes: "changed",
    when: Callable[[Any], bool] = lambda row: True,
    deleted: str = "deleted",
) -> None:
    """Write of each row that is created, changed in one of `fields` or deleted; `many` names many-to-many fields.

    `when` leaves rows out that machines write by themselves.

    Name no secrets: what stands in `fields` is read by administrators and kept for good.
    """
    it = Followed(model, kind, tuple(fields), organization, label, shown or {}, created, changed, when, deleted)
    _followed[model] = it
    _save_with_entry(model)
    pre_save.connect(_before_save, sender=model, dispatch_uid=f"audit {kind}")
    post_save.connect(_after_save, sender=model, dispatch_uid=f"audit {kind}")
    post_delete.connect(_after_delete, sender=model, dispatch_uid=f"audit {kind}")
    for name in many:
        through = getattr(model, name).through
        m2m_changed.connect(
            functools.partial(_many_changed, it, name), sender=through, weak=False, dispatch_uid=f"audit {kind} {name}"
        )


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What differs, by field."""
    return {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}


def _save_with_entry(model: type[Model]) -> None:
    """Row and entry in one transaction: Django sends its signals around the one that it makes itself."""
    original = model.save_base

    @functools.wraps(original)
    def save_base(self: Model, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(using=kwargs.get("using"), savepoint=False):
            original(self, *args, **kwargs)

    if not hasattr(original, "__wrapped__"):
        setattr(model, "save_base", save_base)  # noqa: B010  the types know a method, which may not be assigned to


def _before_save(sender: type[Model], instance: Any, raw: bool, update_fields: frozenset[str] | None, **_: Any) -> None:
    it = _followed[sender]
    instance.__dict__.pop(_BEFORE, None)
    if raw or instance._state.adding or not it.fields:
        return
    if update_fields is not None and not {*it.fields, *(f"{name}_id" for name in it.fields)} & update_fields:
        return
    links = [name for name in it.fields if isinstance(sender._meta.get_field(name), ForeignKey)]
    row = sender._base_manager.select_related(*links).filter(pk=instance.pk).first()
    if row is not None:
        instance.__dict__[_BEFORE] = it.values(row)


def _after_save(sender: type[Model], instance: Any, raw: bool, created: bool, **_: Any) -> None:
    it = _followed[sender]
    before = instance.__dict__.pop(_BEFORE, None)
    if raw:
        return
    if created:
        if it.created:
            it.write(it.created, instance, {name: (None, value) for name, value in it.values(instance).items() if _says(value)})
    elif before is not None and (changes := changes_between(before, it.values(instance))):
        it.write(it.changed(instance, changes), instance, changes)


def _after_delete(sender: type[Model], instance: Any, origin: Any = None, **_: Any) -> None:
    it = _followed[sender]
    asked = (origin is instance) or (isinstance(origin, QuerySet) and origin.model is sender)
    if it.deleted and (asked or (isinstance(origin, Model) and origin == instance)):
        it.write(it.deleted, instance, {name: (value, None) for name, value in it.values(instance).items() if _says(value)})


def _many_changed(it: Followed, name: str, sender: Any, instance: Any, action: str, reverse: bool, **_: Any) -> None:
    if reverse or not isinstance(instance, it.model):
        return
    if action.startswith("pre_"):
        instance.__dict__.setdefault(f"{_BEFORE}_{name}", _names(instance, name))
        return
    before = instance.__dict__.pop(f"{_BEFORE}_{name}", [])
    after = _names(instance, name)
    if before != after:
        it.write(it.changed(instance, {name: (before, after)}), instance, {name: (before, after)})


def _names(row: Any, name: str) -> list[str]:
    return sorted(str(other) for other in getattr(row, name).all())


def _says(value: Any) -> bool:
    return value is not None and value != "" and value != [] and value != {}
