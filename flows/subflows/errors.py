"""What can be refused about subflows."""

from collections.abc import Sequence

from core.errors import Conflict, Refused


class BadSubflowName(Refused):
    code = "name"

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” cannot be the name of a subflow. Use 1 to 100 characters.", field="name")


class SubflowNameTaken(Refused):
    code = "taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a subflow “{name}” already. Choose another name.", field="name")


class SubflowInUse(Conflict):
    """Carries the names of what uses it."""

    def __init__(self, name: str, users: Sequence[str]) -> None:
        shown = ", ".join(f"“{user}”" for user in users[:5]) + (f" and {len(users) - 5} more" if len(users) > 5 else "")
        super().__init__(f"“{name}” is used in {shown}. Take it out there first.", details={"users": list(users)})


class NothingToPublish(Refused):
    code = "unchanged"

    def __init__(self, name: str, number: int) -> None:
        super().__init__(f"Nothing in “{name}” differs from revision {number}, so there is nothing to publish.")
