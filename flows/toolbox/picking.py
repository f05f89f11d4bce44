"""Values picked out of JSON or XML, each by a row with name, path and type."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import Field

from flows.block import ERROR_PORT, Port
from flows.toolbox.named_ports import Pick, brought_to, check_distinct
from flows.toolbox.structure import Path, XPath


class JsonPick(Pick):
    path: str = Field("$", title="Path", max_length=500, examples=["$.data.temperature"])


class XmlPick(Pick):
    path: str = Field("//value", title="XPath", max_length=500, examples=["//pump/@id"])


def picked_ports(rows: Sequence[Pick]) -> list[Port]:
    return [Port(row.name, row.name, row.type, help=row.path) for row in rows]


P = TypeVar("P", bound=Pick)


def check_picks(
    rows: list[P], *, reserved: Iterable[str] = (ERROR_PORT.name,), namespaces: Mapping[str, str] | None = None
) -> list[P]:
    """The rows, when each can be looked up and has a name of its own."""
    check_distinct([row.name for row in rows], reserved=reserved)
    for row in rows:
        _compiled(row, namespaces)
    return rows


def _compiled(row: Pick, namespaces: Mapping[str, str] | None = None) -> Path | XPath:
    return XPath(row.path, namespaces or {}) if isinstance(row, XmlPick) else Path(row.path)


class Picks:
    """The rows of a block, ready to be looked up."""

    def __init__(self, rows: Sequence[Pick], *, is_missing_error: bool, namespaces: Mapping[str, str] | None = None) -> None:
        self._picks = [(row, _compiled(row, namespaces)) for row in rows]
        self._is_missing_error = is_missing_error

    def of(self, data: Any) -> dict[str, Any]:
        """The values by name. What is not there is left out, unless that is an error."""
        given = {}
        for row, path in self._picks:
            found = path.find(data)
            if _is_list(row, path, found):
                given[row.name] = found
            elif found:
                given[row.name] = brought_to(row.type, found[0], row.name)
            elif self._is_missing_error:
                raise ValueError(f"There is nothing at “{row.path}” for “{row.name}”.")
        return given


def _is_list(row: Pick, path: Path | XPath, found: list[Any]) -> bool:
    """Whether all that was found is wanted; in JSON the path says so, in XML the type, or how many there are."""
    if isinstance(path, Path):
        return not path.is_single and row.type in ("json", "any")
    return row.type == "json" or (row.type == "any" and len(found) > 1)
