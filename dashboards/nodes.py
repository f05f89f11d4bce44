"""Dashboards as nodes of the tree."""

from collections.abc import Iterable

from dashboards import topics
from dashboards.models import Dashboard
from organizations import tree
from organizations.nodes import Node, numbers, register


def _dashboards(ids: list[str]) -> Iterable[Node]:
    for row in Dashboard.objects.filter(id__in=numbers(ids)).select_related("device"):
        yield Node(f"b:{row.id}", row.name, row.node_line())


register("b", _dashboards)


def _may_see(visitor: tree.Visitor, node: Node) -> bool:
    """Seeing the place where a dashboard stands is not yet seeing the dashboard: that takes a share."""
    return topics.visible_dashboards(visitor.user, Dashboard.objects.filter(id__in=numbers([node.key[2:]]))).exists()


tree.register_seer("b", _may_see)
