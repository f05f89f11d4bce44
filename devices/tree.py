"""What devices hang into the tree: themselves, folders of metrics, metrics."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from devices.models import Attribute, Device, Metric
from devices.nodes import folder_line, in_folder
from devices.services import moves
from organizations import rights, tree
from organizations.models import User
from organizations.nodes import Node
from organizations.tree import Item, Rows, Shelf, Visitor

# How many matching metrics are looked through for folders.
FOLDER_SEARCH_BOUND = 2_000
FEW_METRICS = 500
METRIC_FACTS = ("unit", "data_type", "is_writable")


def device_item(row: Device) -> Item:
    facts = {"type": row.type.name if row.type else None}
    return Item(f"d:{row.id}", row.name, row.node_line(), row.description, online=row.online, facts=facts)


def _devices(visitor: Visitor, **place: Any) -> "QuerySet[Device]":
    return visitor.reachable(Device.objects.filter(**place), "d").select_related("type")


def _of_an_organization(visitor: Visitor, node: Node) -> Iterable[Shelf]:
    yield Rows(_devices(visitor, organization_id=node.key[2:], site=None), device_item)


def _of_a_site(visitor: Visitor, node: Node) -> Iterable[Shelf]:
    yield Rows(_devices(visitor, site_id=node.key[2:]), device_item)


# --- folders and metrics


class Listed(NamedTuple):
    """A shelf that is in memory already."""

    items: list[Item]

    def total(self) -> int:
        return len(self.items)

    def rows(self, offset: int, limit: int) -> list[Item]:
        return self.items[offset : offset + limit]

    def place(self, key: str) -> int | None:
        return next((place for place, item in enumerate(self.items) if item.key == key), None)


def _of_a_device(visitor: Visitor, node: Node) -> Iterable[Shelf]:
    yield from _below(visitor, node, int(node.key[2:]), "")


def _of_a_folder(visitor: Visitor, node: Node) -> Iterable[Shelf]:
    device_id, _, folder = node.key[2:].partition(":")
    yield from _below(visitor, node, int(device_id), f"{folder}/")


def _below(visitor: Visitor, node: Node, device_id: int, prefix: str) -> Iterator[Shelf]:
    """Folders first, then metrics. A device's metrics are few enough to be sorted here, by the parts of their paths."""
    folders: dict[str, int] = {}
    metrics: list[Item] = []
    place = node.line[-2:] if len(node.line) > 1 and node.line[-2][0] == "s" else node.line[-1:]
    above = (f"d:{device_id}", *place)
    rows = rights.visible(visitor.user, Metric.objects.filter(device_id=device_id)).order_by("path")
    for metric_id, path, *facts in rows.values_list("id", "path", *METRIC_FACTS):
        if not path.startswith(prefix):
            continue
        part, is_folder, _ = path[len(prefix) :].partition("/")
        if is_folder:
            folders[part] = folders.get(part, 0) + 1
        else:
            line = (f"m:{metric_id}", *folder_line(device_id, prefix.rstrip("/")), *above)
            metrics.append(Item(f"m:{metric_id}", part, line, facts=dict(zip(METRIC_FACTS, facts, strict=True))))
    yield Listed([_folder_item(device_id, prefix + name, above, count) for name, count in folders.items()])
    yield Listed(metrics)


def _folder_item(device_id: int, folder: str, above: Sequence[str], metrics: int) -> Item:
    line = (*folder_line(device_id, folder), *above)
    return Item(f"f:{device_id}:{folder}", folder.rpartition("/")[2], line, counts={"metrics": metrics})


def _folder_itself(visitor: Visitor, node: Node) -> Item:
    device_id, _, folder = node.key[2:].partition(":")
    count = rights.visible(visitor.user, in_folder(int(device_id), folder)).count()
    return Item(node.key, folder.rpartition("/")[2], node.line, counts={"metrics": count})


def _metric_itself(visitor: Visitor, node: Node) -> Item:
    row = Metric.objects.get(id=int(node.key[2:]))
    facts = {fact: getattr(row, fact) for fact in METRIC_FACTS}
    return Item(node.key, row.path.rpartition("/")[2], node.line, facts=facts)


# --- counts


def _count(visitor: Visitor, items: Sequence[Item]) -> dict[str, dict[str, int]]:
    ids: dict[str, list[str]] = {}
    for item in items:
        ids.setdefault(item.key[0], []).append(item.id)
    counts: dict[str, dict[str, int]] = {}
    if "o" in ids:
        counts |= _in_organizations(visitor, ids["o"])
    if "s" in ids:
        found = _numbers(visitor, "site_id", ids["s"])
        counts |= {f"s:{one}": _both(found.get(int(one))) for one in ids["s"]}
    if "d" in ids:
        metrics = rights.visible(visitor.user, Metric.objects.filter(device_id__in=ids["d"])).order_by()
        numbers = dict(metrics.values_list("device_id").annotate(Count("id")))
        counts |= {f"d:{one}": {"metrics": numbers.get(int(one), 0)} for one in ids["d"]}
    return counts


def _numbers(visitor: Visitor, column: str, ids: Iterable[str]) -> dict[Any, tuple[int, int]]:
    rows = visitor.reachable(Device.objects.filter(**{f"{column}__in": list(ids)}), "d").order_by()
    found = rows.values_list(column).annotate(devices=Count("id"), up=Count("id", filter=Q(online=True)))
    return {place: (devices, online) for place, devices, online in found}


def _both(numbers: tuple[int, int] | None) -> dict[str, int]:
    devices, online = numbers or (0, 0)
    return {"devices": devices, "online": online}


def _in_organizations(visitor: Visitor, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """An organization counts what stands in it and in all below."""
    found = tree.added_up(visitor, ids, lambda wanted: _numbers(visitor, "organization_id", wanted))
    return {f"o:{one}": _both(found.get(one)) for one in ids}


# --- search


def _find_devices(visitor: Visitor, words: Sequence[str], limit: int) -> Iterable[Node]:
    """By name, description, or what an attribute says: people look for serial numbers."""
    rows = visitor.reachable(Device.objects.all(), "d")
    for word in words:
        by_attribute = Attribute.objects.filter(value__icontains=word).values("device_id")
        rows = rows.filter(Q(name__icontains=word) | Q(description__icontains=word) | Q(id__in=by_attribute))
    for row in rows[:limit]:
        yield Node(f"d:{row.id}", row.name, row.node_line())


def _metrics_like(visitor: Visitor, words: Sequence[str]) -> "QuerySet[Metric]":
    """A word may stand in the device's name, but not all of them: else a device's name would find all its metrics."""
    one_in_path = Q()
    for word in words:
        one_in_path |= Q(path__icontains=word)
    # Paths alone first, which is far cheaper than with their devices. Rare words leave a handful to look at; common
    # ones fill the page soon, as the order is that of the table: any other would have to find all before the first.
    if "metrics" not in visitor.found:
        few = Metric.objects.filter(one_in_path).order_by("id").values_list("id", flat=True)
        visitor.found["metrics"] = list(few[: FEW_METRICS + 1])
    few_ids = visitor.found["metrics"]
    rows = rights.visible(visitor.user, Metric.objects.filter(device__archived_at=None)).select_related("device")
    rows = rows.filter(one_in_path) if len(few_ids) > FEW_METRICS else rows.filter(id__in=few_ids)
    for word in words:
        rows = rows.filter(Q(path__icontains=word) | Q(device__name__icontains=word))
    return rows.order_by("id")


def _find_metrics(visitor: Visitor, words: Sequence[str], limit: int) -> Iterable[Node]:
    for row in _metrics_like(visitor, words)[:limit]:
        yield Node(f"m:{row.id}", f"{row.device.name} · {row.path}", row.node_line())


def _find_folders(visitor: Visitor, words: Sequence[str], limit: int) -> Iterable[Node]:
    """The folders whose own name has one of the words, and on whose way the others stand."""
    found: dict[str, Node] = {}
    lowered = [word.lower() for word in words]
    rows = _metrics_like(visitor, words).filter(path__contains="/")
    for row in rows[:FOLDER_SEARCH_BOUND]:
        parts = row.path.split("/")[:-1]
        for depth, part in enumerate(parts, 1):
            way = f"{row.device.name}/{'/'.join(parts[:depth])}".lower()
            folder = "/".join(parts[:depth])
            key = f"f:{row.device_id}:{folder}"
            if key not in found and any(word in part.lower() for word in lowered) and all(word in way for word in lowered):
                line = (*folder_line(row.device_id, folder), *row.device.node_line())
                found[key] = Node(key, f"{row.device.name} · {folder}/", line)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


# --- moving


def _move(user: User, keys: Sequence[str], target: Node) -> dict[str, str]:
    if target.kind not in ("organization", "site"):
        return dict.fromkeys(keys, f"A device stands in an organization or at a site, not in a {target.kind}.")
    refused = moves.move_devices([int(key[2:]) for key in keys], to=target, by=user)
    return {f"d:{device_id}": reason for device_id, reason in refused.items()}


tree.register_item("d", lambda _, node: device_item(Device.objects.select_related("type").get(id=int(node.key[2:]))))
tree.register_item("f", _folder_itself)
tree.register_item("m", _metric_itself)
tree.register_branch("o", _of_an_organization)
tree.register_branch("s", _of_a_site)
tree.register_branch("d", _of_a_device)
tree.register_branch("f", _of_a_folder)
tree.register_counter(_count)
tree.register_finder("device", _find_devices)
tree.register_finder("folder", _find_folders)
tree.register_finder("metric", _find_metrics)
tree.register_mover("d", _move)
