"""What can go wrong, in three families. Doors translate a family once; anything else is our bug and rises."""


class SluiceError(Exception):
    """A sentence that names the value and the way out."""

    status = 500
    code = "error"
    # When asking again makes sense, where that is known.
    retry_after_s: float | None = None

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status


class Refused(SluiceError):
    """The user can fix it."""

    status = 400
    code = "refused"


class Conflict(Refused):
    """Somebody else was faster: look again. `details` holds what the caller needs to decide."""

    status = 409
    code = "conflict"

    def __init__(self, message: str, *, details: dict[str, object] | None = None, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.details = details or {}


class Missing(SluiceError):
    """Not there, or not yours: the two answer alike."""

    status = 404
    code = "missing"


class Unavailable(SluiceError):
    """The outside failed or is full; the same call may work later."""

    status = 503
    code = "unavailable"
