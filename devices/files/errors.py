"""What can be refused about files."""

from core.errors import Conflict, Missing, Refused, Unavailable


def readable_size(size: int) -> str:
    """A size as people say it: 3 bytes, 4.2 kB, 100 MB."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "bytes" or amount >= 100 else f"{amount:.1f} {unit}".replace(".0 ", " ")


class BadFileName(Refused):
    code = "bad_name"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name[:60]}” cannot be a file's name: give 1 to 100 characters without / \\ and control characters.", field="name"
        )


class BadVersion(Refused):
    code = "bad_version"

    def __init__(self, version: str) -> None:
        super().__init__(
            f"“{version[:60]}” cannot be a version: give 1 to 40 characters without / \\ and control characters.", field="version"
        )


class BadKind(Refused):
    code = "bad_kind"

    def __init__(self, kind: str, kinds: list[str]) -> None:
        super().__init__(f"“{kind[:40]}” is no kind of file: choose from {', '.join(kinds)}.", field="kind")


class FileNameTaken(Refused):
    code = "name_taken"
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is already a file “{name}” here: upload a new version of it, or choose another name.", field="name"
        )


class VersionTaken(Refused):
    code = "version_taken"
    status = 409

    def __init__(self, name: str, version: str) -> None:
        super().__init__(f"“{name}” already has a version “{version}”: choose another.", field="version")


class TooLarge(Refused):
    code = "too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The file is larger than {readable_size(limit)}, the most that is taken here. "
            "Make it smaller, or ask whoever runs Sluice to raise SLUICE_FILE_BYTES.",
            field="content",
        )


class QuotaUsedUp(Refused):
    code = "quota"
    status = 413

    def __init__(self, *, size: int, used: int, quota: int) -> None:
        super().__init__(
            f"The files of this organization take {readable_size(used)} of {readable_size(quota)}; "
            f"{readable_size(size)} more do not fit. Delete old versions first.",
            field="content",
        )


class TooMany(Refused):
    code = "too_many"

    def __init__(self, what: str, bound: int) -> None:
        super().__init__(f"There are already {bound} {what}: delete some first.")


class WrongContent(Refused):
    """What came in is not what was announced."""

    code = "wrong_content"


class VersionIsActive(Conflict):
    code = "version_is_active"

    def __init__(self, name: str, version: str, *, others: list[str]) -> None:
        super().__init__(
            f"Devices use version “{version}” of “{name}” now: say whether the newest other version follows it "
            "(then=newest) or none (then=none).",
            details={"others": others},
            field="then",
        )


class ContentLost(Missing):
    """A version whose bytes are not where they should be: the folder was not restored with the database."""

    code = "content_lost"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"The content {sha256[:12]}… is not on this server's disk: upload it again as a new version.")


class DiskFull(Unavailable):
    code = "disk_full"
    status = 507

    def __init__(self) -> None:
        super().__init__("The server's disk is full: nothing was stored. Tell whoever runs Sluice, and try again later.")
