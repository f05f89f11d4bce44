"""What the audit log follows of dashboards; what their versions show stands in the versions themselves."""

from dashboards.models import (
    Annotation,
    ControlPin,
    Dashboard,
    DashboardShare,
    DashboardVersion,
    DefaultDashboard,
    Picture,
    Playlist,
    PublicLink,
)
from organizations.audit import follow

follow(
    Dashboard,
    kind="dashboard",
    fields=("name", "site", "device"),
    organization=lambda row: row.organization_id,
)
follow(
    DashboardVersion,
    kind="dashboard version",
    fields=("number", "message"),
    organization=lambda row: row.dashboard.organization_id,
    created="saved",
    deleted="",  # the oldest go by themselves
)
follow(
    DashboardShare,
    kind="share",
    fields=("dashboard", "profile"),
    organization=lambda row: row.dashboard.organization_id,
    created="shared",
)
follow(
    DefaultDashboard,
    kind="default dashboard",
    fields=("type", "dashboard"),
    organization=lambda row: row.type.organization_id,
)
follow(
    ControlPin,
    kind="control PIN",
    fields=("user", "dashboard", "changed_at"),
    organization=lambda row: row.dashboard.organization_id if row.dashboard else row.user.organization_id,
)
follow(
    Playlist,
    kind="playlist",
    fields=("name", "is_shared", "items"),
    organization=lambda row: row.organization_id,
)
follow(
    Annotation,
    kind="annotation",
    fields=("text", "at", "until"),
    organization=lambda row: row.dashboard.organization_id,
)
follow(
    Picture,
    kind="picture",
    fields=("name", "size"),
    organization=lambda row: row.dashboard.organization_id,
)
follow(
    PublicLink,
    kind="public link",
    fields=("dashboard", "name", "expires_at", "hosts", "choosable", "password_hash", "password_changed_at", "revoked_at"),
    organization=lambda row: row.dashboard.organization_id,
    # That there is one, never what it is.
    shown={"password_hash": lambda value: "set" if value else ""},
    created="shared publicly",
    changed=lambda row, changes: "revoked" if "revoked_at" in changes else "changed",
)
