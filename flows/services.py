"""Verbs that change flows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils.timezone import now

import alarms.services as alarm_rules
from core.changes import bump
from flows.errors import BadFlowName, DraftChanged, FlowNameTaken, FlowTestsFail, NotADocument, NotDeployable
from flows.graphs import compiler, graph, validation
from flows.graphs.graph import Graph
from flows.lane import news, state, timers
from flows.models import Flow, FlowDraft, Revision, empty_document
from flows.selectors import OrganizationFacts
from flows.signals import binding_looked_at, flow_deployed
from flows.testing.running import Result, run_tests
from organizations.models import Organization, User


@transaction.atomic
def create_flow(
    organization: Organization,
    *,
    name: str,
    by: User | None = None,
    description: str = "",
    document: Mapping[str, Any] | None = None,
) -> Flow:
    """A flow with a draft and nothing that runs yet."""
    fresh = dict(document) if document is not None else empty_document()
    require_document(fresh)
    try:
        with transaction.atomic():
            flow = Flow.objects.create(organization=organization, name=_checked_name(name), description=cleaned(description))
    except IntegrityError:
        raise FlowNameTaken(name) from None
    FlowDraft.objects.create(flow=flow, document=fresh, updated_by=by)
    return flow


def change_flow(flow: Flow, *, name: str | None = None, description: str | None = None, is_enabled: bool | None = None) -> Flow:
    """Rename, describe, switch on or off. A flow that is switched off keeps its state."""
    fields = []
    if name is not None:
        flow.name = _checked_name(name)
        fields.append("name")
    if description is not None:
        flow.description = cleaned(description)
        fields.append("description")
    if is_enabled is not None and is_enabled != flow.is_enabled:
        flow.is_enabled = is_enabled
        fields.append("is_enabled")
    try:
        with transaction.atomic():
            flow.save(update_fields=fields)
            if "is_enabled" in fields:
                bump("flows")
                _begin_again(flow)
    except IntegrityError:
        raise FlowNameTaken(flow.name) from None
    return flow


@transaction.atomic
def save_draft(flow: Flow, *, document: Mapping[str, Any], base_version: int, by: User | None = None) -> FlowDraft:
    """Store the draft, however incomplete, unless somebody else has saved since `base_version`."""
    require_document(document)
    draft = FlowDraft.objects.select_for_update(of=("self",)).select_related("updated_by").get(flow=flow)
    if draft.version != base_version:
        raise DraftChanged(draft)
    draft.document, draft.version, draft.updated_by = dict(document), draft.version + 1, by
    draft.save(update_fields=["document", "version", "updated_by", "updated_at"])
    return draft


@transaction.atomic
def deploy(
    flow: Flow,
    *,
    message: str = "",
    by: User | None = None,
    base_version: int | None = None,
    despite_tests: bool = False,
) -> Revision:
    """Make the draft a revision and let it run: workers change over between two batches.

    The state of blocks whose type and params stay the same is carried over. The tests of the flow have to pass;
    `despite_tests` deploys all the same, which the revision then says.
    """
    flow = Flow.objects.select_for_update(of=("self",)).select_related("organization").get(id=flow.id)
    draft = FlowDraft.objects.select_related("updated_by").get(flow=flow)
    if base_version is not None and draft.version != base_version:
        raise DraftChanged(draft)
    return deploy_document(flow, draft.document, message=message, by=by, despite_tests=despite_tests)


@transaction.atomic
def deploy_document(
    flow: Flow, document: Mapping[str, Any], *, message: str = "", by: User | None = None, despite_tests: bool = False
) -> Revision:
    """Make a document the flow's next revision, whatever its draft is."""
    flow = Flow.objects.select_for_update(of=("self",)).select_related("organization").get(id=flow.id)
    facts = OrganizationFacts(flow.organization_id, user=by)
    checked = validation.check(document, facts)
    if checked.graph is None:
        raise NotDeployable(checked.errors)
    compiler.compile_graph(checked.graph)  # a graph that cannot be compiled must fail here, not in a worker
    failed = [result for result in run_tests(document, facts) if not result.is_ok]
    if failed and not despite_tests:
        raise FlowTestsFail(failed)
    message = f"{_despite(failed)} {message}".strip() if failed else message
    last = flow.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    revision = Revision.objects.create(flow=flow, number=last + 1, author=by, message=cleaned(message), document=dict(document))
    flow.live, flow.deployed_at = revision, now()
    flow.save(update_fields=["live", "deployed_at"])
    alarm_rules.set_rules(flow.organization, source=flow.alarm_source, rules=_rules_of(checked.graph))
    _announce(flow, checked.graph)
    is_each_device = checked.graph.scope.is_each_device
    revision.unbound = _unbound(flow_deployed, flow, document, is_each_device=is_each_device, by=by)
    return revision


def would_not_bind(flow: Flow, document: Mapping[str, Any], checked: validation.Checked, *, by: User) -> list[validation.Problem]:
    """What a deploy of the document by this person would not bind to dashboards, and why."""
    return _unbound(binding_looked_at, flow, document, is_each_device=bool(checked.is_each_device), by=by)


def _unbound(signal: Signal, flow: Flow, document: Mapping[str, Any], **more: Any) -> list[validation.Problem]:
    """What those who listen have to say."""
    answers: list[Any] = [answer for _, answer in signal.send(Flow, flow=flow, document=document, **more)]
    return [problem for answer in answers for problem in answer or ()]


@transaction.atomic
def restore(flow: Flow, *, number: int, by: User | None = None) -> FlowDraft:
    """Put the document of an earlier revision into the draft. It runs again once it is deployed."""
    revision = flow.revisions.get(number=number)
    draft = FlowDraft.objects.select_for_update(of=("self",)).get(flow=flow)
    draft.document, draft.version, draft.updated_by = revision.document, draft.version + 1, by
    draft.save(update_fields=["document", "version", "updated_by", "updated_at"])
    return draft


@transaction.atomic
def roll_back(flow: Flow, *, number: int, message: str = "", by: User | None = None) -> Revision:
    """Let an earlier revision run again, as a new one. It is the draft too then, so that the next deploy does not undo it."""
    restore(flow, number=number, by=by)
    # It has run before, and whoever goes back is in a hurry: its tests are told of, and stop nothing.
    return deploy(flow, message=message or f"Roll back to revision {number}", by=by, despite_tests=True)


@transaction.atomic
def change_draft(flow: Flow, document: Mapping[str, Any], *, by: User | None = None) -> FlowDraft:
    """Replace the draft whatever it is: those who have it open learn of it at their next save."""
    require_document(document)
    draft = FlowDraft.objects.select_for_update(of=("self",)).get(flow=flow)
    if draft.document != document:
        draft.document, draft.version, draft.updated_by = dict(document), draft.version + 1, by
        draft.save(update_fields=["document", "version", "updated_by", "updated_at"])
    return draft


@transaction.atomic
def delete_flow(flow: Flow) -> None:
    """Remove the flow with all its revisions; its alarms are cleared, its state forgotten."""
    flow_id = flow.id
    alarm_rules.set_rules(flow.organization, source=flow.alarm_source, rules=[])
    Flow.objects.get(id=flow_id).delete()
    bump("flows")
    transaction.on_commit(lambda: state.forget(flow_id))


def _announce(flow: Flow, checked: Graph) -> None:
    """Tell the workers. A flow with constants also gets a first run without waiting for a sample."""
    bump("flows")
    transaction.on_commit(lambda: state.forget_errors(flow.id))
    if not flow.is_enabled:
        return
    if compiler.needs_start(checked):
        transaction.on_commit(lambda: timers.request_start(flow.id, _device_of(checked)))
    transaction.on_commit(lambda: news.tell_present(flow.id, checked, flow.organization_id))


def _begin_again(flow: Flow) -> None:
    """What a flow missed while it was off: timers that have run out were thrown away, and devices have come and gone."""
    live = Revision.objects.filter(id=Flow.objects.values_list("live_id").get(id=flow.id)[0]).first()
    if not flow.is_enabled or live is None:
        return
    checked = validation.check(live.document, OrganizationFacts(flow.organization_id), is_deployed=True).graph
    if checked is None:
        return
    has_timers = any(placed.block.has_timer for placed in checked.in_order())
    if checked.scope.is_each_device:
        if has_timers:
            transaction.on_commit(lambda: timers.request_starts(flow.id, state.keys_of(flow.id)))
    elif has_timers or compiler.needs_start(checked):
        transaction.on_commit(lambda: timers.request_start(flow.id, _device_of(checked)))
    transaction.on_commit(lambda: news.tell_present(flow.id, checked, flow.organization_id))


def _device_of(checked: Graph) -> int | None:
    return checked.scope.device.id if checked.scope.device else None


def _despite(failed: Sequence[Result]) -> str:
    names = ", ".join(f"“{result.name}”" for result in failed[:3])
    more = f" and {len(failed) - 3} more" if len(failed) > 3 else ""
    return f"Deployed although tests fail: {names}{more}."


def _rules_of(checked: Graph) -> list[alarm_rules.RuleSpec]:
    return [
        alarm_rules.RuleSpec(key=placed.id, **placed.block.rule(placed.params))
        for placed in checked.in_order()
        if placed.block.rule is not None
    ]


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 100 or "\0" in name:
        raise BadFlowName(name[:100])
    return name


def cleaned(text: str) -> str:
    return text.replace("\0", "")[:500]


def require_document(document: Mapping[str, Any]) -> None:
    """A draft may be wrong in every way but these: it must be a document, and not too large."""
    try:
        text = json.dumps(document, allow_nan=False)
        msgspec.convert(document, graph.Document)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        raise NotADocument(f"This is not the document of a flow: {error}.", field="document") from None
    if len(text) > graph.MAX_BYTES:
        raise NotADocument(f"The flow takes {len(text):,} bytes; {graph.MAX_BYTES:,} are allowed.", field="document")
    if "\\u0000" in text:
        raise NotADocument("The document holds the character NUL, which a database cannot store.", field="document")
