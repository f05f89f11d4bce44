"""A folder of files and the flows of an organization made equal, one way or the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.db import transaction

from core.errors import Refused, SluiceError
from flows import services
from flows.errors import NotDeployable
from flows.graphs import validation
from flows.models import Flow, Subflow
from flows.portable import exchange, files
from flows.portable.files import Format, Kind, Portable
from flows.portable.references import OrganizationNames
from flows.subflows import services as subflows
from flows.subflows.users import Library
from organizations.models import Organization

Deed = Literal["new", "changed", "unchanged", "removed"]
MAX_FILES = 5_000
_SUFFIXES = tuple(f".{kind}.{ending}" for kind in ("flow", "subflow") for ending in ("yaml", "yml", "json"))


@dataclass(frozen=True)
class Step:
    """What is done about one flow or subflow."""

    deed: Deed
    kind: Kind
    name: str
    detail: str = ""

    def line(self) -> str:
        mark = {"new": "+", "changed": "~", "unchanged": "=", "removed": "-"}[self.deed]
        return f"{mark} {self.kind} “{self.name}”" + (f": {self.detail}" if self.detail else "")


def summary(steps: Sequence[Step], *, is_dry: bool = False) -> str:
    counts = [
        f"{count} {deed}"
        for deed in ("new", "changed", "removed", "unchanged")
        if (count := sum(step.deed == deed for step in steps))
    ]
    return (", ".join(counts) or "Nothing there") + ("; nothing was done, this was a dry run." if is_dry else ".")


# --- out


def export(
    organization: Organization, folder: Path, *, format_: Format = "yaml", drafts: bool = False, prune: bool = False
) -> list[Step]:
    """Write one file for each flow and subflow. A file that is the same already is not touched."""
    folder.mkdir(parents=True, exist_ok=True)
    steps, kept = [], set[str]()
    for portable in [*_subflows_out(organization, drafts=drafts), *_flows_out(organization, drafts=drafts)]:
        name = _free(files.file_name(portable, format_), kept)
        kept.add(name)
        path, text = folder / name, files.written(portable, format_)
        before = path.read_text(encoding="utf-8") if path.exists() else None
        if before != text:
            path.write_text(text, encoding="utf-8")
        steps.append(
            Step("new" if before is None else "unchanged" if before == text else "changed", portable.kind, portable.name, name)
        )
    if prune:
        for path in _files_in(folder):
            if path.name not in kept:
                path.unlink()
                steps.append(Step("removed", "subflow" if ".subflow." in path.name else "flow", path.name))
    return steps


def _flows_out(organization: Organization, *, drafts: bool) -> Iterable[Portable]:
    names = OrganizationNames(organization.id)
    for flow in Flow.objects.filter(organization=organization).select_related("live", "draft").order_by("name"):
        yield _flow_out(flow, names, drafts=drafts)


def _flow_out(flow: Flow, names: OrganizationNames, *, drafts: bool = False) -> Portable:
    document = flow.draft.document if drafts or flow.live is None else flow.live.document
    portable = exchange.flow_out(flow, document, names)
    portable.head["is_deployed"] = flow.live is not None
    return portable


def _subflows_out(organization: Organization, *, drafts: bool) -> Iterable[Portable]:
    names = OrganizationNames(organization.id)
    for subflow in Subflow.objects.filter(organization=organization).order_by("name"):
        newest = subflow.revisions.first()
        yield exchange.subflow_out(subflow, subflow.document if drafts or newest is None else newest.document, names)


def _free(name: str, taken: set[str]) -> str:
    stem, dot, rest = name.partition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}{dot}{rest}"
    return free


# --- in


class CannotApply(Refused):
    code = "cannot_apply"


def apply(
    organization: Organization,
    folder: Path,
    *,
    is_dry: bool = False,
    prune: bool = False,
    overwrites_drafts: bool = False,
    message: str = "",
) -> list[Step]:
    """Make what a folder holds, change what differs, and deploy it: all or nothing."""
    given = _read(folder)
    with transaction.atomic():
        steps = _Applying(organization, overwrites_drafts=overwrites_drafts, message=message).run(given, prune=prune)
        if is_dry:
            transaction.set_rollback(True)
    return steps


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(_SUFFIXES) and path.is_file())


def _read(folder: Path) -> list[tuple[Path, Portable]]:
    if not folder.is_dir():
        raise CannotApply(f"There is no folder {folder}.")
    found = _files_in(folder)
    if len(found) > MAX_FILES:
        raise CannotApply(f"{folder} holds {len(found):,} files; {MAX_FILES:,} are taken at once.")
    if not found:
        raise CannotApply(f"{folder} holds no file that ends in .flow.yaml or .subflow.yaml.")
    read: list[tuple[Path, Portable]] = []
    homes: dict[tuple[str, str], str] = {}
    for path in found:
        try:
            portable = files.read(path.read_text(encoding="utf-8"))
        except SluiceError as error:
            raise CannotApply(f"{path.name}: {error.message}") from None
        except UnicodeDecodeError:
            raise CannotApply(f"{path.name} is no text in UTF-8.") from None
        if not portable.name:
            raise CannotApply(f"{path.name} has no name. Write for example “name: Boiler watch” at its top.")
        other = homes.setdefault((portable.kind, portable.name), path.name)
        if other != path.name:
            raise CannotApply(f"{other} and {path.name} are both called “{portable.name}”. Rename one of them.")
        read.append((path, portable))
    return read


class _Applying:
    def __init__(self, organization: Organization, *, overwrites_drafts: bool, message: str) -> None:
        self._organization = organization
        self._overwrites_drafts = overwrites_drafts
        self._message = message

    def run(self, given: Sequence[tuple[Path, Portable]], *, prune: bool) -> list[Step]:
        ordered = _in_order([item for item in given if item[1].kind == "subflow"])
        steps = [self._one(path, portable) for path, portable in ordered]
        steps += [self._one(path, portable) for path, portable in given if portable.kind == "flow"]
        if prune:
            steps += self._prune(given)
        return steps

    def _one(self, path: Path, portable: Portable) -> Step:
        try:
            return self._flow(portable) if portable.kind == "flow" else self._subflow(portable)
        except NotDeployable as error:
            told = "".join(f"\n  {problem['block'] or 'flow'}: {problem['message']}" for problem in _problems_of(error))
            raise CannotApply(f"{path.name} cannot be deployed:{told}") from None
        except SluiceError as error:
            raise CannotApply(f"{path.name}: {error.message}") from None

    def _flow(self, portable: Portable) -> Step:
        document = exchange.document_in(portable, self._organization.id)
        description, is_enabled = portable.head.get("description", ""), portable.head.get("is_enabled", True)
        is_deployed = portable.head.get("is_deployed", True)
        flow = Flow.objects.select_related("live", "draft").filter(organization=self._organization, name=portable.name).first()
        if flow is None:
            flow = services.create_flow(self._organization, name=portable.name, description=description, document=document)
            if is_deployed:
                services.deploy_document(flow, document, message=self._message)
            flow.refresh_from_db()
            if not is_enabled:
                services.change_flow(flow, is_enabled=False)
            return Step("new", "flow", flow.name, "" if is_deployed else "as a draft")
        now = _flow_out(flow, OrganizationNames(self._organization.id))
        if not is_deployed and flow.live is not None:
            raise Refused(f"“{flow.name}” runs, and the file says “is_deployed: false”. Switch it off with “is_enabled: false”.")
        if files.written(now) == files.written(_complete(portable)):
            return Step("unchanged", "flow", flow.name)
        detail = self._change(flow, document, is_same=now.document == portable.document, is_deployed=is_deployed)
        if (description, is_enabled) != (flow.description, flow.is_enabled):
            services.change_flow(flow, description=description, is_enabled=is_enabled)
            detail = detail or ("switched on" if is_enabled != flow.is_enabled else "described anew")
        return Step("changed", "flow", flow.name, detail)

    def _change(self, flow: Flow, document: dict[str, object], *, is_same: bool, is_deployed: bool) -> str:
        """Bring the document in; what it says is deployed unless that runs already."""
        if is_same and (flow.live is not None or not is_deployed):
            return ""
        has_own_draft = flow.live is not None and validation.upgraded(flow.draft.document) != validation.upgraded(
            flow.live.document
        )
        if has_own_draft and flow.draft.document != document and not self._overwrites_drafts:
            raise Refused(
                f"The draft of “{flow.name}” has changes that are not deployed. Deploy or undo them, "
                "or apply with --overwrite-drafts."
            )
        services.change_draft(flow, document)
        if not is_deployed:
            return "draft"
        revision = services.deploy_document(flow, document, message=self._message)
        return f"revision {revision.number} deployed"

    def _subflow(self, portable: Portable) -> Step:
        document = exchange.document_in(portable, self._organization.id)
        details = {key: portable.head.get(key, "") for key in ("description", "icon", "color")}
        subflow = Subflow.objects.filter(organization=self._organization, name=portable.name).first()
        if subflow is None:
            subflow = subflows.create_subflow(self._organization, name=portable.name, document=document, **details)
            subflows.publish(subflow, message=self._message)
            return Step("new", "subflow", subflow.name)
        names = OrganizationNames(self._organization.id)
        newest = subflow.revisions.first()
        now = exchange.subflow_out(subflow, newest.document if newest else subflow.document, names)
        if newest is not None and files.written(now) == files.written(_complete(portable)):
            return Step("unchanged", "subflow", subflow.name)
        subflows.change_subflow(subflow, **details)
        if newest is not None and now.document == portable.document:
            return Step("changed", "subflow", subflow.name)
        if newest is not None and subflow.document not in (newest.document, document) and not self._overwrites_drafts:
            raise Refused(
                f"The draft of “{subflow.name}” has changes that are not published. "
                "Publish or undo them, or apply with --overwrite-drafts."
            )
        subflows.change_draft(subflow, document)
        revision = subflows.publish(subflow, message=self._message)
        return Step("changed", "subflow", subflow.name, f"revision {revision.number} published")

    def _prune(self, given: Sequence[tuple[Path, Portable]]) -> list[Step]:
        steps = []
        kept = {(portable.kind, portable.name) for _, portable in given}
        for flow in Flow.objects.filter(organization=self._organization).order_by("name"):
            if ("flow", flow.name) not in kept:
                services.delete_flow(flow)
                steps.append(Step("removed", "flow", flow.name))
        left = [one for one in Subflow.objects.filter(organization=self._organization) if ("subflow", one.name) not in kept]
        for subflow in reversed(_those_used_last(left)):
            subflows.delete_subflow(subflow)
            steps.append(Step("removed", "subflow", subflow.name))
        return steps


def _complete(portable: Portable) -> Portable:
    """The same with what a hand-written file leaves out, as it would have been exported."""
    return Portable(portable.kind, portable.name, validation.upgraded(portable.document), portable.head)


def _problems_of(error: NotDeployable) -> list[dict[str, object]]:
    problems = error.details.get("problems")
    return problems if isinstance(problems, list) else []


def _uses(portable: Portable) -> set[str]:
    """Names of the subflows that it uses."""
    found = set()
    for item in portable.document["blocks"].values():
        subflow = item.get("params", {}).get("subflow")
        if item["type"] == "subflow.use" and isinstance(subflow, dict):
            found.add(str(subflow.get("$subflow")))
    return found


def _in_order(given: list[tuple[Path, Portable]]) -> list[tuple[Path, Portable]]:
    """Each subflow after those that it uses."""
    waiting = {portable.name: (path, portable) for path, portable in given}
    ordered = []
    while waiting:
        ready = [name for name, (_, portable) in waiting.items() if not _uses(portable) & (waiting.keys() - {name})]
        if not ready:
            names = ", ".join(f"“{name}”" for name in sorted(waiting))
            raise CannotApply(f"These subflows use each other in a circle: {names}. Take one of them out of the others.")
        ordered += [waiting.pop(name) for name in sorted(ready)]
    return ordered


def _those_used_last(rows: list[Subflow]) -> list[Subflow]:
    """So that each comes after those it uses, by what their newest revisions and drafts say."""
    if not rows:
        return []
    by_id = {row.id: row for row in rows}
    return [by_id[one] for one in Library(rows[0].organization_id).in_order(by_id)]
