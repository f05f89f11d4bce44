"""What can be refused about organizations, people and their rights."""

from core.errors import Conflict, Refused


class NameTooLong(Refused):
    code = "name_too_long"

    def __init__(self, name: str, *, bound: int = 100) -> None:
        super().__init__(f"“{name[:40]}…” has {len(name)} characters: give {bound} at most.", field="name")


class ProfileNameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a profile named “{name}” here: choose another name.", field="name")


class ProfileInUse(Conflict):
    code = "profile_in_use"

    def __init__(self, name: str, people: list[str]) -> None:
        shown = ", ".join(people[:5]) + (f" and {len(people) - 5} more" if len(people) > 5 else "")
        super().__init__(
            f"“{name}” is the only profile of {shown}: give them another one first.", details={"people": people[:100]}
        )


class LockedOut(Refused):
    code = "locked_out"

    def __init__(self, organization: str) -> None:
        super().__init__(
            f"After this you could no longer manage the people and profiles of “{organization}” yourself. "
            "Let another administrator make this change."
        )


class OrganizationNameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is already an organization named “{name}” under the same parent: choose another name.", field="name"
        )


class SiteNameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a site named “{name}” in this organization: choose another name.", field="name")


class CyclicMove(Refused):
    code = "cyclic_move"

    def __init__(self, name: str, to: str) -> None:
        super().__init__(
            f"“{name}” cannot move under “{to}”, which stands below it (or is it): choose a place outside of it.", field="to"
        )


class TooDeep(Refused):
    code = "too_deep"

    def __init__(self, depth: int, bound: int) -> None:
        super().__init__(f"Organizations would stand {depth} levels deep: {bound} at most.", field="parent_id")


class StillHolds(Conflict):
    code = "still_holds"

    def __init__(self, name: str, held: dict[str, int]) -> None:
        what = ", ".join(f"{number} {word}" for word, number in held.items())
        super().__init__(f"“{name}” still holds {what}: move or delete them first.", details={"holds": held})
