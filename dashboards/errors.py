"""What can be refused about dashboards."""

from core.errors import Conflict, Refused
from dashboards.models import DashboardVersion


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
        super().__init__(f"There is no template “{name[:40]}”: give “empty”, or “device” with a device.", field="template")


class BadDocument(Refused):
    """The document cannot be shown as it is; `field` is the place in it."""

    code = "bad_document"


class Stale(Conflict):
    """Somebody saved meanwhile: the caller gets their document, to show what differs."""

    code = "stale"

    def __init__(self, newest: DashboardVersion) -> None:
        author = str(newest.author) if newest.author else "Somebody"
        super().__init__(
            f"{author} saved version {newest.number} meanwhile: look at it, then save again.",
            details={
                "version": newest.number,
                "author": author,
                "message": newest.message,
                "created_at": newest.created_at.isoformat(),
                "document": newest.document,
            },
        )


class NoControl(Refused):
    code = "no_control"

    def __init__(self) -> None:
        super().__init__("This widget sends nothing: bind a writable metric to a toggle, button or slider.")


class BadControlValue(Refused):
    code = "bad_value"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="value")
