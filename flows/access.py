"""Which flows whoever asks may see, for all doors to them."""

from django.db.models import QuerySet
from django.http import HttpRequest

from core.api import found
from flows.models import Flow
from organizations import rights
from organizations.models import User


def flows_of(request: HttpRequest) -> "QuerySet[Flow]":
    """All flows that the asking user may see."""
    return rights.visible(request.user, Flow.objects.select_related("live", "draft"))


def flow_for(request: HttpRequest, flow_id: int, permission: rights.Permission = "read") -> Flow:
    flow = found(flows_of(request), id=flow_id)
    rights.require(request.user, permission, flow.organization_id)
    return flow


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
