"""What can be refused about people, invitations and keys."""

from datetime import datetime

from core import dates
from core.errors import Conflict, Missing, Refused


class NeedsProfile(Refused):
    code = "needs_profile"

    def __init__(self) -> None:
        super().__init__(
            "Everybody keeps at least one profile: choose another one, or deactivate or delete the account.", field="profile_ids"
        )


class NotYourProfile(Missing):
    def __init__(self, profile_id: int) -> None:
        super().__init__(f"There is no profile {profile_id}, or it is not yours to give.", field="profile_ids")


class AccountElsewhere(Refused):
    code = "account_elsewhere"
    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The account of {name} belongs to another organization: you can only give and take profiles of your own."
        )


class PlatformAccount(Refused):
    code = "platform_account"
    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} looks after the whole platform: only another platform administrator changes that account.")


class YourOwnAccount(Refused):
    code = "own_account"

    def __init__(self, what: str) -> None:
        super().__init__(f"You cannot {what} your own account: ask another administrator.")


class AlreadyMember(Conflict):
    code = "already_member"

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is among your people already: change their profiles instead.", field="email")


class AlreadyInvited(Conflict):
    code = "already_invited"

    def __init__(self, email: str, invitation_id: int) -> None:
        super().__init__(
            f"{email} has an open invitation: send it again, or revoke it first.",
            field="email",
            details={"invitation_id": invitation_id},
        )


class InvitationUnknown(Refused):
    code = "invitation_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__("This invitation link is incomplete, or a newer mail has replaced it: use the newest.")


class InvitationExpired(Refused):
    code = "invitation_expired"
    status = 410

    def __init__(self, at: datetime, organization: str) -> None:
        super().__init__(
            f"This invitation expired on {dates.moment(at)} UTC: ask an administrator of “{organization}” to send it again."
        )


class InvitationUsed(Refused):
    code = "invitation_used"
    status = 410

    def __init__(self) -> None:
        super().__init__("This invitation has been accepted already: log in, or ask for a new password if you forgot yours.")


class InvitationRevoked(Refused):
    code = "invitation_revoked"
    status = 410

    def __init__(self, organization: str) -> None:
        super().__init__(f"This invitation was withdrawn: ask an administrator of “{organization}” for a new one.")


class LogInToAccept(Conflict):
    code = "log_in_to_accept"

    def __init__(self, email: str) -> None:
        super().__init__(f"There is an account for {email} already: log in with it, then accept the invitation.")


class OtherAccount(Conflict):
    code = "other_account"

    def __init__(self, invited: str, present: str) -> None:
        super().__init__(f"This invitation is for {invited}, and you are logged in as {present}: log out first.")


class TooSoon(Refused):
    code = "too_soon"
    status = 429

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"The last mail left less than a minute ago: wait {wait_s} s.")


class KeyUnknown(Refused):
    code = "unauthorized"
    status = 401

    def __init__(self) -> None:
        super().__init__("This API key is unknown, revoked or expired: make a new one on your account's page.")


class NoRestAccess(Refused):
    code = "no_rest_access"
    status = 403

    def __init__(self) -> None:
        super().__init__("None of this key's profiles has “Access REST API” switched on: ask an administrator.")


class NoOrganization(Refused):
    code = "no_organization"
    status = 403

    def __init__(self) -> None:
        super().__init__("Your profiles lead to no organization: ask an administrator to give you one that does.")


class NotByKey(Refused):
    code = "not_by_key"
    status = 403

    def __init__(self) -> None:
        super().__init__("Keys cannot do this: log in, and do it on your account's page.")


class MakesOwnKeys(Refused):
    code = "makes_own_keys"
    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} can log in and make keys on the account's page: nobody else makes keys in their name.")
