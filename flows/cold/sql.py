"""Queries of SQL blocks: what they name as `:name`, and whether they only read. Pure."""

import re
from typing import NamedTuple

# Quotes, comments and dollar quotes, in which a colon or semicolon means nothing; then what is looked for.
_PARTS = re.compile(
    r"""
      '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]\n]*\]
    | --[^\n]* | /\*.*?\*/ | (?P<dollar>\$\w*\$).*?(?P=dollar)
    | ::
    | :(?P<name>[A-Za-z][A-Za-z0-9_]{0,39})\b
    | (?P<end>;)
    """,
    re.DOTALL | re.VERBOSE,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
READS = ("select", "with", "values", "table", "show", "explain", "describe", "desc")
# Words by which what begins like a reading statement writes after all, also where no transaction prevents it.
_WRITES = re.compile(
    r"\b((?:insert|replace|truncate)\b(?!\s*\()"  # with a bracket behind them they are functions
    r"|(?:update|delete|merge|drop|alter|create|grant|revoke|exec|execute|call|outfile|dumpfile|into)\b)",
    re.IGNORECASE,
)


class Query(NamedTuple):
    """`text` as SQLAlchemy takes it, with colons that name nothing escaped; the names in their order."""

    text: str
    names: list[str]


def read(query: str) -> Query:
    """The query in its parts; a ValueError when it is not one statement that only reads."""
    names: list[str] = []
    bare: list[str] = []
    written: list[str] = []
    position, ends = 0, []
    for found in _PARTS.finditer(query):
        between = query[position : found.start()]
        written.append(between.replace(":", r"\:"))
        bare.append(between)
        position = found.end()
        if found["name"]:
            names.append(found["name"])
            written.append(found[0])
            bare.append(" ? ")
        else:
            written.append(found[0].replace(":", r"\:"))
            bare.append(";" if found["end"] else " ")
            if found["end"]:
                ends.append(found.end())
    written.append(query[position:].replace(":", r"\:"))
    bare.append(query[position:])
    _check("".join(bare))
    text = "".join(written).rstrip().rstrip(";")
    return Query(text, list(dict.fromkeys(names)))


def _check(bare: str) -> None:
    words = _COMMENT.sub(" ", bare).strip().rstrip(";").strip()
    if not words:
        raise ValueError("Write a query, such as SELECT temperature FROM weather WHERE place = :place.")
    if ";" in words:
        raise ValueError("Only one statement can be sent. Take out what follows the semicolon, or use a second block.")
    first = re.match(r"\(*\s*(\w+)", words)
    if first is None or first[1].lower() not in READS:
        shown = first[1] if first else words[:20]
        raise ValueError(
            f"“{shown}” does not only read. A query begins with {', '.join(word.upper() for word in READS[:4])} or SHOW."
        )
    if (found := _WRITES.search(words)) is not None:
        raise ValueError(f"“{found[0]}” would write, and this block only reads. If it is the name of a column, put it in quotes.")
