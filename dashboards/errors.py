"""What can be refused about dashboards."""

import datetime as dt
from typing import Any

from core.errors import Conflict, Refused
from dashboards.models import DashboardVersion
from organizations.models import User


class NameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a dashboard named “{name}” here: choose another name.", field="name")


class BadName(Refused):
    code = "bad_name"

    def __init__(self) -> None:
        super().__init__("Give the dashboard a name of 1 to 100 characters.", field="name")


class BadTemplate(Refused):
    code = "bad_template"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no template “{name[:40]}”: give “empty”, “device” with a device, “type” with a device type, "
            "or one that is listed.",
            field="template",
        )


class TemplateNameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a template named “{name[:100]}” here: choose another name.", field="name")


class BadDocument(Refused):
    """The document cannot be shown as it is; `field` is the place in it."""

    code = "bad_document"


class BadPicture(Refused):
    code = "bad_picture"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="data")


class Stale(Conflict):
    """Somebody saved meanwhile: the caller gets their document, to see what differs and bring the two together."""

    code = "stale"

    def __init__(self, newest: DashboardVersion) -> None:
        author = str(newest.author) if newest.author else "Somebody"
        super().__init__(
            f"{author} published version {newest.number} meanwhile: look at it, then publish again.",
            details={
                "version": newest.number,
                "author": author,
                "message": newest.message,
                "created_at": newest.created_at.isoformat(),
                "document": newest.document,
                "is_published": True,
            },
        )


class BadAnnotation(Refused):
    code = "bad_annotation"


class DraftStale(Conflict):
    """Somebody saved the draft meanwhile, or published it, or threw it away."""

    code = "stale"

    def __init__(self, *, version: int, base: int, document: dict[str, Any], author: User | None, at: dt.datetime) -> None:
        name = str(author) if author else "Somebody"
        super().__init__(
            f"{name} saved this dashboard meanwhile: bring the two together, or save yours over theirs.",
            details={
                "version": version,
                "base": base,
                "author": name,
                "created_at": at.isoformat(),
                "document": document,
                "is_published": False,
            },
        )


class NoDraft(Refused):
    code = "no_draft"

    def __init__(self) -> None:
        super().__init__("There is nothing to publish: the dashboard has no draft.")


class NoControl(Refused):
    code = "no_control"

    def __init__(self) -> None:
        super().__init__("This widget sends nothing: bind a writable metric, a device's command or a flow's control to it.")


class BadControlValue(Refused):
    code = "bad_value"

    def __init__(self, message: str, *, field: str = "value") -> None:
        super().__init__(message, field=field)


class BadPin(Refused):
    code = "bad_pin"

    def __init__(self) -> None:
        super().__init__("A PIN has 4 to 12 digits and nothing else.", field="pin")


class PinNeeded(Refused):
    code = "pin_needed"

    def __init__(self, *, is_own: bool) -> None:
        super().__init__(f"This control asks for {'your' if is_own else 'the dashboard’s'} PIN.", field="pin")


class NoPin(Refused):
    code = "no_pin"

    def __init__(self, *, is_own: bool) -> None:
        super().__init__(
            "This control asks for your PIN, and you have none: set one on your account's security page."
            if is_own
            else "This control asks for the dashboard's PIN, and there is none: whoever edits the dashboard sets one.",
            field="pin",
        )


class WrongPin(Refused):
    code = "wrong_pin"

    def __init__(self, tries_left: int) -> None:
        tries = "the next try locks it" if tries_left == 0 else f"{tries_left} {'try' if tries_left == 1 else 'tries'} left"
        super().__init__(f"This is not the PIN: {tries}.", field="pin")


class WrongPassword(Refused):
    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__("This is not your password.", field="password")


class PinLocked(Refused):
    code = "pin_locked"
    status = 429

    def __init__(self, left_s: int) -> None:
        minutes = -(-left_s // 60)
        super().__init__(
            f"Too many wrong PINs: try again in {minutes} {'minute' if minutes == 1 else 'minutes'}. Nothing was sent.",
            field="pin",
        )
        self.retry_after_s = left_s


class BadPublicLink(Refused):
    code = "bad_public_link"


class PublicPasswordNeeded(Refused):
    code = "password_needed"
    status = 403

    def __init__(self) -> None:
        super().__init__("This dashboard asks for a password.", field="password")


class WrongPublicPassword(Refused):
    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__("This is not the password. Ask whoever gave you the link.", field="password")


class PublicTriesSpent(Refused):
    code = "tries_spent"
    status = 429

    def __init__(self, left_s: int) -> None:
        minutes = -(-left_s // 60)
        super().__init__(
            f"Too many wrong passwords: try again in {minutes} {'minute' if minutes == 1 else 'minutes'}.", field="password"
        )
        self.retry_after_s = left_s


class PublicTooBusy(Refused):
    code = "too_busy"
    status = 429

    def __init__(self, left_s: int, whence: str) -> None:
        super().__init__(f"Too much is asked {whence} just now: it goes on by itself in {left_s} s.")
        self.retry_after_s = left_s


class NoFigure(Refused):
    code = "no_figure"

    def __init__(self, kind: str, known: list[str]) -> None:
        super().__init__(f"A widget of the type “{kind[:40]}” is no chart that can be taken out: these are {', '.join(known)}.")
