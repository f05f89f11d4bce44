"""Bringing history in: upload, look, check without writing, and then store."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from core.errors import Refused
from core.later import later
from devices.models import Metric
from devices.services import create_metrics
from organizations import rights
from organizations.models import User
from telemetry import jobs
from telemetry.imports.options import ImportOptions, preview, proposal
from telemetry.imports.plan import Gathered, Plan, Target
from telemetry.imports.reading import SHOWN_ROWS, Rows, look, prepare
from telemetry.jobs import Lease
from telemetry.models import OPEN_JOBS, Import, JobStatus
from telemetry.selection import asker, scope_of
from telemetry.store import Samples, current
from telemetry.store.buckets import DAY_US

KEPT: Final = dt.timedelta(days=2)  # a file that nobody imports
REMEMBERED: Final = dt.timedelta(days=90)
MAX_FILES: Final = 10  # of one person, that wait
STORED_AT_ONCE: Final = 5_000  # longer transactions would hold up those who write live samples
SAID_EVERY: Final = 20_000  # samples between two notes of how far it is
PIECE: Final = 256 * 1024


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def folder() -> Path:
    path: Path = settings.VAR / "imports"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def file_of(row: Import) -> Path:
    path = folder() / row.path
    if not row.path or not path.is_file():
        raise Refused("The file is not here any more: upload it again.", code="gone", status=410)
    return path


# --- upload


def begin_upload(organization_id: str, user: User, *, file_name: str, size_bytes: int) -> Import:
    """Make room for a file. What is too large is refused before any of it travels."""
    if size_bytes > settings.IMPORT_BOUND_BYTES:
        raise Refused(
            f"“{file_name[:80]}” has {size_bytes / 2**20:,.0f} MB; at most {settings.IMPORT_BOUND_BYTES // 2**20} MB are taken"
            " at once. Split it by time.",
            code="too_large",
            field="size_bytes",
            status=413,
        )
    if Import.objects.filter(user=user).exclude(path="").count() >= MAX_FILES:
        raise Refused(f"{MAX_FILES} files of yours wait here already: import or delete one.", status=429)
    name = f"{uuid.uuid4().hex}.csv"
    (folder() / name).touch(mode=0o600)
    return Import.objects.create(
        organization_id=organization_id,
        user=user,
        scope=scope_of(user),
        file_name=file_name[:200],
        size_bytes=size_bytes,
        path=name,
        status=JobStatus.DONE,  # nothing is under way
        expires_at=now() + KEPT,
    )


def receive(row: Import, source: Readable, *, offset: int, time_zone: str = "UTC") -> Import:
    """Append a piece of the file; the last one makes the preview. Pieces may be repeated, not left out."""
    if row.stage != Import.Stage.UPLOAD:
        raise Refused("This file is complete already.", code="complete", status=409)
    path = file_of(row)
    there = path.stat().st_size
    if offset > there:
        raise Refused(f"{there} bytes are here: go on from there, not from {offset}.", code="gap", field="offset", status=409)
    received = offset
    with path.open("r+b") as file:
        file.seek(offset)
        while piece := source.read(PIECE):
            received += len(piece)
            if received > row.size_bytes:
                raise Refused(f"The file is longer than the {row.size_bytes} bytes that were announced.", status=413)
            file.write(piece)
        file.truncate(max(received, there))
    row.received_bytes = max(received, there)
    row.save(update_fields=["received_bytes"])
    if row.received_bytes == row.size_bytes:
        _complete(row, path, time_zone)
    return row


def _complete(row: Import, path: Path, time_zone: str) -> None:
    try:
        encoding = prepare(path)
        seen = look(path, encoding)
    except Refused:
        # Nothing can become of this file.
        remove(row)
        raise
    options, notes = proposal(seen, encoding, time_zone=time_zone, organization_id=row.organization_id)
    row.preview = preview(seen, encoding, notes, SHOWN_ROWS)
    row.options = options.model_dump()
    row.stage = Import.Stage.SET_UP
    row.save(update_fields=["preview", "options", "stage"])


def set_up(row: Import, options: ImportOptions, user: User) -> Import:
    """Say how the file is read; shows its first rows anew."""
    _check_idle(row)
    path = file_of(row)
    if row.stage == Import.Stage.UPLOAD:
        raise Refused("The file is not complete yet.", code="incomplete", status=409)
    seen = look(path, options.encoding, options.delimiter)._replace(has_header=options.has_header, decimal=options.decimal)
    row.preview = preview(seen, options.encoding, [], SHOWN_ROWS)
    Plan(user, row.organization_id, options, row.preview["titles"])
    row.options = options.model_dump()
    row.stage, row.report, row.notes, row.error, row.status = Import.Stage.SET_UP, {}, [], "", JobStatus.DONE
    row.scope = scope_of(user)
    row.save(update_fields=["preview", "options", "stage", "report", "notes", "error", "status", "scope"])
    return row


def _check_idle(row: Import) -> None:
    if row.status in OPEN_JOBS:
        raise Refused("It is being worked on: wait, or cancel it.", code="busy", status=409)
    if row.stage == Import.Stage.IMPORT and row.status == JobStatus.DONE:
        raise Refused("This file has been imported already.", code="is_over", status=409)


@transaction.atomic
def begin(row: Import, stage: Import.Stage) -> Import:
    """Check or import in the background. Importing needs a check of the present options."""
    _check_idle(row)
    file_of(row)
    if row.stage == Import.Stage.UPLOAD:
        raise Refused("The file is not complete yet.", code="incomplete", status=409)
    is_checked = row.stage in (Import.Stage.CHECK, Import.Stage.IMPORT) and row.report
    if stage == Import.Stage.IMPORT and not is_checked:
        raise Refused("Check the file first: it shows what would be imported.", code="unchecked", status=409)
    if stage == Import.Stage.IMPORT and row.report.get("values", 0) == 0 and row.stage == Import.Stage.CHECK:
        raise Refused("There is nothing to import: no row of the file can be used.", code="nothing")
    if jobs.open_jobs(Import, row.user_id) >= jobs.MAX_OPEN:
        raise Refused(f"You have {jobs.MAX_OPEN} imports under way already: wait for one.", status=429)
    row.stage, row.status, row.progress, row.error, row.attempts = stage, JobStatus.WAITING, 0, "", 0
    row.position = row.line = 0
    row.started_at = row.finished_at = None
    row.expires_at = now() + KEPT
    row.save()
    later("telemetry.run_import", row.pk)
    return row


# --- the work


def run(lease: Lease) -> None:
    row = Import.objects.select_related("user", "organization").get(id=lease.job_id)
    user = asker(row.user, row.scope)
    if not rights.organizations_of(user).filter(id=row.organization_id).exists():
        raise Refused(f"{user.email} may see nothing of {row.organization.name} any more.", code="forbidden")
    options = ImportOptions.model_validate(row.options)
    plan = Plan(user, row.organization_id, options, row.preview["titles"])
    if row.stage == Import.Stage.CHECK:
        _check(row, plan, lease)
    else:
        _import(row, plan, lease)


def _check(row: Import, plan: Plan, lease: Lease) -> None:
    """Read all of it and write nothing."""
    path = file_of(row)
    rows = Rows(path, encoding=plan.options.encoding, delimiter=plan.options.delimiter)
    size = max(1, path.stat().st_size)
    out = Gathered()
    for line, cells in _body(rows, plan):
        plan.read(line, cells, out)
        if line % 500 == 0:
            out = Gathered()
            lease.beat(rows.offset / size)
    plan.settle()
    lease.finish(JobStatus.DONE, progress=1.0, report=_report(plan), notes=_notes(plan), error="")


def _body(rows: Rows, plan: Plan) -> Any:
    for row in rows:
        if row.line == 1 and plan.options.has_header:
            continue
        yield row


def _report(plan: Plan) -> dict[str, Any]:
    report = plan.report
    targets = [target for target in plan.targets.values() if isinstance(target, Target) and target.values]
    return {
        "rows": report.rows,
        "values": report.values,
        "empty": report.empty,
        "bad": report.bad,
        "stored": report.stored,
        "first_ms": None if report.first_us is None else report.first_us / 1000,
        "last_ms": None if report.last_us is None else report.last_us / 1000,
        "problems": report.problems,
        "metrics": len(targets),
        "new_metrics": [
            {
                "device_id": target.device.pk,
                "device": target.device.name,
                "path": target.path,
                "unit": target.unit,
                "data_type": target.type_by_values,
                "values": target.values,
            }
            for target in plan.new_targets()
        ],
    }


def _notes(plan: Plan) -> list[str]:
    notes = []
    if plan.clock.twice:
        notes.append(
            f"{plan.clock.twice} rows lie in the hour that the clock of {plan.options.time_zone} shows twice:"
            " they are told apart by their order in the file."
        )
    days = settings.RETENTION_DAYS
    if plan.report.first_us is not None and plan.report.first_us < plan.latest_us - (days + 1) * DAY_US:
        notes.append(f"Samples older than {days} days are removed again, unless their metric or organization keeps them longer.")
    return notes


def _import(row: Import, plan: Plan, lease: Lease) -> None:
    """Store all of it, piece by piece, each with how far it is: a killed worker's successor goes on from there.

    What is stored twice is the same samples again. Writing straight into the store marks the rollups that have to be
    made anew; the log is left out, so that neither flows nor alarms take history for news.
    """
    _make_metrics(row, plan)
    path = file_of(row)
    size = max(1, path.stat().st_size)
    if row.position:
        known = row.report
        for name in ("rows", "values", "empty", "bad", "stored"):
            setattr(plan.report, name, known.get(name, 0))
        plan.report.problems = known.get("problems", [])
        plan.report.first_us = None if known.get("first_ms") is None else round(known["first_ms"] * 1000)
        plan.report.last_us = None if known.get("last_ms") is None else round(known["last_ms"] * 1000)
    new = row.report.get("new_metrics", [])
    rows = Rows(path, encoding=plan.options.encoding, delimiter=plan.options.delimiter, offset=row.position, line=row.line)
    out = Gathered()

    def keep() -> None:
        nonlocal out
        _store(out)
        plan.report.stored += len(out.series)
        out = Gathered()
        report = _report(plan) | {"new_metrics": new}
        lease.keep(position=rows.offset, line=rows.line, progress=rows.offset / size, report=report)

    for line, cells in _body(rows, plan):
        plan.read(line, cells, out)
        if len(out.series) >= SAID_EVERY:
            keep()
        elif line % 500 == 0:
            lease.beat(rows.offset / size)
    keep()
    notes = _notes(plan)
    lease.finish(JobStatus.DONE, progress=1.0, notes=notes, error="", path="")
    path.unlink(missing_ok=True)


def _make_metrics(row: Import, plan: Plan) -> None:
    """Make what the check said would be made; the plan then finds them like any other."""
    wanted = row.report.get("new_metrics", [])
    by_device: dict[int, list[dict[str, Any]]] = {}
    for one in wanted:
        by_device.setdefault(one["device_id"], []).append(one)
    for device_id, metrics in by_device.items():
        device = plan._device(device_id) or plan._device(metrics[0]["device"])
        if device is None or device.pk != device_id:
            continue
        mine = [one for one in metrics if rights.can(plan.user, "manage_metric", Metric(device=device, path=one["path"]))]
        made = create_metrics((device_id, one["path"], one["data_type"]) for one in mine)
        for one in mine:
            if one["unit"] and (device_id, one["path"]) in made:
                Metric.objects.filter(id=made[device_id, one["path"]][0], unit="").update(unit=one["unit"])


def _store(out: Gathered) -> None:
    store = current()
    for begin_at in range(0, len(out.series), STORED_AT_ONCE):
        part = slice(begin_at, begin_at + STORED_AT_ONCE)
        store.append(
            Samples.of(
                out.series[part], out.times_us[part], out.values[part], out.qualities[part], data_types=out.data_types[part]
            )
        )


# --- removing


def remove(row: Import) -> None:
    """Cancel it if it is under way, and forget it with its file. What was imported stays."""
    jobs.cancel(row)
    path = row.path
    row.delete()
    if path:
        (folder() / path).unlink(missing_ok=True)


def sweep() -> None:
    moment = now()
    for row in Import.objects.filter(expires_at__lt=moment).exclude(path="").exclude(status__in=OPEN_JOBS)[:200]:
        (folder() / row.path).unlink(missing_ok=True)
        Import.objects.filter(id=row.pk).update(path="")
    old = Import.objects.filter(created_at__lt=moment - REMEMBERED, path="").exclude(status__in=OPEN_JOBS)
    Import.objects.filter(id__in=list(old.values_list("id", flat=True)[:500])).delete()
    known = set(Import.objects.exclude(path="").values_list("path", flat=True))
    for path in folder().iterdir():
        if path.name not in known and moment.timestamp() - path.stat().st_mtime > 600:
            path.unlink(missing_ok=True)
