"""The names of nodes in the tree, as access entries, favourites and links write them.

`o:<organization>`, `s:<site>`, `d:<device>`, `f:<device>:<folder of metrics>`, `m:<metric>`, `b:<dashboard>`.
The apps that own a kind of node register how it is described; so nothing here knows of devices or dashboards.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Protocol

from core.errors import Missing
from organizations.models import Organization, Site

KINDS: Final = {"o": "organization", "s": "site", "d": "device", "f": "folder", "m": "metric", "b": "dashboard"}
NODE_LENGTH_BOUND: Final = 250


class Placed(Protocol):
    """Something that stands in the tree."""

    def node_line(self) -> tuple[str, ...]:
        """Its own node and all above, up to its organization."""


class Node(NamedTuple):
    """What people need to know of a node. `line` begins with itself and ends with its organization."""

    key: str
    label: str
    line: tuple[str, ...]

    @property
    def kind(self) -> str:
        return KINDS[self.key[0]]

    @property
    def organization_id(self) -> str:
        return self.line[-1][2:]

    def node_line(self) -> tuple[str, ...]:
        return self.line


# Answers the nodes that exist among those asked for; the keys come without their prefix.
Describe = Callable[[list[str]], Iterable[Node]]
_describers: dict[str, Describe] = {}


def register(prefix: str, describe: Describe) -> None:
    _describers[prefix] = describe


def describe(keys: Iterable[str]) -> dict[str, Node]:
    """The nodes that exist, by key: at most a few queries for each kind."""
    by_prefix: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        prefix, _, rest = key.partition(":")
        if prefix in _describers and rest and len(key) <= NODE_LENGTH_BOUND:
            by_prefix.setdefault(prefix, []).append(rest)
    return {node.key: node for prefix, rests in by_prefix.items() for node in _describers[prefix](rests)}


def node(key: str) -> Node:
    """The node of that name. Raises Missing."""
    found = describe([key]).get(key)
    if found is None:
        raise Missing("There is no such thing, or it is not yours.")
    return found


def numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that can be the id of a row."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 18]


def _organizations(ids: list[str]) -> Iterable[Node]:
    for row in Organization.objects.filter(id__in=ids):
        yield Node(f"o:{row.id}", row.name, row.node_line())


def _sites(ids: list[str]) -> Iterable[Node]:
    for row in Site.objects.filter(id__in=numbers(ids)):
        yield Node(f"s:{row.id}", row.name, row.node_line())


register("o", _organizations)
register("s", _sites)
