"""Who there is, where, and what they may do."""

from organizations.models.audit import AuditEntry
from organizations.models.people import ApiKey, Invitation, OutgoingMail, User, UserManager
from organizations.models.profiles import DashboardRole, Effect, Profile, ProfileAccess, ProfileMember
from organizations.models.tree import ID_ALPHABET, Favourite, Organization, Site, new_organization_id

__all__ = [
    "ID_ALPHABET",
    "ApiKey",
    "AuditEntry",
    "DashboardRole",
    "Effect",
    "Favourite",
    "Invitation",
    "Organization",
    "OutgoingMail",
    "Profile",
    "ProfileAccess",
    "ProfileMember",
    "Site",
    "User",
    "UserManager",
    "new_organization_id",
]
