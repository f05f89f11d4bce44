"""Verbs that change subflows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from core.errors import Refused
from flows import services
from flows.errors import DraftChanged, FlowTestsFail, NotDeployable
from flows.graphs import validation
from flows.models import Flow, FlowDraft, Subflow, SubflowRevision, empty_document
from flows.selectors import OrganizationFacts
from flows.services import cleaned, require_document
from flows.subflows import users
from flows.subflows.declared import USE
from flows.subflows.errors import BadSubflowName, NothingToPublish, SubflowInUse, SubflowNameTaken
from flows.subflows.expansion import used_in
from flows.subflows.extraction import extract, replaced
from organizations.models import Organization, User


@transaction.atomic
def create_subflow(
    organization: Organization,
    *,
    name: str,
    description: str = "",
    icon: str = "",
    color: str = "",
    document: Mapping[str, Any] | None = None,
    by: User | None = None,
) -> Subflow:
    """A subflow with a draft. Flows can use it once it is published."""
    fresh = dict(document) if document is not None else empty_document()
    require_document(fresh)
    try:
        with transaction.atomic():
            return Subflow.objects.create(
                organization=organization,
                name=_checked_name(name),
                description=cleaned(description),
                icon=icon,
                color=color,
                document=fresh,
                updated_by=by,
            )
    except IntegrityError:
        raise SubflowNameTaken(name) from None


def change_subflow(subflow: Subflow, **changes: str) -> Subflow:
    """Rename, describe, give another icon or colour. What it computes changes only by publishing."""
    if "name" in changes:
        changes["name"] = _checked_name(changes["name"])
    if "description" in changes:
        changes["description"] = cleaned(changes["description"])
    for field, value in changes.items():
        setattr(subflow, field, value)
    try:
        with transaction.atomic():
            subflow.save(update_fields=list(changes))
    except IntegrityError:
        raise SubflowNameTaken(subflow.name) from None
    return subflow


@transaction.atomic
def delete_subflow(subflow: Subflow) -> None:
    """Remove a subflow that nothing uses any more. Old revisions of flows that used it cannot be deployed again."""
    library = users.Library(subflow.organization_id)
    names = [user.flow.name for user in users.flow_users(subflow, library)]
    names += [other.name for other in users.subflow_users(subflow, library)]
    if names:
        raise SubflowInUse(subflow.name, names)
    subflow.delete()


@transaction.atomic
def save_draft(subflow: Subflow, *, document: Mapping[str, Any], base_version: int, by: User | None = None) -> Subflow:
    """Store the draft, however incomplete, unless somebody else has saved since `base_version`."""
    require_document(document)
    subflow = Subflow.objects.select_for_update(of=("self",)).select_related("updated_by").get(id=subflow.id)
    if subflow.version != base_version:
        raise DraftChanged(subflow)
    _store_draft(subflow, document, by)
    return subflow


@transaction.atomic
def change_draft(subflow: Subflow, document: Mapping[str, Any], *, by: User | None = None) -> None:
    """Replace the draft whatever it is: those who have it open learn of it at their next save."""
    require_document(document)
    _store_draft(Subflow.objects.select_for_update(of=("self",)).get(id=subflow.id), document, by)


@transaction.atomic
def restore(subflow: Subflow, *, number: int, by: User | None = None) -> Subflow:
    """Put the document of an earlier revision into the draft."""
    revision = subflow.revisions.get(number=number)
    subflow = Subflow.objects.select_for_update(of=("self",)).get(id=subflow.id)
    _store_draft(subflow, revision.document, by)
    return subflow


@transaction.atomic
def publish(
    subflow: Subflow,
    *,
    message: str = "",
    by: User | None = None,
    base_version: int | None = None,
    flows: Collection[int] = (),
    containers: Collection[int] = (),
) -> SubflowRevision:
    """Make the draft a revision, and bring the flows and subflows that are named to it, all or none.

    A flow that uses it through another subflow takes that one along. What runs is deployed again as it is, with the new
    revision in it; changes in a draft that are not deployed stay in the draft.
    """
    subflow = Subflow.objects.select_for_update(of=("self",)).select_related("updated_by").get(id=subflow.id)
    if base_version is not None and subflow.version != base_version:
        raise DraftChanged(subflow)
    checked = validation.check(subflow.document, OrganizationFacts(subflow.organization_id, user=by), subflow_id=subflow.id)
    if checked.errors:
        raise NotDeployable(checked.errors)
    newest = subflow.revisions.first()
    if newest is not None and newest.document == subflow.document:
        raise NothingToPublish(subflow.name, newest.number)
    return _bring_to(subflow, subflow.document, message=message, by=by, flows=flows, containers=containers)


def _bring_to(
    subflow: Subflow,
    document: Mapping[str, Any],
    *,
    message: str,
    by: User | None,
    flows: Collection[int],
    containers: Collection[int],
) -> SubflowRevision:
    library = users.Library(subflow.organization_id)
    chosen = [user.flow for user in users.flow_users(subflow, library) if user.flow.id in set(flows)]
    needed = _containers_of(chosen, library) | set(containers)
    newest = library.newest.get(subflow.id)
    made, _ = users.plan(subflow, document, newest.number + 1 if newest else 1, library, user=by, within=needed)
    first: SubflowRevision | None = None
    for one, number in made.numbers.items():
        if one != subflow.id and made.problems[one]:
            raise Refused(f"“{library.subflows[one].name}” cannot be brought along: {made.problems[one][0].message}")
        text = message if one == subflow.id else f"“{subflow.name}” brought to revision {made.numbers[subflow.id]}"
        revision = SubflowRevision.objects.create(
            subflow_id=one, number=number, author=by, message=cleaned(text), document=made.documents[one]
        )
        first = first or revision
        if one != subflow.id:
            row = Subflow.objects.select_for_update(of=("self",)).get(id=one)
            _store_draft(row, users.moved(row.document, made.numbers), by)
    assert first is not None
    for flow in chosen:
        _bring_flow(flow, made.numbers, subflow, first, by)
    return first


def _containers_of(flows: Iterable[Flow], library: users.Library) -> set[int]:
    """The subflows that these flows use, and what those use."""
    found: set[int] = set()
    for flow in flows:
        documents = [flow.draft.document, *([flow.live.document] if flow.live else [])]
        waiting = [one for document in documents for one, _ in used_in(document).values()]
        while waiting:
            one = waiting.pop()
            if one in found:
                continue
            found.add(one)
            if one in library.newest:
                waiting += [inner for inner, _ in used_in(library.newest[one].document).values()]
    return found


def _bring_flow(flow: Flow, numbers: Mapping[int, int], subflow: Subflow, revision: SubflowRevision, by: User | None) -> None:
    draft = FlowDraft.objects.get(flow=flow)
    services.change_draft(flow, users.moved(draft.document, numbers), by=by)
    if flow.live is None:
        return
    document = users.moved(flow.live.document, numbers)
    if document == flow.live.document:
        return
    message = f"“{subflow.name}” brought to revision {revision.number}"
    if revision.message:
        message += f": {revision.message}"
    try:
        services.deploy_document(flow, document, message=message, by=by)
    except (NotDeployable, FlowTestsFail) as error:
        raise Refused(
            f"“{flow.name}” cannot be brought to it: {error.message} Leave this flow out, or repair it first."
        ) from None


@dataclass(frozen=True)
class Made:
    """A subflow made of blocks of a flow, and the flow with it."""

    subflow: Subflow
    revision: SubflowRevision
    document: dict[str, Any]
    block: str


@transaction.atomic
def make_subflow(
    organization: Organization,
    document: Mapping[str, Any],
    chosen: Collection[str],
    *,
    name: str,
    place: str,
    description: str = "",
    inside: int | None = None,
    by: User | None = None,
) -> Made:
    """Make the chosen blocks of a document a subflow, published as revision 1; the answer holds the document that uses it.

    `place` becomes the id of the block that uses it; `inside` is the subflow whose document it is, when it is one's.
    """
    require_document(document)
    if place in document["blocks"]:
        raise Refused(f"There is a block “{place}” already. Save, and try again.")
    checked = validation.check(document, OrganizationFacts(organization.id, user=by), subflow_id=inside)
    extracted = extract(document, chosen, checked.ports, place=place)
    subflow = create_subflow(organization, name=name, description=description, document=extracted.document, by=by)
    found = validation.check(subflow.document, OrganizationFacts(organization.id, user=by), subflow_id=subflow.id)
    if found.errors:
        raise NotDeployable(found.errors)
    revision = SubflowRevision.objects.create(subflow=subflow, number=1, author=by, message="", document=subflow.document)
    passed_on = {item["name"]: {"$param": item["name"]} for item in extracted.document["params"]}
    params = {"subflow": subflow.id, "revision": 1, "values": passed_on}
    use = {"type": USE, "version": 1, "params": params, "position": extracted.position, "label": subflow.name[:60]}
    return Made(subflow, revision, replaced(document, chosen, extracted, use, place), place)


def _store_draft(subflow: Subflow, document: Mapping[str, Any], by: User | None) -> None:
    if subflow.document == document:
        return
    subflow.document, subflow.version, subflow.updated_by = dict(document), subflow.version + 1, by
    subflow.save(update_fields=["document", "version", "updated_by", "updated_at"])


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 100 or "\0" in name:
        raise BadSubflowName(name[:100])
    return name
