"""Regular expressions of users: RE2, which takes time in proportion to the text, whatever the pattern."""

from typing import Any

import re2

MAX_PATTERN = 1_000
MAX_TEXT = 100_000
ERRORS = (re2.error, IndexError, KeyError)


def compiled(pattern: str, *, is_case_sensitive: bool = True) -> Any:
    """The pattern, ready to be used; a ValueError that says where it is wrong."""
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"The pattern has {len(pattern):,} characters; {MAX_PATTERN:,} are allowed")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    options.case_sensitive = is_case_sensitive
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        sentence = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        hint = (
            " Look-ahead and back-references are not available"
            if any(part in pattern for part in ("(?=", "(?!", "(?<", r"\1"))
            else ""
        )
        raise ValueError(
            f"The pattern cannot be read: {sentence}.{hint}" if hint else f"The pattern cannot be read: {sentence}"
        ) from None


def checked_text(text: str, name: str = "text") -> str:
    """A text that is short enough to be worked on in the hot lane."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"The {name} has {len(text):,} characters; {MAX_TEXT:,} can be worked on. Shorten it before.")
    return text
