"""Queries of SQL blocks: the databases there are, what a query names as `:name`, and whether it only reads. Pure."""

import re
from typing import NamedTuple

_READS = ("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN", "DESCRIBE", "DESC")


class System(NamedTuple):
    """How one kind of database is reached, and what its statements that read begin with."""

    driver: str
    package: str
    port: int
    # Parts of the URL behind the question mark that are let through; others could read files here or open sockets.
    options: frozenset[str]
    reads: tuple[str, ...]


SYSTEMS = {
    "postgresql": System("psycopg", "psycopg", 5432, frozenset({"sslmode", "application_name"}), _READS[:4]),
    "mysql": System("pymysql", "PyMySQL", 3306, frozenset({"charset", "ssl-mode"}), _READS),
    "mariadb": System("pymysql", "PyMySQL", 3306, frozenset({"charset", "ssl-mode"}), _READS),
    "mssql": System("pymssql", "pymssql", 1433, frozenset({"charset"}), _READS[:2]),
    "oracle": System("oracledb", "oracledb", 1521, frozenset({"service_name"}), _READS[:2]),
}

# Quotes, comments and dollar quotes, in which a colon or semicolon means nothing; then what is looked for.
_PARTS = r"""
      '(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \[[^\]\n]*\]
    | --[^\n]* | /\*.*?\*/ {special}
    | ::
    | :(?P<name>[A-Za-z][A-Za-z0-9_]{{0,39}})\b
    | (?P<end>;)
"""
_HASH_COMMENT = r"| \#[^\n]*"
_DOLLAR_QUOTE = r"| (?<![\w$])(?P<dollar>\$\w*\$).*?(?P=dollar)"


def _parts(special: str) -> re.Pattern[str]:
    return re.compile(_PARTS.format(special=special), re.DOTALL | re.VERBOSE)


# What is a comment or a quote in one kind of database only: read wrongly, a statement could hide in it.
_PARTS_OF = {"mysql": _parts(_HASH_COMMENT), "mariadb": _parts(_HASH_COMMENT), "mssql": _parts(""), "oracle": _parts("")}
_PARTS_OF_OTHERS = _parts(_DOLLAR_QUOTE)

# Words by which what begins like a reading statement writes after all, also where no transaction prevents it.
_WRITES = r"""\b((?:insert|replace|truncate)\b(?!\s*\()  # with a bracket behind them they are functions
    |(?:update|delete|merge|drop|alter|create|grant|revoke|exec|execute|call|outfile|dumpfile|into{more})\b)"""
_WRITES_ANYWHERE = re.compile(_WRITES.format(more=""), re.IGNORECASE | re.VERBOSE)
# There a further statement needs no semicolon before it.
_WRITES_OF_MSSQL = re.compile(
    _WRITES.format(more="|backup|restore|shutdown|kill|dbcc|deny|reconfigure|commit|rollback|declare|set|use|waitfor"),
    re.IGNORECASE | re.VERBOSE,
)


class Query(NamedTuple):
    """`text` as SQLAlchemy takes it, with colons that name nothing escaped; the names in their order."""

    text: str
    names: list[str]


def read(query: str, system: str = "") -> Query:
    """The query in its parts; a ValueError when it is not one statement that only reads."""
    query = query.replace("\r\n", "\n").replace("\r", "\n")  # some end a comment at a lone \r, and some do not
    names: list[str] = []
    bare: list[str] = []
    written: list[str] = []
    position = 0
    for found in _PARTS_OF.get(system, _PARTS_OF_OTHERS).finditer(query):
        between, part = query[position : found.start()], found[0]
        written.append(between.replace(":", r"\:"))
        bare.append(between)
        position = found.end()
        if found["name"]:
            names.append(found["name"])
            written.append(part)
            bare.append(" ? ")
        else:
            _check_part(part)
            written.append(part.replace(":", r"\:"))
            bare.append(";" if found["end"] else " ")
    written.append(query[position:].replace(":", r"\:"))
    bare.append(query[position:])
    _check("".join(bare), system)
    text = "".join(written).rstrip().rstrip(";")
    return Query(text, list(dict.fromkeys(names)))


def _check_part(part: str) -> None:
    """Refuse what databases, or settings of one database, read differently."""
    if part[0] in "'\"" and re.search(rf"(?<!\\)(?:\\\\)*\\{part[0]}", part):
        raise ValueError(
            "A backslash before a quote does not mean the same in every database. Write a quote within quotes twice, "
            "or hand the text over by an input, as :name."
        )
    if part.startswith("--") and part[2:3] not in ("", " ", "\t"):
        raise ValueError(f"“{part[:20]}” is a comment in some databases only. Write a space behind --.")
    if part.startswith(("/*!", "/*M!")):
        raise ValueError(f"“{part[:20]}” is a comment that MySQL and MariaDB carry out. Take it out.")


def _check(bare: str, system: str) -> None:
    """`bare` is the query without its quotes, comments and names."""
    words = bare.strip().rstrip(";").strip()
    if not words:
        raise ValueError("Write a query, such as SELECT temperature FROM weather WHERE place = :place.")
    if ";" in words:
        raise ValueError("Only one statement can be sent. Take out what follows the semicolon, or use a second block.")
    if (odd := re.search(r"['\"`]|/\*", words)) is not None:
        raise ValueError(f"A {odd[0]} is opened and never closed. Close it.")
    reads = SYSTEMS[system].reads if system in SYSTEMS else _READS
    first = re.match(r"\(*\s*(\w+)", words)
    if first is None or first[1].upper() not in reads:
        shown = first[1] if first else words[:20]
        raise ValueError(f"“{shown}” does not only read. A query begins with {', '.join(reads[:-1])} or {reads[-1]}.")
    if (found := (_WRITES_OF_MSSQL if system == "mssql" else _WRITES_ANYWHERE).search(words)) is not None:
        raise ValueError(f"“{found[0]}” would write, and this block only reads. If it is the name of a column, put it in quotes.")
