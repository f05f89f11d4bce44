"""From cells to samples: which metric a cell belongs to, whether it may go there, and what it says."""

import base64
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from core.clock import now_us
from core.errors import Refused
from devices.models import PATH_PATTERN, DataType, Device, Metric
from organizations import rights
from organizations.models import User
from telemetry.decode import MAX_METRICS
from telemetry.exports.cells import FORMULA_MARKS
from telemetry.imports.options import ImportColumn, ImportOptions
from telemetry.imports.times import Clock, NoTime
from telemetry.payloads import QUALITIES, Unusable, check_value
from telemetry.store.buckets import DAY_US
from telemetry.zones import zone_of

MAX_PROBLEMS: Final = 200  # are named; all are counted
MAX_NEW: Final = 2_000
MOSTLY: Final = 0.9
MAX_ODD: Final = 20  # remembered of one metric
_TRUE: Final = frozenset({"true", "1", "yes", "on", "ja", "kyllä"})
_FALSE: Final = frozenset({"false", "0", "no", "off", "nein", "ei"})
_GROUPED: Final = {
    ".": re.compile(r"[+-]?\d{1,3}([,\u00a0\u202f' ]\d{3})+(\.\d+)?").fullmatch,
    ",": re.compile(r"[+-]?\d{1,3}([.\u00a0\u202f' ]\d{3})+(,\d+)?").fullmatch,
}


class BadCell(Exception):
    """Why a cell cannot be taken."""


@dataclass(slots=True)
class Target:
    """A metric that values go to. Without an id it is made before the import."""

    device: Device
    path: str
    unit: str
    data_type: str | None
    metric_id: int | None
    values: int = 0
    # What the values of a metric that is to be made turned out to be, and the first ones that are no numbers.
    numbers: int = 0
    booleans: int = 0
    odd: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def type_by_values(self) -> str:
        if self.data_type is not None:
            return self.data_type
        # A “N/A” here and there does not make texts of measurements.
        if self.numbers and self.numbers >= self.values * MOSTLY:
            return DataType.DOUBLE
        return DataType.BOOLEAN if self.booleans == self.values else DataType.STRING


@dataclass(slots=True)
class Report:
    """What was found in a file. Written down as the job's `report`."""

    rows: int = 0
    values: int = 0
    empty: int = 0
    bad: int = 0
    stored: int = 0
    first_us: int | None = None
    last_us: int | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)

    def problem(self, line: int, column: str, value: str, reason: str) -> None:
        self.bad += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append({"line": line, "column": column, "value": value[:60], "reason": reason[:300]})

    def saw(self, time_us: int) -> None:
        self.first_us = time_us if self.first_us is None else min(self.first_us, time_us)
        self.last_us = time_us if self.last_us is None else max(self.last_us, time_us)


@dataclass(slots=True)
class Gathered:
    """Samples as columns, before they are stored."""

    series: list[int] = field(default_factory=list)
    times_us: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    qualities: list[int] = field(default_factory=list)
    data_types: list[str] = field(default_factory=list)


class Plan:
    """How one file is read, with the rights of one person."""

    def __init__(self, user: User, organization_id: str, options: ImportOptions, titles: list[str]) -> None:
        self.user, self.organization_id, self.options, self.titles = user, organization_id, options, titles
        self.clock = Clock(options.time_format, zone_of(options.time_zone))
        self.latest_us = now_us() + DAY_US
        self.targets: dict[tuple[Any, str], Target | str] = {}
        self.report = Report()
        self._devices: dict[Any, Device | None] = {}
        self._places = self._checked_columns()

    # --- the columns

    def _checked_columns(self) -> dict[str, int]:
        roles: list[str] = [column.role for column in self.options.columns]
        places: dict[str, int] = {
            role: roles.index(role) for role in ("time", "device", "metric", "value", "quality") if role in roles
        }
        for role in places:
            if roles.count(role) > 1:
                raise Refused(f"Two columns are said to hold the {role}: leave one of them out.", field="columns")
        if "time" not in places:
            raise Refused("No column is said to hold the time: choose one.", field="columns")
        if "series" in roles:
            if "metric" in places or "value" in places:
                raise Refused(
                    "Either each row names its metric, or each column is a metric: choose “metric” and “value”, or “series”.",
                    field="columns",
                )
            self._check_series()
        elif not {"metric", "value"} <= set(places):
            raise Refused("Choose the columns of metric and value, or say of each column which metric it is.", field="columns")
        elif "device" not in places and self.options.device_id is None:
            raise Refused("No column names the device: choose one, or the device that all rows are of.", field="device_id")
        return places

    def _check_series(self) -> None:
        seen: dict[tuple[Any, str], int] = {}
        for n, column in enumerate(self.options.columns):
            if column.role != "series":
                continue
            if column.device_id is None and not column.device and self.options.device_id is None:
                raise Refused(f"Of which device is column {n + 1}, “{self._title(n)}”? Choose it.", field="columns")
            key = self._key(column)
            if key in seen:
                raise Refused(
                    f"Columns {seen[key] + 1} and {n + 1} go to the same metric “{column.path}”: leave one out.", field="columns"
                )
            seen[key] = n

    def _key(self, column: ImportColumn) -> tuple[Any, str]:
        return (column.device_id or column.device or self.options.device_id, column.path)

    def _title(self, n: int) -> str:
        return self.titles[n] if n < len(self.titles) else f"Column {n + 1}"

    # --- rows

    def read(self, line: int, cells: list[str], out: Gathered) -> None:
        """Take one row's samples; what is wrong goes to the report."""
        report = self.report
        if not any(cell.strip() for cell in cells):
            return
        report.rows += 1
        place = self._places["time"]
        text = cells[place] if place < len(cells) else ""
        try:
            time_us = self.clock.us(text)
        except NoTime as error:
            report.problem(line, self._title(place), text, f"{error}.")
            return
        if time_us > self.latest_us:
            report.problem(line, self._title(place), text, "This lies in the future.")
            return
        if time_us < 0:
            report.problem(line, self._title(place), text, "This is before 1970.")
            return
        if "metric" in self._places:
            self._read_long(line, cells, time_us, out)
            return
        for n, column in enumerate(self.options.columns):
            if column.role == "series":
                cell = cells[n] if n < len(cells) else ""
                self._take(line, n, self._key(column), column, cell, time_us, 0, out)

    def _read_long(self, line: int, cells: list[str], time_us: int, out: Gathered) -> None:
        places = self._places
        last = max(places["metric"], places["value"], places.get("device", 0))
        if len(cells) <= last:
            self.report.problem(line, "", "", f"The row has {len(cells)} columns, {last + 1} are needed.")
            return
        quality = 0
        if "quality" in places and places["quality"] < len(cells) and (word := cells[places["quality"]].strip().lower()):
            found = QUALITIES.get(word, int(word) if word in ("0", "1", "2") else None)
            if found is None:
                self.report.problem(line, self._title(places["quality"]), word, "A quality is good, uncertain or bad.")
                return
            quality = found
        device: Any = self.options.device_id
        if "device" in places:
            device = _unguarded(cells[places["device"]].strip()) or device
        path = _unguarded(cells[places["metric"]].strip())
        self._take(line, places["value"], (device, path), None, cells[places["value"]], time_us, quality, out)

    def _take(
        self,
        line: int,
        n: int,
        key: tuple[Any, str],
        column: ImportColumn | None,
        cell: str,
        time_us: int,
        quality: int,
        out: Gathered,
    ) -> None:
        if not cell.strip():
            self.report.empty += 1
            return
        target = self.targets.get(key)
        if target is None:
            target = self.targets[key] = self._found(key, column)
        if isinstance(target, str):
            self.report.problem(line, self._title(n) if column else str(key[1]), cell, target)
            return
        try:
            value = self._value(target, cell.strip(), line, self._title(n) if column else target.path)
        except BadCell as error:
            self.report.problem(line, self._title(n) if column else target.path, cell, str(error))
            return
        target.values += 1
        self.report.values += 1
        self.report.saw(time_us)
        if target.metric_id is not None and target.data_type is not None:
            out.series.append(target.metric_id)
            out.times_us.append(time_us)
            out.values.append(value)
            out.qualities.append(quality)
            out.data_types.append(target.data_type)

    # --- metrics

    def _found(self, key: tuple[Any, str], column: ImportColumn | None) -> Target | str:
        """Where such values go; or why they may not, in a sentence."""
        wanted, path = key
        device = self._device(wanted)
        if device is None:
            return f"There is no device “{str(wanted)[:100]}”, or it is not yours."
        metric = Metric.objects.filter(device=device, path=path).first()
        if metric is not None:
            metric.device = device
            if not rights.can(self.user, "read", metric):
                return f"There is no metric “{path[:100]}” of {device.name}, or it is not yours."
            if not rights.can(self.user, "write_metric", metric):
                return f"You may not write to “{path}” of {device.name}."
            return Target(device, path, metric.unit, metric.data_type, metric.pk)
        return self._new(device, path, column)

    def _new(self, device: Device, path: str, column: ImportColumn | None) -> Target | str:
        if not self.options.may_create:
            return f"There is no metric “{path[:100]}” of {device.name}. Choose another, or allow metrics to be made."
        if len(path) > 200 or not re.fullmatch(PATH_PATTERN, path):
            return f"“{path[:60]}” cannot be the path of a metric."
        if not rights.can(self.user, "manage_metric", Metric(device=device, path=path)):
            return f"You may not make metrics of {device.name}."
        new = [target for target in self.targets.values() if isinstance(target, Target) and target.metric_id is None]
        there = Metric.objects.filter(device=device).count() + sum(target.device.pk == device.pk for target in new)
        if len(new) >= MAX_NEW or there >= MAX_METRICS:
            return f"More than {MAX_METRICS} metrics would be made: is “{path[:60]}” the name of a metric?"
        return Target(device, path, column.unit if column else "", column.data_type if column else None, None)

    def _device(self, wanted: Any) -> Device | None:
        if wanted not in self._devices:
            rows = rights.visible(self.user, Device.objects.filter(organization_id=self.organization_id, archived_at=None))
            lookup = {"id": wanted} if isinstance(wanted, int) else {"name": wanted}
            found = rows.filter(**lookup).first()
            if found is None and isinstance(wanted, str):
                # A person who may read single metrics only still knows the device by name.
                named = Device.objects.filter(organization_id=self.organization_id, archived_at=None, name=wanted).first()
                if named is not None and rights.visible(self.user, Metric.objects.filter(device=named)).exists():
                    found = named
            if len(self._devices) > 50_000:
                raise Refused("The file names more than 50,000 devices: is the right column chosen as the device?")
            self._devices[wanted] = found
        return self._devices[wanted]

    def new_targets(self) -> list[Target]:
        return [one for one in self.targets.values() if isinstance(one, Target) and one.metric_id is None and one.values]

    # --- values

    def _value(self, target: Target, text: str, line: int, column: str) -> Any:
        if target.metric_id is not None or target.data_type is not None:
            return self._typed(target.data_type or DataType.DOUBLE, text)
        # The metric is not there yet: as long as the file is only looked at, all that could be a text is a value.
        try:
            value: Any = self._typed(DataType.DOUBLE, text)
        except BadCell:
            value = self._typed(DataType.STRING, text)
            target.booleans += text.lower() in _TRUE | _FALSE
            if len(target.odd) < MAX_ODD:
                target.odd.append((line, column, text))
        else:
            target.numbers += 1
        return value

    def settle(self) -> None:
        """Once all is read: what is no number in a metric of numbers cannot be used."""
        for target in self.new_targets():
            if target.data_type is not None or target.type_by_values != DataType.DOUBLE:
                continue
            unusable = target.values - target.numbers
            for line, column, text in target.odd:
                self.report.problem(line, column, text, f"“{text[:40]}” is no number.")
            self.report.bad += unusable - len(target.odd)
            self.report.values -= unusable
            target.data_type, target.values = DataType.DOUBLE, target.numbers
        self.report.problems.sort(key=lambda problem: problem["line"])

    def _typed(self, data_type: str, text: str) -> Any:
        value = _READ[data_type](self, text)
        try:
            check_value(value)
        except Unusable as unusable:
            raise BadCell(str(unusable)) from None
        return value

    def number(self, text: str) -> float:
        plain = text
        if self.options.decimal == ",":
            if "." in text and not _GROUPED[","](text):
                raise BadCell(f"“{text[:40]}” is no number with a decimal comma.")
            plain = text.replace(".", "").replace(",", ".") if _GROUPED[","](text) else text.replace(",", ".")
        elif _GROUPED["."](text):
            plain = text.replace(",", "")
        for space in ("\u00a0", "\u202f", "'", " "):
            if space in plain:
                if not _GROUPED[self.options.decimal](text):
                    raise BadCell(f"“{text[:40]}” is no number.")
                plain = plain.replace(space, "")
        try:
            value = float(plain)
        except ValueError:
            raise BadCell(f"“{text[:40]}” is no number.") from None
        if not math.isfinite(value) or "_" in plain:
            raise BadCell(f"“{text[:40]}” is no finite number.")
        return value


def _long(plan: Plan, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        value = plan.number(text)
        if value != int(value):
            raise BadCell(f"“{text[:40]}” is no whole number.") from None
        return int(value)


def _boolean(plan: Plan, text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise BadCell(f"“{text[:40]}” is neither true nor false.")


def _json(plan: Plan, text: str) -> Any:
    try:
        return msgspec.json.decode(_unguarded(text))
    except (msgspec.DecodeError, UnicodeError):
        raise BadCell(f"“{text[:40]}” is no JSON.") from None


def _binary(plan: Plan, text: str) -> bytes:
    try:
        return base64.b64decode(_unguarded(text), validate=True)
    except ValueError:
        raise BadCell(f"“{text[:40]}” is not base64.") from None


def _unguarded(text: str) -> str:
    """Our exports put an apostrophe before what a spreadsheet would calculate."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_MARKS) else text


_READ: Final[dict[str, Callable[[Plan, str], Any]]] = {
    "double": Plan.number,
    "long": _long,
    "boolean": _boolean,
    "string": lambda plan, text: _unguarded(text),
    "json": _json,
    "binary": _binary,
}
