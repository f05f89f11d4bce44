"""What the audit log follows of flows. Drafts save themselves while somebody draws; what counts is what is deployed."""

from flows.models import Credential, Flow, Revision, Subflow, SubflowRevision
from organizations.audit import follow

follow(
    Flow,
    kind="flow",
    fields=("name", "description", "is_enabled"),
    organization=lambda row: row.organization_id,
)
follow(
    Revision,
    kind="revision",
    fields=("number", "message"),
    organization=lambda row: row.flow.organization_id,
    created="deployed",
)
follow(
    Credential,
    kind="flow credential",
    fields=("name", "kind", "settings", "hosts", "renewed_at"),
    organization=lambda row: row.organization_id,
)
follow(
    Subflow,
    kind="subflow",
    fields=("name", "description"),
    organization=lambda row: row.organization_id,
)
follow(
    SubflowRevision,
    kind="subflow revision",
    fields=("number", "message"),
    organization=lambda row: row.subflow.organization_id,
    created="published",
)
