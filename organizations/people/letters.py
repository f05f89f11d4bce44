"""What our mails about accounts say. Keyed by the names that allauth has for its own."""

from typing import Any, Final, NamedTuple

from core.sentences import said


class Letter(NamedTuple):
    subject: str
    text: str
    # What follows below it.
    notice: str = ""


_NOTICE: Final = (
    "It came from the address {ip}, {timestamp:%d %B %Y at %H:%M} UTC, with {user_agent}."
    "\nIf it was not you, ask for a new password at once and tell your administrators."
)
LETTERS: Final[dict[str, Letter]] = {
    "account/email/password_reset_key": Letter(
        "A new password for Sluice",
        "Somebody asked for a new password for {user_email} on Sluice. Choose it here:\n\n{password_reset_url}\n\n"
        "If it was not you, do nothing: the password stays as it is.",
    ),
    "account/email/email_confirmation": Letter(
        "Confirm your new address for Sluice",
        "The account of {user} on Sluice is to have this address. Confirm it here:\n\n{activate_url}\n\n"
        "Until then the account keeps the address it has. If it was not you, do nothing.",
    ),
    "account/email/password_changed": Letter("Your password was changed", "The password of your account was changed.", _NOTICE),
    "account/email/password_set": Letter("Your password was set", "Your account has a password now.", _NOTICE),
    "account/email/password_reset": Letter(
        "Your password was changed", "Your account has a new password, by a mailed link.", _NOTICE
    ),
    "account/email/email_changed": Letter(
        "The address of your account was changed", "Your account had the address {from_email}; now it has {to_email}.", _NOTICE
    ),
    "account/email/email_confirm": Letter("Your address is confirmed", "The address of your account is confirmed.", _NOTICE),
    "account/email/email_deleted": Letter("An address was removed", "{deleted_email} was removed from your account.", _NOTICE),
    "mfa/email/totp_activated": Letter("Authenticator app added", "Logging in needs a code of your app now.", _NOTICE),
    "mfa/email/totp_deactivated": Letter("Authenticator app removed", "Your app is not asked for any more.", _NOTICE),
    "mfa/email/webauthn_added": Letter("Passkey added", "A passkey was added to your account.", _NOTICE),
    "mfa/email/webauthn_removed": Letter("Passkey removed", "A passkey was removed from your account.", _NOTICE),
    "mfa/email/recovery_codes_generated": Letter(
        "New recovery codes", "Your account has new recovery codes; the ones before do not work any more.", _NOTICE
    ),
}


def letter(name: str, context: dict[str, Any]) -> Letter | None:
    """The mail of that name with what it is about filled in, in the reader's language; None for one that we have no words for."""
    found = LETTERS.get(name)
    if found is None:
        return None
    user = context.get("user")
    known = {"user_email": getattr(user, "email", ""), **context}
    text = "\n\n".join(said(part).format_map(known) for part in (found.text, found.notice) if part)
    return Letter(said(found.subject), text)
