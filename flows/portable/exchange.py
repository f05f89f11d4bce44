"""Flows and subflows of an organization out to texts, and texts in."""

from collections.abc import Mapping
from typing import Any

from flows.graphs import validation
from flows.models import Flow, Subflow
from flows.portable import references
from flows.portable.files import Portable
from flows.portable.references import Names, OrganizationNames
from flows.services import require_document
from organizations.models import User


def flow_out(flow: Flow, document: Mapping[str, Any], names: Names) -> Portable:
    """A flow with names instead of ids."""
    head = {"description": flow.description, "is_enabled": flow.is_enabled}
    return Portable("flow", flow.name, references.named(_known(document), names), head)


def subflow_out(subflow: Subflow, document: Mapping[str, Any], names: Names) -> Portable:
    head = {"description": subflow.description, "icon": subflow.icon, "color": subflow.color}
    return Portable("subflow", subflow.name, references.named(_known(document), names), head)


def _known(document: Mapping[str, Any]) -> dict[str, Any]:
    require_document(document)
    return validation.upgraded(document)


def document_in(portable: Portable, organization_id: str, *, user: User | None = None) -> dict[str, Any]:
    """The document as it is here: names become ids where there is such a thing, and stay where there is none."""
    return references.resolved(portable.document, OrganizationNames(organization_id, user=user))
