"""Devices out of rows: every row is checked and made or named with its fault; a bad one does not stop the good ones."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from core import actor
from core.changes import bump
from core.errors import Refused, SluiceError, Unavailable
from core.later import later
from devices.imports.reading import BYTES_BOUND, ROWS_BOUND, Fault, Row, read
from devices.models import Attribute, Device, DeviceImport, DeviceType
from devices.services.attributes import checked_attributes
from devices.services.devices import checked_name
from devices.services.types import add_template_metrics, create_type
from organizations import rights
from organizations.audit import Record, record_all
from organizations.models import Organization, Site, User
from organizations.places import checked_description, create_site

# More than this runs as a job.
ROWS_AT_ONCE: Final = 1_000
CHUNK: Final = 500
PROBLEMS_SHOWN: Final = 1_000
OPEN_BOUND: Final = 5
KEPT_PER_ORGANIZATION: Final = 100
EXISTING: Final = ("refuse", "change")


class Options(NamedTuple):
    encoding: str = ""
    delimiter: str = ""
    create_sites: bool = False
    create_types: bool = False
    # What to do with devices that are there already.
    existing: str = "refuse"


def start_import(
    organization: Organization, file: IO[bytes], *, size: int, name: str, options: Options, is_dry_run: bool, by: User
) -> DeviceImport:
    """Small files are worked off at once, large ones by a job. The whole file is read through before anything is made."""
    if size > BYTES_BOUND:
        raise Refused(f"The file has {size} bytes: {BYTES_BOUND} at most. Divide it.", field="file", status=413)
    if options.existing not in EXISTING:
        raise Refused(f"“{options.existing[:40]}” is no choice: {' or '.join(EXISTING)}.", field="existing")
    _require_somewhere(by, organization)
    total = sum(
        1 for _ in itertools.islice(read(file, encoding=options.encoding, delimiter=options.delimiter).rows, ROWS_BOUND + 1)
    )
    if total > ROWS_BOUND:
        raise Refused(f"The file has more than {ROWS_BOUND} rows: divide it into several.", code="too_many_rows", field="file")
    _trim(organization)
    is_large = total > ROWS_AT_ONCE
    open_ones = DeviceImport.objects.filter(organization=organization, status__in=("queued", "running"))
    if is_large and open_ones.count() >= OPEN_BOUND:
        raise Refused(f"{OPEN_BOUND} lists of devices are being imported already: wait for one to end.", status=429)
    job = DeviceImport.objects.create(
        organization=organization,
        requested_by=by,
        name=name[:200],
        options={**options._asdict(), "scope": _scope_of(by)},
        is_dry_run=is_dry_run,
        total=total,
    )
    if is_large:
        path = folder() / f"{job.id}.csv"
        file.seek(0)
        with path.open("wb") as kept:
            while part := file.read(1024 * 1024):
                kept.write(part)
        job.path = path.name
        job.save(update_fields=["path"])
        later("devices.run_import", job.id)
        return job
    return _work(job, file, user=by)


def run_import(job_id: int) -> None:
    """The job of a large file; begun again after a crash it goes on behind the last rows that were committed."""
    job = DeviceImport.objects.select_related("organization", "requested_by").filter(id=job_id).first()
    if job is None or job.finished_at is not None or job.requested_by is None:
        return
    path = folder() / job.path
    user = job.requested_by
    scope = job.options.get("scope")
    if scope:
        user.access = rights.load_access(  # type: ignore[attr-defined]  # read by rights.access_of
            user, door=scope["door"], profile_ids=frozenset(scope["profile_ids"])
        )
    who = actor.Actor(str(user), id=user.pk, is_superuser=user.is_superuser, address=actor.current().address)
    try:
        with path.open("rb") as file, actor.acting(who):
            _work(job, file, user=user)
    except Unavailable:
        raise  # the task tries again
    except FileNotFoundError:
        _finish(job, DeviceImport.Status.FAILED, "The file is gone: upload it again.")
    except SluiceError as error:
        _finish(job, DeviceImport.Status.FAILED, error.message)
    path.unlink(missing_ok=True)


def folder() -> Path:
    path: Path = settings.VAR / "imports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _require_somewhere(user: User, organization: Organization) -> None:
    """Who manages devices at one site only may bring a list for that site."""
    if rights.can(user, "manage_devices", organization):
        return
    if not rights.visible(user, Site.objects.filter(organization=organization), "manage_devices").exists():
        rights.require_in(user, "manage_devices", organization.id)


def _scope_of(user: User) -> dict[str, Any] | None:
    """A key that opens one profile must not do more through a job."""
    carried: rights.Access | None = getattr(user, "access", None)
    return None if carried is None else {"door": carried.door, "profile_ids": sorted(carried.profiles)}


def _trim(organization: Organization) -> None:
    """Reports of old imports go, the newest stay."""
    kept = DeviceImport.objects.filter(organization=organization).order_by("-id").values_list("id", flat=True)
    if oldest := list(kept[KEPT_PER_ORGANIZATION : KEPT_PER_ORGANIZATION + 1]):
        old = DeviceImport.objects.filter(organization=organization, id__lte=oldest[0]).exclude(finished_at=None)
        old.delete()


# --- working through the rows


def _work(job: DeviceImport, file: IO[bytes], *, user: User) -> DeviceImport:
    file.seek(0)
    options = Options(**{key: value for key, value in job.options.items() if key in Options._fields})
    rows = read(file, encoding=options.encoding, delimiter=options.delimiter).rows
    importer = Importer(job.organization, user=user, options=options, is_dry_run=job.is_dry_run)
    for done in itertools.islice(rows, job.done):
        importer.skip(done)
    for chunk in _chunks(rows):
        importer.take(job, chunk)
    _finish(job, DeviceImport.Status.DONE, importer.summary())
    return job


def _chunks(rows: Iterator[Row | Fault]) -> Iterator[list[Row | Fault]]:
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield chunk


def _finish(job: DeviceImport, status: str, detail: str) -> None:
    job.status, job.detail, job.finished_at, job.path = status, detail[:300], now(), ""
    job.save(update_fields=["status", "detail", "finished_at", "path"])


class Ready(NamedTuple):
    """A row that can be made: a new device, or one that is there and changes."""

    row: Row
    site: Site | None
    type: DeviceType | None
    attributes: dict[str, Any]
    device: Device | None


class Importer:
    """What is known while a file is worked through."""

    def __init__(self, organization: Organization, *, user: User, options: Options, is_dry_run: bool) -> None:
        self.organization, self.user, self.options, self.is_dry_run = organization, user, options, is_dry_run
        self.sites = {site.name: site for site in Site.objects.filter(organization=organization)}
        self.types = {row.name: row for row in DeviceType.objects.filter(organization=organization)}
        self.first_row_of: dict[str, int] = {}
        self.made_sites: list[str] = []
        self.made_types: list[str] = []
        self._may: dict[int | None, bool] = {}

    def skip(self, row: Row | Fault) -> None:
        """It was worked off before a crash."""
        if isinstance(row, Row):
            self.first_row_of.setdefault(row.name, row.number)

    def take(self, job: DeviceImport, chunk: Sequence[Row | Fault]) -> None:
        """Rows and progress in one transaction, so that no row is made twice."""
        for attempt in itertools.count(1):
            before = (dict(self.sites), dict(self.types), list(self.made_sites), list(self.made_types))
            seen = dict(self.first_row_of)
            try:
                with transaction.atomic():
                    self._take(job, chunk)
                return
            except IntegrityError:
                # Somebody made a device of that name meanwhile: looked at again, its row is told so.
                self.sites, self.types, self.made_sites, self.made_types = before
                self.first_row_of = seen
                if attempt == 3:
                    raise Unavailable("Others are changing the same devices: try again in a moment.") from None

    def _take(self, job: DeviceImport, chunk: Sequence[Row | Fault]) -> None:
        locked = DeviceImport.objects.select_for_update().get(id=job.id)
        if locked.done != job.done or locked.finished_at is not None:
            raise Unavailable("Another worker is at this list.")
        existing = self._existing(chunk)
        ready: list[Ready] = []
        faults: list[Fault] = []
        for row in chunk:
            checked = row if isinstance(row, Fault) else self._checked(row, existing)
            if isinstance(checked, Fault):
                faults.append(checked)
            else:
                ready.append(checked)
        if not self.is_dry_run:
            self._make([one for one in ready if one.device is None])
            self._change([one for one in ready if one.device is not None])
        names = {row.number: row.name for row in chunk if isinstance(row, Row)}
        locked.status = DeviceImport.Status.RUNNING
        locked.done += len(chunk)
        locked.created += sum(1 for one in ready if one.device is None)
        locked.changed += sum(1 for one in ready if one.device is not None)
        locked.refused += len(faults)
        room = PROBLEMS_SHOWN - len(locked.problems)
        locked.problems += [
            [fault.row, fault.column, names.get(fault.row, "")[:100], fault.message] for fault in faults[: max(0, room)]
        ]
        locked.save(update_fields=["status", "done", "created", "changed", "refused", "problems"])
        for field in ("status", "done", "created", "changed", "refused", "problems"):
            setattr(job, field, getattr(locked, field))

    def _existing(self, chunk: Iterable[Row | Fault]) -> dict[str, Device]:
        names = [row.name for row in chunk if isinstance(row, Row)]
        rows = Device.objects.filter(organization=self.organization, name__in=names).select_related("site", "type")
        return {device.name: device for device in rows}

    def _checked(self, row: Row, existing: dict[str, Device]) -> Ready | Fault:
        first = self.first_row_of.setdefault(row.name, row.number)
        if first != row.number:
            return Fault(row.number, "name", f"“{row.name[:60]}” stands in row {first} already.")
        try:
            checked_name(row.name)
            checked_description(row.description)
            attributes = checked_attributes(row.attributes)
            site, made_type = self._site(row), self._type(row)
            device = existing.get(row.name)
            self._check_rights(row, site, device)
        except Refused as refusal:
            column = (refusal.field or "").removesuffix("_id")
            return Fault(row.number, column.replace("attributes.", "attribute:"), refusal.message)
        return Ready(row, site, made_type, attributes, device)

    def _check_rights(self, row: Row, site: Site | None, device: Device | None) -> None:
        if device is not None:
            if self.options.existing == "refuse":
                raise Refused(f"There is already a device named “{row.name}” here.", field="name")
            if not rights.can(self.user, "manage_devices", device):
                raise Refused(f"“{row.name}” is there already, and you may not manage it.", field="name")
            if site is None or site == device.site:
                return
        place = site.id if site is not None else None
        if place not in self._may:
            self._may[place] = rights.can(self.user, "manage_devices", site if place is not None and site else self.organization)
        if not self._may[place]:
            where = f"at the site “{row.site}”" if row.site else "outside of your sites: name one of them"
            raise Refused(f"You may not manage devices {where}.", field="site")

    def _site(self, row: Row) -> Site | None:
        if not row.site:
            return None
        site = self.sites.get(row.site)
        if site is not None and (site._state.adding or rights.can(self.user, "read", site)):
            return site
        if site is not None or not self.options.create_sites:
            raise Refused(f"There is no site “{row.site[:60]}”: make it first, or ask to have missing sites made.", field="site")
        if not rights.can(self.user, "manage_sites", self.organization):
            raise Refused(f"You may not make sites here: “{row.site[:60]}” has to be there already.", field="site")
        site = Site(organization=self.organization, name=row.site)
        if self.is_dry_run:
            if len(row.site) > 100:
                raise Refused(f"“{row.site[:40]}…” is too long for a site's name: 100 characters at most.", field="site")
        else:
            site = create_site(self.organization, name=row.site)
        self.sites[row.site] = site
        self.made_sites.append(row.site)
        return site

    def _type(self, row: Row) -> DeviceType | None:
        if not row.type:
            return None
        made = self.types.get(row.type)
        if made is not None:
            return made
        if not self.options.create_types:
            words = f"There is no device type “{row.type[:60]}”: make it first, or ask to have missing types made."
            raise Refused(words, field="type")
        if not rights.can(self.user, "manage_templates_files", self.organization):
            raise Refused(f"You may not make device types here: “{row.type[:60]}” has to be there already.", field="type")
        if self.is_dry_run:
            if len(row.type) > 100:
                raise Refused(f"“{row.type[:40]}…” is too long for a type's name: 100 characters at most.", field="type")
            made = DeviceType(organization=self.organization, name=row.type)
        else:
            made = create_type(self.organization, name=row.type)
        self.types[row.type] = made
        self.made_types.append(row.type)
        return made

    def _make(self, ready: Sequence[Ready]) -> None:
        if not ready:
            return
        devices = Device.objects.bulk_create(
            Device(
                organization=self.organization,
                name=one.row.name,
                site=one.site,
                type=one.type,
                description=one.row.description,
                is_gateway=bool(one.row.is_gateway),
            )
            for one in ready
        )
        Attribute.objects.bulk_create(
            (
                Attribute(device=device, name=name, value=value)
                for device, one in zip(devices, ready, strict=True)
                for name, value in one.attributes.items()
            ),
            batch_size=1_000,
        )
        self._add_metrics(zip(devices, (one.type for one in ready), strict=True))
        self._record("created", [(device, {"name": (None, device.name)}) for device in devices])

    def _change(self, ready: Sequence[Ready]) -> None:
        """Only what cells say; an empty cell leaves things as they are."""
        if not ready:
            return
        changed: list[tuple[Device, dict[str, tuple[Any, Any]]]] = []
        new_types: list[tuple[Device, DeviceType | None]] = []
        for one in ready:
            device = one.device
            assert device is not None
            wanted = {
                "site": one.site or device.site,
                "type": one.type or device.type,
                "description": one.row.description or device.description,
                "is_gateway": device.is_gateway if one.row.is_gateway is None else one.row.is_gateway,
            }
            changes = {
                field: (getattr(device, field), value) for field, value in wanted.items() if getattr(device, field) != value
            }
            if "type" in changes:
                new_types.append((device, one.type))
            for field, (_, value) in changes.items():
                setattr(device, field, value)
            changed.append((device, changes))
        Device.objects.bulk_update([device for device, _ in changed], ["site", "type", "description", "is_gateway"])
        Attribute.objects.bulk_create(
            (
                Attribute(device=one.device, name=name, value=value, changed_at=now())
                for one in ready
                for name, value in one.attributes.items()
            ),
            batch_size=1_000,
            update_conflicts=True,
            unique_fields=["device", "name"],
            update_fields=["value", "changed_at"],
        )
        self._add_metrics(new_types)
        self._record("changed", [(device, changes) for device, changes in changed if changes])
        if any("site" in changes for _, changes in changed):
            rights.changed()

    def _add_metrics(self, pairs: Iterable[tuple[Device, DeviceType | None]]) -> None:
        by_type: dict[DeviceType, list[int]] = {}
        for device, made in pairs:
            if made is not None:
                by_type.setdefault(made, []).append(device.id)
        for made, ids in by_type.items():
            add_template_metrics(ids, made)
        bump("devices")
        bump("credentials")

    def _record(self, action: str, done: Iterable[tuple[Device, dict[str, tuple[Any, Any]]]]) -> None:
        record_all(
            Record(
                action=action,
                kind="device",
                target_id=str(device.id),
                target=device.name,
                organization_id=self.organization.id,
                changes={**changes, "by": (None, "import")},
            )
            for device, changes in done
        )

    def summary(self) -> str:
        words = []
        for made, word in ((self.made_sites, "site"), (self.made_types, "device type")):
            if made:
                words.append(f"{len(made)} {word}{'s' if len(made) > 1 else ''}")
        verb = "would be made" if self.is_dry_run else "made"
        return f"Also {verb}: {' and '.join(words)}." if words else ""
