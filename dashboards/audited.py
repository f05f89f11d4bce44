"""What the audit log follows of dashboards; what their versions show stands in the versions themselves."""

from dashboards.models import Dashboard, DashboardShare, DashboardVersion, DefaultDashboard
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
