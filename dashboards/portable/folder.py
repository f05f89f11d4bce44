"""A folder of files and the dashboards of an organization made equal, one way or the other."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from django.db import transaction

from core.errors import Refused, SluiceError
from dashboards import comparing, documents, services
from dashboards.models import Dashboard, Playlist
from dashboards.pictures import carried
from dashboards.pictures.carried import Carried
from dashboards.pictures.services import PICTURE_BYTES
from dashboards.portable import files, shared_playlists
from dashboards.portable.files import Portable
from dashboards.portable.references import Names
from dashboards.selectors import newest_version
from flows.portable.files import Format
from organizations.models import Organization

Deed = Literal["new", "changed", "unchanged", "removed"]
MAX_FILES: Final = 5_000
_SUFFIXES: Final = (".dashboard.yaml", ".dashboard.yml", ".dashboard.json")


class CannotApplyDashboards(Refused):
    code = "cannot_apply"


@dataclass(frozen=True)
class Step:
    """What is done about one dashboard or playlist, what differs, and what it names that is not here."""

    deed: Deed
    name: str
    lines: list[str] = field(default_factory=list)
    kind: Literal["dashboard", "playlist"] = "dashboard"

    def text(self) -> str:
        mark = {"new": "+", "changed": "~", "unchanged": "=", "removed": "-"}[self.deed]
        return "\n".join([f"{mark} {self.kind} “{self.name}”", *(f"    {line}" for line in self.lines)])


def summary(steps: Sequence[Step], *, is_check: bool = False) -> str:
    counts = [
        f"{count} {deed}"
        for deed in ("new", "changed", "removed", "unchanged")
        if (count := sum(step.deed == deed for step in steps))
    ]
    return (", ".join(counts) or "Nothing there") + ("; nothing was done, this was a check." if is_check else ".")


def export(organization: Organization, folder: Path, *, format_: Format = "yaml", prune: bool = False) -> list[Step]:
    """Write one file for each dashboard as it is published, and one for all shared playlists.

    A file that is the same already is not touched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names, kept, beside, steps = Names(organization.id), set[str](), set[Path](), list[Step]()
    for dashboard in Dashboard.objects.filter(organization=organization).order_by("name"):
        portable = files.exported(dashboard, newest_version(dashboard).document, names, are_beside=True)
        beside |= _write_pictures(dashboard, portable, folder)
        name = _free(files.file_name(dashboard.name, format_), kept)
        kept.add(name)
        steps.append(Step(_write(folder / name, files.written(portable, format_)), dashboard.name, [name]))
    for path in _files_in(folder) if prune else []:
        if path.name not in kept:
            path.unlink()
            steps.append(Step("removed", path.name))
    for path in sorted((folder / files.PICTURES).glob("*")) if prune else []:
        if path not in beside:
            path.unlink()
    return [*steps, *_export_playlists(organization, folder, names, format_, prune=prune)]


def _write(path: Path, text: str) -> Deed:
    before = path.read_text(encoding="utf-8") if path.exists() else None
    if before == text:
        return "unchanged"
    path.write_text(text, encoding="utf-8")
    return "new" if before is None else "changed"


def _export_playlists(organization: Organization, folder: Path, names: Names, format_: Format, *, prune: bool) -> list[Step]:
    rows = shared_playlists.shared(organization)
    if rows:
        path = folder / f"{shared_playlists.STEM}.{format_}"
        deed = _write(path, shared_playlists.written(rows, names, format_))
        return [Step(deed, row.name, [path.name], "playlist") for row in rows]
    before = shared_playlists.file_in(folder)
    if before is None or not prune:
        return []
    before.unlink()
    return [Step("removed", before.name, kind="playlist")]


def _write_pictures(dashboard: Dashboard, portable: Portable, folder: Path) -> set[Path]:
    """Called by their content, so one that is there already is the same."""
    rows = {row.sha256: row for row in dashboard.pictures.filter(sha256__in=portable.pictures)}
    written: set[Path] = set()
    for sha, one in portable.pictures.items():
        path = folder / one.file
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_bytes(bytes(rows[sha].content))
        written.add(path)
    return written


def _with_pictures(portable: Portable, folder: Path) -> Portable:
    """What stands beside the text read in."""
    read: dict[str, Carried] = {}
    for sha, one in portable.pictures.items():
        path = folder / one.file
        if one.file and path.is_file():
            if path.stat().st_size > PICTURE_BYTES:
                raise CannotApplyDashboards(f"{path} has more than {PICTURE_BYTES // 1_000_000} MB: make the picture smaller.")
            one = Carried(one.name, data=base64.b64encode(path.read_bytes()).decode())
        read[sha] = one._replace(file="")
    return replace(portable, pictures=read)


def _free(name: str, taken: set[str]) -> str:
    stem, dot, rest = name.partition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}{dot}{rest}"
    return free


def apply(
    organization: Organization, folder: Path, *, is_check: bool = False, prune: bool = False, message: str = ""
) -> list[Step]:
    """Make what a folder holds and publish what differs: all or nothing."""
    given = _read(folder)
    with transaction.atomic():
        known = {row.name: row for row in Dashboard.objects.filter(organization=organization)}
        # All of them are there before the first is filled: they may lead to one another.
        fresh = {
            portable.name: services.create_dashboard(organization, name=portable.name, by=None)
            for _, portable in given
            if portable.name not in known
        }
        steps = [
            _one(path, portable, known.get(portable.name) or fresh[portable.name], portable.name in fresh, message)
            for path, portable in given
        ]
        names = {portable.name for _, portable in given}
        for name, row in known.items() if prune else ():
            if name not in names:
                row.delete()
                steps.append(Step("removed", name))
        steps += _apply_playlists(organization, folder, prune=prune)
        if is_check:
            transaction.set_rollback(True)
    return steps


def _one(path: Path, portable: Portable, dashboard: Dashboard, is_new: bool, message: str) -> Step:
    try:
        newest = newest_version(dashboard)
        portable = _with_pictures(portable, path.parent)
        document, absent = files.imported(portable, Names(dashboard.organization_id))
        document = carried.settled(dashboard, document, portable.pictures, by=None)
        lines = [f"! {one.sentence()}" for one in absent]
        changes = [comparing.sentence(change) for change in comparing.changes(newest.document, document)]
        if document == newest.document:
            return Step("new" if is_new else "unchanged", dashboard.name, lines)
        services.check_references(documents.kept(document), organization_id=dashboard.organization_id, user=None, known=None)
        services.add_version(dashboard, document=document, by=None, message=message or "Applied from a file")
        return Step("new", dashboard.name, lines) if is_new else Step("changed", dashboard.name, [*changes, *lines])
    except SluiceError as error:
        raise CannotApplyDashboards(f"{path.name}: {error.message}") from None


def _apply_playlists(organization: Organization, folder: Path, *, prune: bool) -> list[Step]:
    """A folder without their file says nothing about them."""
    path = shared_playlists.file_in(folder)
    if path is None:
        return []
    known, names, steps = {row.name: row for row in shared_playlists.shared(organization)}, Names(organization.id), list[Step]()
    for one in shared_playlists.read(path):
        items, absent = shared_playlists.items_of(one, names)
        before = known.pop(one.name, None)
        row = before or Playlist(organization=organization, name=one.name, is_shared=True)
        deed: Deed = "new" if before is None else "unchanged" if row.items == items else "changed"
        row.items = items
        if deed != "unchanged":
            row.save()
        steps.append(Step(deed, one.name, [f"! {each.sentence()}" for each in absent], "playlist"))
    for row in known.values() if prune else ():
        row.delete()
        steps.append(Step("removed", row.name, kind="playlist"))
    return steps


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(_SUFFIXES) and path.is_file())


def _read(folder: Path) -> list[tuple[Path, Portable]]:
    if not folder.is_dir():
        raise CannotApplyDashboards(f"There is no folder {folder}.")
    found = _files_in(folder)
    if len(found) > MAX_FILES:
        raise CannotApplyDashboards(f"{folder} holds {len(found):,} files; {MAX_FILES:,} are taken at once.")
    if not found:
        raise CannotApplyDashboards(f"{folder} holds no file that ends in .dashboard.yaml or .dashboard.json.")
    homes: dict[str, str] = {}
    read: list[tuple[Path, Portable]] = []
    for path in found:
        try:
            portable = files.read(path.read_text(encoding="utf-8"))
        except SluiceError as error:
            raise CannotApplyDashboards(f"{path.name}: {error.message}") from None
        except UnicodeDecodeError:
            raise CannotApplyDashboards(f"{path.name} is no text in UTF-8.") from None
        if not portable.name:
            raise CannotApplyDashboards(f"{path.name} has no name. Write for example “name: Boiler room” at its top.")
        other = homes.setdefault(portable.name, path.name)
        if other != path.name:
            raise CannotApplyDashboards(f"{other} and {path.name} are both called “{portable.name}”. Rename one of them.")
        read.append((path, portable))
    return read
