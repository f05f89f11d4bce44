"""What can be refused about devices."""

from core.errors import Conflict, Refused


class NameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a device named “{name}” here: choose another name.", field="name")


class PathTaken(Refused):
    code = "path_taken"

    def __init__(self, path: str) -> None:
        super().__init__(f"This device already has a metric “{path}”: choose another path.", field="path")


class BadName(Refused):
    code = "bad_name"

    def __init__(self, name: str, field: str = "name") -> None:
        super().__init__(
            f"“{name[:60]}” cannot be used: give 1 to 100 characters without / + # and control characters.", field=field
        )


class BadPath(Refused):
    code = "bad_path"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"“{path[:60]}” cannot be a metric's path: give 1 to 200 characters, parts divided by one /, "
            "without + # and control characters.",
            field="path",
        )


class BadValue(Refused):
    code = "bad_value"

    def __init__(self, value: object, metric: str, data_type: str) -> None:
        super().__init__(f"{str(value)[:60]!r} is no {data_type} as “{metric}” wants it.", field="value")


class NotWritable(Refused):
    code = "not_writable"

    def __init__(self, metric: str) -> None:
        super().__init__(f"“{metric}” takes no commands: mark the metric as writable first.", field="metric_id")


class BadRequest(Refused):
    """A certificate that cannot be issued as it was asked for."""

    code = "bad_certificate_request"


class TooManyCertificates(Refused):
    code = "too_many_certificates"


class BadParameter(Refused):
    code = "bad_parameter"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Parameter “{name}”: {why}.", field=f"parameters.{name}")


class TypeNameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a device type named “{name}” here: choose another name.", field="name")


class TypeInUse(Conflict):
    code = "type_in_use"

    def __init__(self, name: str, devices: int) -> None:
        words = "1 device has" if devices == 1 else f"{devices} devices have"
        super().__init__(
            f"{words} the type “{name}”: give them another one first, or ask to leave them without a type.",
            details={"devices": devices},
        )


class BadAttribute(Refused):
    code = "bad_attribute"

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            f"Attribute “{name[:60]}”: {str(value)[:60]!r} cannot be kept: give a text of at most 2,000 characters, "
            "a number, true or false.",
            field=f"attributes.{name[:60]}",
        )


class BadClaim(Refused):
    """Unknown, used up, ended or revoked: whoever guesses learns nothing from the answer."""

    code = "bad_claim"

    def __init__(self) -> None:
        super().__init__("This claim code lets nobody in (any more): ask whoever gave it to you for a new one.", field="code")


class TooManyAttempts(Refused):
    code = "too_many"
    status = 429

    def __init__(self) -> None:
        super().__init__("Too many registrations at once: try again in a minute.")
