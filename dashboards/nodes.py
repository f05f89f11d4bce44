"""Dashboards as nodes of the tree."""

from collections.abc import Iterable

from dashboards.models import Dashboard
from organizations.nodes import Node, numbers, register


def _dashboards(ids: list[str]) -> Iterable[Node]:
    for row in Dashboard.objects.filter(id__in=numbers(ids)).select_related("device"):
        yield Node(f"b:{row.id}", row.name, row.node_line())


register("b", _dashboards)
