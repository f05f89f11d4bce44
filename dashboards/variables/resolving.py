"""Where the bindings of a dashboard lead for one person and one choice of its variables: a handful of reads in all."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from dashboards.documents import (
    AnyBinding,
    CommandBinding,
    Document,
    MetricBinding,
    Nothing,
    OtherBinding,
    OutputBinding,
    PathBinding,
    SourceCondition,
    Widget,
)
from dashboards.variables import roles
from dashboards.variables.declared import ALL, REFERENCE, VALUES_BOUND, Given, Variable, declared, in_order
from dashboards.widgets import kind_of
from devices.models import Device, Metric
from organizations import rights
from organizations.models import Organization, Site, User

# Devices that a variable stands for.
DEVICES_BOUND: Final = 50
METRICS_BOUND: Final = 20_000

Problem = dict[str, Any]


@dataclass
class Chosen:
    """What a variable stands for now. A problem has a code and what its sentence needs."""

    variable: Variable
    values: list[Any] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    problem: Problem | None = None
    # A site where there are none: it limits nothing.
    is_everywhere: bool = False

    def json(self) -> dict[str, Any]:
        return {
            "name": self.variable.name,
            "kind": self.variable.kind,
            "values": self.values,
            "labels": self.labels,
            "problem": self.problem,
        }


class Resolved(NamedTuple):
    """The document with every binding led to its metric, and how that came about."""

    document: Document
    variables: list[Chosen]
    # For each binding that names a variable, by its topic: the bindings it stands for.
    paths: dict[str, list[AnyBinding]]

    def json(self) -> dict[str, Any]:
        return {
            "variables": [chosen.json() for chosen in self.variables],
            "paths": {key: [binding.model_dump(by_alias=True) for binding in found] for key, found in self.paths.items()},
        }


def resolved(document: Document, *, organization_id: str, user: User, given: Given) -> Resolved:
    chosen = choices_of(declared(document.variables), organization_id=organization_id, user=user, given=given)
    resolver = _Resolver(
        {one.variable.name: one for one in chosen}, organization_id=organization_id, user=user, bounds=_bounds(document)
    )
    open_ones = {binding.topic: binding for binding in document.bindings if _is_open(binding)}
    paths = resolver.lead(open_ones)
    if not open_ones:
        return Resolved(document, chosen, {})
    widgets = {widget_id: _led(widget, paths) for widget_id, widget in document.widgets.items()}
    return Resolved(document.model_copy(update={"widgets": widgets}), chosen, paths)


def _bounds(document: Document) -> dict[str, int]:
    """How many devices each binding may lead to: as many as all widgets that have it can show."""
    bounds: dict[str, int] = {}
    for widget in document.widgets.values():
        most = kind_of(widget.type).devices
        for binding in widget.bindings:
            bounds[binding.topic] = min(most, bounds.get(binding.topic, most))
    return bounds


def _led(widget: Widget, paths: Mapping[str, list[AnyBinding]]) -> Widget:
    """The widget with what its bindings stand for in their place; a condition looks at the first."""
    changes: dict[str, Any] = {"bindings": [one for each in widget.bindings for one in paths.get(each.topic, [each])]}
    if widget.visible_when is not None and any(binding.topic in paths for binding in widget.conditions):
        conditions = [
            one.model_copy(update={"binding": paths.get(one.binding.topic, [one.binding])[0]})
            if isinstance(one, SourceCondition) and one.binding is not None
            else one
            for one in widget.visible_when.conditions
        ]
        changes["visible_when"] = widget.visible_when.model_copy(update={"conditions": conditions})
    if widget.look is not None:
        changes["look"] = paths.get(widget.look.topic, [widget.look])[0]
    return widget.model_copy(update=changes)


def _is_open(binding: AnyBinding) -> bool:
    if isinstance(binding, OutputBinding):
        return bool(binding.key and REFERENCE.fullmatch(binding.key))
    if isinstance(binding, CommandBinding):
        return isinstance(binding.device, str)
    return isinstance(binding, PathBinding | OtherBinding)


# --- variables


def choices_of(variables: list[Variable], *, organization_id: str, user: User, given: Given) -> list[Chosen]:
    """What each variable stands for, in the order they are declared."""
    known: dict[str, Chosen] = {}
    for variable in in_order(variables):
        if variable.name not in known:
            wanted = given.get(variable.name) or _default(variable)
            known[variable.name] = _CHOOSE[variable.kind](
                variable, wanted if variable.is_multi else wanted[:1], known, organization_id, user
            )
    return [known[variable.name] for variable in variables]


def _default(variable: Variable) -> list[str]:
    default = variable.default if isinstance(variable.default, list) else [variable.default]
    return [_as_text(value) for value in default[:VALUES_BOUND] if isinstance(value, str | int | float) and value != ""]


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:200]


def devices_of(variable: Variable, known: Mapping[str, Chosen], organization_id: str, user: User) -> "QuerySet[Device]":
    """The devices that a variable may stand for, as far as the person may see them."""
    rows = rights.visible(user, Device.objects.filter(organization_id=organization_id).select_related("site", "type"))
    if variable.device_type is not None:
        rows = rows.filter(type_id=variable.device_type)
    sites = _row_ids(variable.site, known)
    return rows if sites is None else rows.filter(site_id__in=sites)


def sites_of(organization_id: str, user: User) -> "QuerySet[Site]":
    return rights.visible(user, Site.objects.filter(organization_id=organization_id))


def metrics_of(variable: Variable, known: Mapping[str, Chosen], organization_id: str, user: User) -> "QuerySet[Metric]":
    """The metrics whose paths a variable may stand for."""
    rows = rights.visible(user, Metric.objects.filter(device__organization_id=organization_id, device__archived_at=None))
    devices = _row_ids(variable.device, known)
    if devices is not None:
        rows = rows.filter(device_id__in=devices)
    if variable.device_type is not None:
        rows = rows.filter(device__type_id=variable.device_type)
    return rows


def _row_ids(reference: int | str | None, known: Mapping[str, Chosen]) -> list[int] | None:
    """The ids that a fixed choice or another variable stands for; None for no limit."""
    if reference is None or isinstance(reference, int):
        return None if reference is None else [reference]
    chosen = known.get(reference[1:])
    if chosen is None or chosen.is_everywhere:
        return None
    return [value for value in chosen.values if isinstance(value, int)]


def _choose_rows(variable: Variable, wanted: list[str], rows: "QuerySet[Any]", everybody: "QuerySet[Any]", what: str) -> Chosen:
    chosen = Chosen(variable)
    if not wanted or (ALL in wanted and variable.is_multi):
        found = list(rows[: DEVICES_BOUND + 1] if wanted else rows[:1])
        if len(found) > DEVICES_BOUND:
            chosen.problem = {"code": "too_many", "count": DEVICES_BOUND}
        elif not found:
            chosen.problem = {"code": f"no_{what}"}
        found = found[:DEVICES_BOUND]
    else:
        ids = [int(value) for value in wanted if value.isdecimal() and len(value) < 19]
        by_id = {row.pk: row for row in rows.filter(pk__in=ids)}
        found = [by_id[one] for one in ids if one in by_id]
        if lost := [value for value in wanted if not value.isdecimal() or len(value) >= 19 or int(value) not in by_id]:
            other = everybody.filter(pk__in=[one for one in ids if one not in by_id]).first()
            # What the person may see but the variable does not mean is named, what they may not see is not.
            chosen.problem = (
                {"code": f"other_{what}", "name": str(other)}
                if other is not None
                else {"code": f"missing_{what}", "value": lost[0]}
            )
    chosen.values = [row.pk for row in found]
    chosen.labels = [str(row) for row in found]
    return chosen


def _choose_device(
    variable: Variable, wanted: list[str], known: Mapping[str, Chosen], organization_id: str, user: User
) -> Chosen:
    everybody = rights.visible(user, Device.objects.filter(organization_id=organization_id))
    return _choose_rows(variable, wanted, devices_of(variable, known, organization_id, user), everybody, "device")


def _choose_site(variable: Variable, wanted: list[str], known: Mapping[str, Chosen], organization_id: str, user: User) -> Chosen:
    """Where nobody has made sites, it stands for the whole organization: a ready dashboard shows something at once."""
    rows = sites_of(organization_id, user)
    if (not wanted or wanted == [ALL]) and not rows.exists():
        name = Organization.objects.values_list("name", flat=True).get(id=organization_id)
        return Chosen(variable, labels=[name], is_everywhere=True)
    return _choose_rows(variable, wanted, rows, rows.none(), "site")


def _choose_metric(
    variable: Variable, wanted: list[str], known: Mapping[str, Chosen], organization_id: str, user: User
) -> Chosen:
    paths = metrics_of(variable, known, organization_id, user).order_by("path").values_list("path", flat=True).distinct()
    chosen = Chosen(variable)
    if not wanted:
        chosen.values = list(paths[:1])
        chosen.problem = None if chosen.values else {"code": "no_metric"}
    elif ALL in wanted and variable.is_multi:
        chosen.values = list(paths[:VALUES_BOUND])
    else:
        there = set(paths.filter(path__in=wanted))
        chosen.values = [path for path in wanted if path in there]
        if lost := [path for path in wanted if path not in there]:
            chosen.problem = {"code": "missing_metric", "value": lost[0]}
    chosen.labels = list(chosen.values)
    return chosen


def _choose_text(variable: Variable, wanted: list[str], known: Mapping[str, Chosen], organization_id: str, user: User) -> Chosen:
    return Chosen(variable, wanted or [""], wanted or [""])


def _choose_number(
    variable: Variable, wanted: list[str], known: Mapping[str, Chosen], organization_id: str, user: User
) -> Chosen:
    try:
        number = float(wanted[0]) if wanted else (variable.minimum or 0.0)
    except ValueError:
        return Chosen(variable, problem={"code": "no_number", "value": wanted[0]})
    if not math.isfinite(number):
        return Chosen(variable, problem={"code": "no_number", "value": wanted[0]})
    low, high = variable.minimum, variable.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return Chosen(variable, problem={"code": "out_of_range", "value": wanted[0], "low": low, "high": high})
    return Chosen(variable, [number], [_as_text(number)])


def _choose_listed(
    variable: Variable, wanted: list[str], known: Mapping[str, Chosen], organization_id: str, user: User
) -> Chosen:
    labels = {choice.value: choice.label or choice.value for choice in variable.choices}
    if ALL in wanted and variable.is_multi:
        wanted = list(labels)
    values = [value for value in wanted if value in labels] if wanted else list(labels)[:1]
    lost = [value for value in wanted if value not in labels]
    problem = {"code": "missing_choice", "value": lost[0]} if lost else None if labels else {"code": "no_choice"}
    return Chosen(variable, values, [labels[value] for value in values], problem)


_CHOOSE: Final[dict[str, Any]] = {
    "device": _choose_device,
    "site": _choose_site,
    "metric": _choose_metric,
    "text": _choose_text,
    "number": _choose_number,
    "list": _choose_listed,
}


# --- bindings


class _Found(NamedTuple):
    """A metric that bindings may lead to."""

    id: int
    device_id: int
    path: str
    unit: str
    data_type: str
    is_writable: bool


class _Resolver:
    def __init__(self, chosen: Mapping[str, Chosen], *, organization_id: str, user: User, bounds: Mapping[str, int]) -> None:
        self._chosen = chosen
        self._bounds = bounds
        self._organization_id = organization_id
        self._user = user

    def lead(self, bindings: Mapping[str, AnyBinding]) -> dict[str, list[AnyBinding]]:
        """Each of the open bindings to what it stands for; at least to a reason why it stands for nothing."""
        paths = [binding for binding in bindings.values() if isinstance(binding, PathBinding)]
        devices = self._devices(paths)
        metrics = self._metrics(paths, devices)
        return {
            topic: self._path(binding, devices, metrics)
            if isinstance(binding, PathBinding)
            else self._of_device(binding)
            if isinstance(binding, OutputBinding | CommandBinding)
            else [Nothing(topic=topic, reason=_unknown(binding))]
            for topic, binding in bindings.items()
        }

    def _sites(self, binding: PathBinding) -> list[int] | None:
        """The sites whose devices are meant, none for those everywhere; None when the binding names devices."""
        chosen = self._named(binding.device)
        return [int(value) for value in chosen.values] if chosen is not None and chosen.variable.kind == "site" else None

    def _is_everywhere(self, binding: PathBinding) -> bool:
        chosen = self._named(binding.device)
        return chosen is not None and chosen.is_everywhere

    def _named(self, reference: int | str) -> Chosen | None:
        return self._chosen.get(reference[1:]) if isinstance(reference, str) else None

    def _devices(self, bindings: list[PathBinding]) -> dict[str, list[tuple[int, str]]]:
        """The devices behind each binding, with their names: one read for those named, one for those at sites."""
        found: dict[str, list[tuple[int, str]]] = {}
        fixed = {binding.device for binding in bindings if isinstance(binding.device, int)}
        mine = rights.visible(self._user, Device.objects.filter(organization_id=self._organization_id))
        names = dict(mine.filter(id__in=fixed).values_list("id", "name")) if fixed else {}
        sites = {site for binding in bindings for site in self._sites(binding) or ()}
        is_everywhere = any(self._is_everywhere(binding) for binding in bindings)
        at_sites = list(
            (mine if is_everywhere else mine.filter(site_id__in=sites))
            .order_by("name")
            .values_list("id", "name", "site_id", "type_id")[:METRICS_BOUND]
            if sites or is_everywhere
            else ()
        )
        for binding in bindings:
            chosen, of_sites = self._named(binding.device), self._sites(binding)
            if isinstance(binding.device, int):
                name = names.get(binding.device)
                found[binding.topic] = [] if name is None else [(binding.device, name)]
            elif of_sites is not None and chosen is not None:
                there = [
                    (device_id, name)
                    for device_id, name, site_id, type_id in at_sites
                    if (site_id in of_sites or self._is_everywhere(binding)) and binding.device_type in (None, type_id)
                ]
                most = self._bounds.get(binding.topic, DEVICES_BOUND)
                if len(there) > most:
                    # Never silently: what is not shown may be what is the matter.
                    chosen.problem = chosen.problem or {"code": "too_many", "count": most}
                found[binding.topic] = there[:most]
            elif chosen is not None and chosen.variable.kind == "device":
                found[binding.topic] = list(zip(chosen.values, chosen.labels, strict=True))
            else:
                found[binding.topic] = []
        return found

    def _metrics(self, bindings: list[PathBinding], devices: Mapping[str, list[tuple[int, str]]]) -> dict[int, dict[str, _Found]]:
        """The metrics that the bindings may mean, by device and path."""
        wanted = {device_id for found in devices.values() for device_id, _ in found}
        if not wanted:
            return {}
        rows = Metric.objects.filter(device_id__in=wanted, device__organization_id=self._organization_id)
        if all(self._paths(binding) for binding in bindings):
            rows = rows.filter(path__in={path for binding in bindings for path in self._paths(binding)})
        columns = ("id", "device_id", "path", "unit", "data_type", "is_writable")
        by_device: dict[int, dict[str, _Found]] = {}
        for row in rights.visible(self._user, rows).order_by("path").values_list(*columns)[:METRICS_BOUND]:
            by_device.setdefault(row[1], {})[row[2]] = _Found(*row)
        return by_device

    def _paths(self, binding: PathBinding) -> list[str]:
        """Empty when a role is meant."""
        if match := REFERENCE.fullmatch(binding.path):
            chosen = self._chosen.get(match[1])
            return [str(value) for value in chosen.values] if chosen is not None else [binding.path]
        return [binding.path] if binding.path else []

    def _path(
        self,
        binding: PathBinding,
        devices: Mapping[str, list[tuple[int, str]]],
        metrics: Mapping[int, dict[str, _Found]],
    ) -> list[AnyBinding]:
        of_binding = devices[binding.topic]
        if not of_binding:
            return [Nothing(topic=binding.topic, reason=self._why_no_device(binding))]
        paths = self._paths(binding)
        is_role = not binding.path and binding.role is not None
        found: list[AnyBinding] = []
        for device_id, name in of_binding:
            of_device = metrics.get(device_id, {})
            metric_of = [roles.fitting(binding.role or "", of_device.values())] if is_role else [of_device.get(p) for p in paths]
            for metric in metric_of:
                if metric is not None:
                    label = _label(binding, name, metric.path, len(of_binding) > 1, len(paths) > 1)
                    extra = {key: value for key, value in (binding.model_extra or {}).items() if key == "field"}
                    found.append(MetricBinding.model_validate({"kind": "metric", "metric": metric.id, "label": label, **extra}))
        if found:
            return found
        wanted = binding.role if is_role else ", ".join(paths)
        code = ("no_role" if is_role else "no_path") + ("_any" if len(of_binding) > 1 else "")
        return [Nothing(topic=binding.topic, reason={"code": code, "path": wanted or "", "device": of_binding[0][1]})]

    def _why_no_device(self, binding: PathBinding) -> Problem:
        if isinstance(binding.device, int):
            return {"code": "missing_device", "value": str(binding.device)}
        chosen = self._named(binding.device)
        if chosen is None or chosen.variable.kind not in ("device", "site"):
            return {"code": "no_variable", "name": binding.device[1:]}
        return chosen.problem or {"code": "no_device_at", "name": ", ".join(chosen.labels)}

    def _of_device(self, binding: OutputBinding | CommandBinding) -> list[AnyBinding]:
        """What a flow shows for the devices that a variable stands for, or a command to them."""
        reference = binding.key or "" if isinstance(binding, OutputBinding) else str(binding.device)
        name = reference[1:]
        chosen = self._chosen.get(name)
        if chosen is None or chosen.variable.kind != "device":
            return [Nothing(topic=binding.topic, reason={"code": "no_variable", "name": name})]
        if not chosen.values:
            return [Nothing(topic=binding.topic, reason=chosen.problem or {"code": "no_device"})]
        own = str((binding.model_extra or {}).get("label") or "")
        labels = [" · ".join(part for part in (own, name) if part) for name in chosen.labels] if len(chosen.values) > 1 else [own]
        return [
            binding.model_copy(
                update=({"key": str(device)} if isinstance(binding, OutputBinding) else {"device": device}) | {"label": label}
            )
            for device, label in zip(chosen.values, labels, strict=True)
        ]


def _label(binding: PathBinding, device: str, path: str, has_devices: bool, has_paths: bool) -> str:
    """What tells the lines of a widget apart."""
    own = str((binding.model_extra or {}).get("label") or "")
    parts = [device if has_devices else "", own or (path if has_paths or not has_devices else "")]
    return " · ".join(part for part in parts if part)


def _unknown(binding: AnyBinding) -> Problem:
    wanted = binding.wanted if isinstance(binding, OtherBinding) else None
    if not wanted:
        return {"code": "unknown_binding", "name": str(getattr(binding, "kind", ""))[:40]}
    kind, name = next(iter(wanted.items()))
    code = f"unresolved_{str(kind)[:20]}"
    if isinstance(name, Mapping):
        return {"code": code} | {key: str(name.get(key))[:200] for key in ("path", "device")}
    return {"code": code, "name": str(name)[:200]}
