"""Who uses a subflow, directly or inside another subflow, and what a new revision of it would do to them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.graphs import validation
from flows.graphs.facts import SubflowFact
from flows.graphs.validation import Problem
from flows.models import Flow, Subflow, SubflowRevision
from flows.selectors import OrganizationFacts
from flows.subflows.declared import USE
from flows.subflows.expansion import used_in
from organizations.models import User


@dataclass(frozen=True)
class FlowUser:
    """A flow that uses a subflow."""

    flow: Flow
    # The revisions of it that the flow's draft names, and the running revision of the flow.
    numbers: tuple[int, ...]
    live_numbers: tuple[int, ...]
    # The subflows it is used through; none when the flow uses it itself.
    through: tuple[str, ...]


class Library:
    """All subflows of an organization with their drafts and newest revisions, read at once."""

    def __init__(self, organization_id: str) -> None:
        self.organization_id = organization_id
        self.subflows = {row.id: row for row in Subflow.objects.filter(organization_id=organization_id)}
        newest: dict[int, SubflowRevision] = {}
        rows = SubflowRevision.objects.filter(subflow__organization_id=organization_id).order_by("subflow_id", "number")
        for row in rows.iterator():
            newest[row.subflow_id] = row
        self.newest = newest

    def using(self, subflow_id: int) -> set[int]:
        """Subflows whose newest revision, or draft, uses this one, directly or through others."""
        direct = {other: {used for used, _ in self._used(other)} for other in self.subflows}
        found: set[int] = set()
        waiting = [subflow_id]
        while waiting:
            current = waiting.pop()
            for other, used in direct.items():
                if current in used and other not in found and other != subflow_id:
                    found.add(other)
                    waiting.append(other)
        return found

    def in_order(self, ids: Iterable[int]) -> list[int]:
        """Subflows so that each comes after those it uses."""
        wanted, done = set(ids), list[int]()
        while wanted:
            ready = sorted(one for one in wanted if not {used for used, _ in self._used(one)} & (wanted - {one}))
            ready = ready or sorted(wanted)  # a circle, which validation will tell about
            done += ready
            wanted -= set(ready)
        return done

    def _used(self, subflow_id: int) -> set[tuple[int, int]]:
        documents = [self.subflows[subflow_id].document]
        if subflow_id in self.newest:
            documents.append(self.newest[subflow_id].document)
        return {use for document in documents for use in used_in(document).values()}


def flow_users(subflow: Subflow, library: Library) -> list[FlowUser]:
    """All flows of the organization that use it, with drafts or what runs, by name."""
    through = library.using(subflow.id)
    found = []
    rows = Flow.objects.filter(organization_id=subflow.organization_id).select_related("live", "draft")
    for flow in rows.iterator():
        drafted = set(used_in(flow.draft.document).values())
        running = set(used_in(flow.live.document).values()) if flow.live else set()
        used = drafted | running
        via = sorted(library.subflows[one].name for one, _ in used if one in through)
        if via or any(one == subflow.id for one, _ in used):
            found.append(
                FlowUser(
                    flow,
                    tuple(sorted({number for one, number in drafted if one == subflow.id})),
                    tuple(sorted({number for one, number in running if one == subflow.id})),
                    tuple(dict.fromkeys(via)),
                )
            )
    return found


def subflow_users(subflow: Subflow, library: Library) -> list[Subflow]:
    """Subflows that use it, directly or through others, by name."""
    return sorted((library.subflows[one] for one in library.using(subflow.id)), key=lambda row: row.name)


def moved(document: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    """The document with each subflow in `numbers` at that revision; the same object when nothing changes."""
    blocks = {}
    for block_id, item in document["blocks"].items():
        params = item.get("params") or {}
        number = numbers.get(params.get("subflow", 0)) if item.get("type") == USE else None
        if number is not None and params.get("revision", 1) != number:
            item = {**item, "params": {**params, "revision": number}}
        blocks[block_id] = item
    if all(blocks[block_id] is item for block_id, item in document["blocks"].items()):
        return dict(document)
    return {**document, "blocks": blocks}


@dataclass(frozen=True)
class Plan:
    """What publishing a document as a subflow's next revision would lead to."""

    # Subflow -> the revision it is brought to: the published one first, then those that contain it.
    numbers: dict[int, int]
    documents: dict[int, dict[str, Any]]
    problems: dict[int, list[Problem]]


def plan(
    subflow: Subflow,
    document: Mapping[str, Any],
    number: int,
    library: Library,
    *,
    user: User | None,
    within: Collection[int] | None = None,
) -> tuple[Plan, OrganizationFacts]:
    """The revisions of this subflow, and of those that contain it, that follow from a document; nothing is stored.

    `within` says which of those that contain it are brought along; all, when it is not given. The facts are those of the
    organization as if the revisions were there.
    """
    facts = OrganizationFacts(subflow.organization_id, user=user)
    facts.planned[subflow.id, number] = SubflowFact(subflow.id, subflow.name, number, document)
    made = Plan({subflow.id: number}, {subflow.id: dict(document)}, {})
    for other in library.in_order(library.using(subflow.id)):
        newest = library.newest.get(other)
        if newest is None or (within is not None and other not in within):
            continue
        changed = moved(newest.document, made.numbers)
        if changed == newest.document:
            continue
        checked = validation.check(changed, facts, subflow_id=other)
        made.numbers[other] = newest.number + 1
        made.documents[other] = changed
        made.problems[other] = list(checked.errors)
        facts.planned[other, newest.number + 1] = SubflowFact(other, library.subflows[other].name, newest.number + 1, changed)
    return made, facts
