"""Lists of e-mail addresses as people write them. Pure."""

import re

MAX_RECIPIENTS = 50
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")


def addresses(text: str) -> list[str]:
    """The addresses of a list, separated by commas, semicolons or lines; a ValueError names one that is none."""
    found = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    for address in found:
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"“{address[:80]}” is no e-mail address.")
    if len(found) > MAX_RECIPIENTS:
        raise ValueError(f"There are {len(found)} recipients; {MAX_RECIPIENTS} are possible. Use a mailing list.")
    return found
