"""Asking for exports, making their files, and removing them again."""

import datetime as dt
import re
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now

from core import languages
from core.clock import now_us
from core.errors import Missing, Refused
from core.later import later
from core.sentences import said
from devices.models import Metric
from organizations import mail, rights
from organizations.models import Organization, User
from telemetry import jobs
from telemetry.exports import csv_file, xlsx_file
from telemetry.exports.definition import MAX_METRICS, ExportDefinition, Span
from telemetry.exports.rows import table
from telemetry.jobs import Lease
from telemetry.models import OPEN_JOBS, Export, JobStatus
from telemetry.selection import Chosen, asker, readable_metrics, scope_of
from telemetry.store import current

SMALL_ROWS: Final = 20_000  # are handed out at once, without a job
MAX_ROWS: Final = 20_000_000
KEPT: Final = dt.timedelta(days=7)
REMEMBERED: Final = dt.timedelta(days=60)  # rows of exports whose file is gone
ATTACHED_BYTES: Final = 5 * 1024 * 1024
CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SCRATCH_S: Final = 6 * 3600
_LINK_SALT: Final = "telemetry.export"


def folder() -> Path:
    path: Path = settings.VAR / "exports"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


# --- asking


def chosen_for(user: User, definition: ExportDefinition) -> tuple[list[Chosen], Span]:
    """What the definition comes to for this user at this moment. Raises Missing and Refused."""
    span = definition.span(now_us())
    metrics = readable_metrics(user, definition.nodes, bound=MAX_METRICS)
    definition.check(metrics=len(metrics), span=span)
    return metrics, span


def is_small(definition: ExportDefinition, metrics: Sequence[Chosen], span: Span) -> bool:
    """Whether it takes a moment only."""
    if definition.bucket_s:
        return (span.end_us - span.start_us) // (definition.bucket_s * 1_000_000) * len(metrics) <= SMALL_ROWS
    return current().count([metric.id for metric in metrics], *span, at_most=SMALL_ROWS + 1) <= SMALL_ROWS


def ask(
    organization: Organization | str,
    user: User,
    definition: ExportDefinition,
    metrics: Sequence[Chosen],
    *,
    name: str = "",
    wants_mail: bool = False,
) -> Export:
    """Have the file made in the background."""
    if jobs.open_jobs(Export, user.pk) >= jobs.MAX_OPEN:
        raise Refused(f"You have {jobs.MAX_OPEN} exports under way already: wait for one, or cancel it.", status=429)
    check_room(organization if isinstance(organization, str) else organization.pk)
    with transaction.atomic():
        export = Export.objects.create(
            organization_id=organization if isinstance(organization, str) else organization.pk,
            user=user,
            scope=scope_of(user),
            name=name.strip() or default_name(metrics),
            definition=definition.stored(),
            metric_ids=[metric.id for metric in metrics],
            wants_mail=wants_mail,
        )
        later("telemetry.run_export", export.pk)
    return export


def default_name(metrics: Sequence[Chosen]) -> str:
    devices = list(dict.fromkeys(metric.device for metric in metrics))
    if len(metrics) == 1:
        return metrics[0].title[:100]
    return f"{devices[0][:60]}{f' and {len(devices) - 1} more' if len(devices) > 1 else ''}, {len(metrics)} metrics"


def check_room(organization_id: str) -> None:
    used = stored_bytes(organization_id)
    if used >= settings.EXPORTS_BOUND_BYTES:
        raise Refused(
            f"The files of your organization's exports take {used // 2**20} MB; {settings.EXPORTS_BOUND_BYTES // 2**20} MB are"
            " kept. Delete some, or wait until they expire.",
            code="full",
        )


def stored_bytes(organization_id: str) -> int:
    rows = Export.objects.filter(organization_id=organization_id).exclude(path="")
    return rows.aggregate(total=Sum("size_bytes"))["total"] or 0


def file_name(name: str, definition: ExportDefinition, moment: dt.datetime) -> str:
    safe = re.sub(r"[^\w .,()+-]+", "-", name).strip(" .-") or "export"
    return f"{safe[:90]} {moment.astimezone(definition.zone()):%Y-%m-%d %H%M}.{definition.format}"


# --- making


def make(path: Path, definition: ExportDefinition, metrics: Sequence[Chosen], span: Span, told: csv_file.Told) -> None:
    """Write the file to the path."""
    rows = table(current(), metrics, definition, span)
    if definition.format == "xlsx":
        xlsx_file.write(path, rows, definition, span, told)
        return
    with path.open("wb") as file:
        for chunk in csv_file.chunks(rows, definition, span, told):
            file.write(chunk)


def small_file(definition: ExportDefinition, metrics: Sequence[Chosen], span: Span) -> bytes:
    """A small export as it is, for the answer of a request."""
    path = folder() / f"small-{uuid.uuid4().hex}.part"
    try:
        make(path, definition, metrics, span, lambda rows, progress: None)
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


def run(lease: Lease) -> None:
    """Make the export's file. The last word, “done”, and the file's name in the row come together, so that no half of
    a file is ever offered; whoever died before leaves a scratch file that the sweep removes."""
    export = Export.objects.select_related("user", "organization", "schedule").get(id=lease.job_id)
    definition = ExportDefinition.model_validate(export.definition)
    user = asker(export.user, export.scope)
    if not rights.organizations_of(user).filter(id=export.organization_id).exists():
        raise Refused(f"{user.email} may see nothing of {export.organization.name} any more.", code="forbidden")
    check_room(export.organization_id)
    # As of when it was due, or asked for: a worker that comes late makes the same file.
    as_of = export.due_at or export.created_at
    span = definition.span(int(as_of.timestamp() * 1_000_000))
    metrics = readable_metrics(user, definition.nodes, bound=MAX_METRICS, is_strict=False)
    if not metrics:
        raise Refused(f"{user.email} may read none of these metrics any more, or they are gone.", code="nothing_left")
    definition.check(metrics=len(metrics), span=span)
    lost = _lost(export, definition, metrics)
    notes = [_words_of(lost)] if lost else []
    name = f"{export.pk}-{uuid.uuid4().hex}.{definition.format}"
    part = folder() / f"{name}.part"
    rows = 0

    def told(count: int, progress: float) -> None:
        nonlocal rows
        rows = count
        if count > MAX_ROWS:
            raise Refused(f"It would have more than {MAX_ROWS:,} rows: take a shorter range, fewer metrics, or buckets.")
        lease.beat(progress, rows=count)

    lease.keep(notes=notes)
    try:
        make(part, definition, metrics, span, told)
        size = part.stat().st_size
        part.rename(folder() / name)
        moment = now()
        with transaction.atomic():
            lease.finish(
                JobStatus.DONE,
                progress=1.0,
                rows=rows,
                metric_ids=[metric.id for metric in metrics],
                notes=notes,
                error="",
                path=name,
                file_name=file_name(export.name, definition, as_of),
                size_bytes=size,
                expires_at=moment + KEPT,
            )
            _announce(Export.objects.select_related("user", "schedule").get(id=export.pk))
    except BaseException:
        part.unlink(missing_ok=True)
        (folder() / name).unlink(missing_ok=True)
        raise


def _lost(export: Export, definition: ExportDefinition, metrics: Sequence[Chosen]) -> int:
    asked = {*export.metric_ids, *(int(node[2:]) for node in definition.nodes if node[0] == "m" and node[2:].isdecimal())}
    return len(asked - {metric.id for metric in metrics})


def _words_of(lost: int) -> str:
    which = "One metric was" if lost == 1 else f"{lost} metrics were"
    return f"{which} left out: gone since, or not to be read by its owner any more."


def _announce(export: Export) -> None:
    """Write to whoever wanted mail, in the transaction that says “done”: once, whatever is killed."""
    recipients = export.schedule.recipients if export.schedule else [export.user.email] if export.wants_mail else []
    if not recipients:
        return
    definition = ExportDefinition.model_validate(export.definition)
    lines = [f"{export.rows:,} rows, {len(export.metric_ids)} metrics.", *export.notes, ""]
    attachments: list[mail.Attachment] = []
    if export.size_bytes <= ATTACHED_BYTES:
        data = (folder() / export.path).read_bytes()
        attachments.append((export.file_name, CONTENT_TYPES[definition.format].partition(";")[0], data))
        lines.append("The file is attached.")
    else:
        lines += [
            f"The file has {export.size_bytes / 2**20:.0f} MB. Whoever has this link may fetch it for {KEPT.days} days:",
            mail.link(f"/api/exports/download/{link_token(export)}"),
        ]
    with languages.reading(languages.of_person(export.user.preferences)):
        told = [said(line) for line in lines]
    mail.send_mail(
        organization_id=export.organization_id,
        to=recipients,
        subject=export.name,
        text="\n".join(told),
        attachments=attachments,
    )
    Export.objects.filter(id=export.pk).update(mailed_at=now())


# --- handing out


def link_token(export: Export) -> str:
    """Opens this one file to whoever has it, as long as the file is kept."""
    return signing.dumps({"export": export.pk, "path": export.path}, salt=_LINK_SALT)


def of_token(token: str) -> Export:
    try:
        content = signing.loads(token, salt=_LINK_SALT, max_age=KEPT)
    except signing.BadSignature:
        raise Missing("This link is not valid, or has expired. Ask for a new one.") from None
    export = Export.objects.filter(id=content["export"], path=content["path"]).select_related("user").first()
    if export is None:
        raise Missing("This file has been removed. Ask for a new one.")
    return export


def file_of(export: Export) -> Path:
    """The finished file, when its owner may still read all that is in it."""
    if export.status != JobStatus.DONE:
        raise Refused("This export is not finished.", code="not_finished", status=409)
    path = folder() / export.path
    if not export.path or not path.is_file():
        raise Missing("The file has expired: make the export again.")
    user = asker(export.user, export.scope)
    readable = rights.visible(user, Metric.objects.filter(id__in=export.metric_ids)).count()
    if readable < len(export.metric_ids):
        raise Refused(
            "The file holds metrics that its owner may not read any more, or that are gone: make the export again.",
            code="forbidden",
            status=403,
        )
    return path


# --- removing


def delete_export(export: Export) -> None:
    """Cancel it if it is under way, and remove row and file."""
    jobs.cancel(export)
    path = Export.objects.filter(id=export.pk).values_list("path", flat=True).first()
    export.delete()
    if path:
        (folder() / path).unlink(missing_ok=True)


def sweep() -> None:
    """Remove what has expired, and scratch files that nobody works on any more."""
    moment = now()
    for export in Export.objects.filter(expires_at__lt=moment).exclude(path="")[:200]:
        (folder() / export.path).unlink(missing_ok=True)
        Export.objects.filter(id=export.pk).update(path="", size_bytes=0)
    old = Export.objects.filter(created_at__lt=moment - REMEMBERED, path="").exclude(status__in=OPEN_JOBS)
    Export.objects.filter(id__in=list(old.values_list("id", flat=True)[:500])).delete()
    known = set(Export.objects.exclude(path="").values_list("path", flat=True))
    for path in folder().iterdir():
        age_s = moment.timestamp() - path.stat().st_mtime
        if path.is_dir():
            # A workbook's sheets: the first lies still while the others are written.
            if age_s > SCRATCH_S:
                shutil.rmtree(path, ignore_errors=True)
        elif age_s > jobs.LEASE.total_seconds() * 4 and path.name not in known:
            path.unlink(missing_ok=True)
