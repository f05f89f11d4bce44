"""The tree as people browse it: what stands below a node, what is called like something, the way to a node.

Organizations and sites are known here; the apps above register what they hang into the tree: branches (what stands
below), counters, finders (search) and movers. So nothing here knows of devices or metrics.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from django.db.models import Count, Model, Q, QuerySet

from core.errors import Missing, Refused
from organizations import nodes, rights
from organizations.models import Favourite, Organization, Site, User
from organizations.nodes import Node

SEARCH_BOUND: Final = 100
MOVE_BOUND: Final = 1_000
FAVOURITES_BOUND: Final = 500

ModelT = TypeVar("ModelT", bound=Model)


class Visitor:
    """Somebody in front of the tree.

    `passages` are the nodes that they may not see themselves, but through which the way to something allowed leads:
    by the first letter of the key, without their prefix.
    """

    def __init__(self, user: User) -> None:
        self.user = user
        self.access = rights.access_of(user)
        self.passages = _passages(self.access)
        # What finders of one search share.
        self.found: dict[Any, Any] = {}

    def may_see(self, line: Sequence[str]) -> bool:
        return bool(self.access.bits(line) & rights.READ) or self.is_passage(line[0])

    def may_see_node(self, node: Node) -> bool:
        """The same for a node of any kind: some are hidden from people who may see their place."""
        seer = _seers.get(node.key[0])
        return self.may_see(node.line) and (seer is None or seer(self, node))

    def is_passage(self, key: str) -> bool:
        return key[2:] in self.passages.get(key[0], frozenset())

    def reachable(self, queryset: "QuerySet[ModelT]", kind: str) -> "QuerySet[ModelT]":
        """The rows that they may see, and those on the way to what they may see."""
        seen = rights.visible(self.user, queryset)
        passages = self.passages.get(kind)
        if not passages:
            return seen
        return queryset.filter(Q(id__in=seen.order_by().values("id")) | Q(id__in=passages))

    def organizations(self) -> "QuerySet[Organization]":
        return rights.organizations_of(self.user)


def _passages(access: rights.Access) -> dict[str, frozenset[str]]:
    if access.is_superuser:
        return {}
    granted = access.filter("read").granted
    keys = [f"{kind}:{rest}" for kind, rests in granted.items() if kind != "o" for rest in rests]
    found: dict[str, set[str]] = {"o": set(access.organizations)}
    for node in nodes.describe(keys).values():
        if any(access.denies.get(key, 0) & rights.READ for key in node.line):
            continue
        for key in node.line[1:]:
            found.setdefault(key[0], set()).add(key[2:])
    return {kind: frozenset(rests) for kind, rests in found.items()}


class Item(NamedTuple):
    """A row of the tree."""

    key: str
    label: str
    line: tuple[str, ...]
    description: str = ""
    online: bool | None = None
    counts: Mapping[str, int] = {}
    facts: Mapping[str, Any] = {}  # what only one kind has: a metric's unit, data type …

    @property
    def kind(self) -> str:
        return nodes.KINDS[self.key[0]]

    @property
    def id(self) -> str:
        return self.key[2:]


class Shelf(Protocol):
    """The children of one kind below a node, in order."""

    def total(self) -> int: ...

    def rows(self, offset: int, limit: int) -> list[Item]: ...

    def place(self, key: str) -> int | None:
        """How many rows stand before the one of that key; None: it is not here."""


class Rows(NamedTuple):
    """A shelf out of a queryset."""

    queryset: "QuerySet[Any]"
    item: Callable[[Any], Item]

    def total(self) -> int:
        return self.queryset.count()

    def rows(self, offset: int, limit: int) -> list[Item]:
        return [self.item(row) for row in self.queryset[offset : offset + limit]]

    def place(self, key: str) -> int | None:
        ids = [key[2:]] if self.queryset.model is Organization else nodes.numbers([key[2:]])
        row = self.queryset.filter(pk__in=ids).first()
        if row is None or self.item(row).key != key:
            return None
        # Shelves are in the order of their rows' names.
        return self.queryset.filter(name__lt=row.name).count()


# The row of a single node, which exists.
Describer = Callable[[Visitor, Node], Item]
Branch = Callable[[Visitor, Node], Iterable[Shelf]]
Counter = Callable[[Visitor, Sequence[Item]], Mapping[str, Mapping[str, int]]]
Finder = Callable[[Visitor, Sequence[str], int], Iterable[Node]]
# Moves those that may be moved; answers why the others may not, by key.
Mover = Callable[[User, Sequence[str], Node], Mapping[str, str]]
# Whether somebody who may see the node's place may see the node: dashboards are shared apart from it.
Seer = Callable[[Visitor, Node], bool]

_branches: dict[str, list[Branch]] = {}
_counters: list[Counter] = []
_finders: dict[str, Finder] = {}
_movers: dict[str, Mover] = {}
_describers: dict[str, Describer] = {}
_seers: dict[str, Seer] = {}


def register_branch(kind: str, branch: Branch) -> None:
    _branches.setdefault(kind, []).append(branch)


def register_item(kind: str, describer: Describer) -> None:
    _describers[kind] = describer


def register_counter(counter: Counter) -> None:
    _counters.append(counter)


def register_finder(kind: str, finder: Finder) -> None:
    """`kind` is a word of nodes.KINDS."""
    _finders[kind] = finder


def register_mover(kind: str, mover: Mover) -> None:
    _movers[kind] = mover


def register_seer(kind: str, seer: Seer) -> None:
    _seers[kind] = seer


# --- reading


class Crumb(NamedTuple):
    key: str
    kind: str
    label: str


class Page(NamedTuple):
    node: Node | None
    breadcrumbs: list[Crumb]
    items: list[Item]
    total: int
    # How many of the whole stand before the first of these.
    offset: int


def node_for(visitor: Visitor, key: str) -> Node:
    """The node, if the visitor may see it or pass through it. Raises Missing."""
    node = nodes.node(key)
    if not visitor.may_see_node(node):
        raise Missing(rights.NOT_YOURS)
    return node


def children(visitor: Visitor, key: str, *, offset: int = 0, limit: int, around: str = "") -> Page:
    """One page of what stands below the node; below no node, the organizations that one sees first.

    `around`: the page on which this child stands, instead of the one at `offset`.
    """
    if key:
        node = node_for(visitor, key)
        if key[0] not in _describers:  # it stands somewhere, but not in the tree
            raise Missing(rights.NOT_YOURS)
        shelves: list[Shelf] = [shelf for branch in _branches.get(key[0], ()) for shelf in branch(visitor, node)]
        crumbs = ways(visitor, [node.line])[0]
    else:
        node, crumbs = None, []
        shelves = [Rows(visitor.organizations().exclude(parent__in=visitor.organizations().values("id")), organization_item)]
    if around:
        offset = (_place(shelves, around) or 0) // limit * limit
    items: list[Item] = []
    total = 0
    for shelf in shelves:
        size = shelf.total()
        start = max(0, offset - total)
        if start < size and len(items) < limit:
            items += shelf.rows(start, limit - len(items))
        total += size
    return Page(node, crumbs, with_counts(visitor, items), total, offset)


def _place(shelves: Iterable[Shelf], key: str) -> int | None:
    before = 0
    for shelf in shelves:
        place = shelf.place(key)
        if place is not None:
            return before + place
        before += shelf.total()
    return None


def itself(visitor: Visitor, node: Node) -> Item:
    """The node as a row of its own."""
    return with_counts(visitor, [_describers[node.key[0]](visitor, node)])[0]


Figures = TypeVar("Figures", bound=tuple[int, ...])


def added_up(visitor: Visitor, ids: Iterable[str], count: "Callable[[set[str]], Mapping[str, Figures]]") -> dict[str, Figures]:
    """Figures of organizations and of all below them: `count` answers those of each organization alone."""
    parents = dict(visitor.organizations().values_list("id", "parent_id"))
    wanted = set(ids)
    above = {one: [up for up in _line_of(one, parents) if up in wanted] for one in parents}
    sums: dict[str, Figures] = {}
    for one, figures in count({one for one, counted in above.items() if counted}).items():
        for up in above[one]:
            pairs = zip(sums.get(up, (0,) * len(figures)), figures, strict=True)
            sums[up] = tuple(had + more for had, more in pairs)  # type: ignore[assignment]  # as long as both are
    return sums


def _line_of(organization: str, parents: Mapping[str, str | None]) -> list[str]:
    """Itself and those above."""
    line = [organization]
    while (up := parents.get(line[-1])) is not None and up not in line:
        line.append(up)
    return line


def with_counts(visitor: Visitor, items: list[Item]) -> list[Item]:
    counted: dict[str, dict[str, int]] = {item.key: dict(item.counts) for item in items}
    for counter in _counters:
        for key, counts in counter(visitor, items).items():
            counted[key].update(counts)
    return [item._replace(counts=counted[item.key]) for item in items]


def search(visitor: Visitor, text: str, *, kinds: Iterable[str] = (), limit: int = 50) -> list[Node]:
    """Nodes in whose name every word of `text` stands, kind after kind."""
    words = text.split()[:8]
    if not words:
        return []
    asked = list(kinds) or list(_finders)
    if unknown := [kind for kind in asked if kind not in _finders]:
        raise Refused(f"“{unknown[0][:40]}” cannot be searched for: choose of {', '.join(_finders)}.", field="kinds")
    limit = min(limit, SEARCH_BOUND)
    # Each kind has its share, so that many metrics do not hide the one site; what is not used falls to the others.
    found = {kind: list(_finders[kind](visitor, words, limit)) for kind in asked}
    share = max(1, limit // len(asked))
    spare = limit - sum(min(share, len(rows)) for rows in found.values())
    answer: list[Node] = []
    for rows in found.values():
        take = min(len(rows), share + max(0, spare))
        spare -= max(0, take - share)
        answer += rows[:take]
    return answer[:limit]


def ways(visitor: Visitor, lines: Sequence[Sequence[str]]) -> list[list[Crumb]]:
    """The breadcrumbs to each of the nodes, from the first organization that the visitor sees down to the node itself."""
    described = nodes.describe({key for line in lines for key in line})
    above = {row.id: row for row in visitor.organizations()} if lines else {}
    answer = []
    for line in lines:
        crumbs = [Crumb(key, nodes.KINDS[key[0]], _short(described[key])) for key in line if key in described]
        organization = above.get(line[-1][2:])
        while organization is not None and organization.parent_id in above and len(crumbs) < 100:
            organization = above[organization.parent_id]
            crumbs.append(Crumb(f"o:{organization.id}", "organization", organization.name))
        answer.append(crumbs[::-1])
    return answer


def _short(node: Node) -> str:
    """A folder or a metric below its device needs no more than the last part of its path."""
    if node.kind == "folder":
        return node.key.partition(":")[2].partition(":")[2].rpartition("/")[2]
    if node.kind == "metric":
        return node.label.partition(" · ")[2].rpartition("/")[2] or node.label
    return node.label


# --- moving


def move(user: User, keys: Sequence[str], to: str) -> dict[str, str]:
    """Move nodes below another one; answers why some could not be, by key."""
    if len(keys) > MOVE_BOUND:
        raise Refused(f"{len(keys)} things cannot be moved at once: {MOVE_BOUND} at most.", field="keys")
    visitor = Visitor(user)
    target = node_for(visitor, to)
    found = nodes.describe(keys)
    refused: dict[str, str] = {}
    by_kind: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        node = found.get(key)
        if node is None or not visitor.may_see_node(node):
            refused[key] = rights.NOT_YOURS
        elif key[0] not in _movers:
            refused[key] = f"A {node.kind} cannot be moved: it belongs to its device."
        else:
            by_kind.setdefault(key[0], []).append(key)
    for kind, movable in by_kind.items():
        refused.update(_movers[kind](user, movable, target))
    return refused


# --- favourites


def favourites(visitor: Visitor) -> list[Node]:
    """The person's favourites in the tree that they still may see, newest first. Dashboards are listed by their own app."""
    rows = Favourite.objects.filter(user=visitor.user).exclude(node__startswith="b:")
    keys = list(rows.values_list("node", flat=True)[:FAVOURITES_BOUND])
    found = nodes.describe(keys)
    return [found[key] for key in keys if key in found and visitor.may_see(found[key].line)]


def add_favourite(visitor: Visitor, key: str) -> Node:
    node = node_for(visitor, key)
    check_room_for_favourite(visitor.user)
    Favourite.objects.get_or_create(user=visitor.user, node=key)
    return node


def check_room_for_favourite(user: User) -> None:
    if Favourite.objects.filter(user=user).count() >= FAVOURITES_BOUND:
        raise Refused(f"You have {FAVOURITES_BOUND} favourites already: remove some first.")


def favourite_keys(user: User, keys: Iterable[str]) -> set[str]:
    return set(Favourite.objects.filter(user=user, node__in=list(keys)).values_list("node", flat=True))


def favourite_ids(user: User, prefix: str) -> list[int]:
    """Numbers of the nodes of one kind that the person has marked."""
    keys = Favourite.objects.filter(user=user, node__startswith=f"{prefix}:").values_list("node", flat=True)
    return [int(key.partition(":")[2]) for key in keys]


# --- what organizations hang into the tree


def organization_item(row: Organization) -> Item:
    return Item(f"o:{row.id}", row.name, row.node_line(), row.description)


def site_item(row: Site) -> Item:
    return Item(f"s:{row.id}", row.name, row.node_line(), row.description)


def _below_an_organization(visitor: Visitor, node: Node) -> Iterable[Shelf]:
    yield Rows(visitor.organizations().filter(parent_id=node.key[2:]), organization_item)
    yield Rows(visitor.reachable(Site.objects.filter(organization_id=node.key[2:]), "s"), site_item)


def _count(visitor: Visitor, items: Sequence[Item]) -> dict[str, dict[str, int]]:
    ids = [item.id for item in items if item.key[0] == "o"]
    if not ids:
        return {}
    counts = {f"o:{one}": {"organizations": 0, "sites": 0} for one in ids}
    below = visitor.organizations().filter(parent_id__in=ids).order_by().values_list("parent_id").annotate(Count("id"))
    for parent_id, number in below:
        counts[f"o:{parent_id}"]["organizations"] = number
    sites = visitor.reachable(Site.objects.filter(organization_id__in=ids), "s")
    for organization_id, number in sites.order_by().values_list("organization_id").annotate(Count("id")):
        counts[f"o:{organization_id}"]["sites"] = number
    return counts


def matching(queryset: "QuerySet[ModelT]", words: Sequence[str], *columns: str) -> "QuerySet[ModelT]":
    """Rows in which every word stands in one of the columns."""
    for word in words:
        condition = Q()
        for column in columns:
            condition |= Q(**{f"{column}__icontains": word})
        queryset = queryset.filter(condition)
    return queryset


def _find_organizations(visitor: Visitor, words: Sequence[str], limit: int) -> Iterable[Node]:
    for row in matching(visitor.organizations(), words, "name", "description")[:limit]:
        yield Node(f"o:{row.id}", row.name, row.node_line())


def _find_sites(visitor: Visitor, words: Sequence[str], limit: int) -> Iterable[Node]:
    for row in matching(visitor.reachable(Site.objects.all(), "s"), words, "name", "description")[:limit]:
        yield Node(f"s:{row.id}", row.name, row.node_line())


register_item("o", lambda _, node: organization_item(Organization.objects.get(id=node.key[2:])))
register_item("s", lambda _, node: site_item(Site.objects.get(id=node.key[2:])))
register_branch("o", _below_an_organization)
register_counter(_count)
register_finder("organization", _find_organizations)
register_finder("site", _find_sites)
