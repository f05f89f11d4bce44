"""What all doors of the JSON API share: who asks, for which organization, and how a list is cut."""

from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema

from core.errors import Missing

ItemT = TypeVar("ItemT")
ModelT = TypeVar("ModelT", bound=Model)


class Page(Schema):
    """Where a list is cut."""

    limit: int = Field(50, ge=1, le=500)
    offset: int = Field(0, ge=0, le=1_000_000_000)
    search: str = Field("", max_length=200)


PageQuery = Annotated[Page, Query()]


class Listing(Schema, Generic[ItemT]):
    """One page of a list and how long the whole is."""

    items: list[ItemT]
    total: int


class Deleted(Schema):
    deleted: bool = True


def cut(queryset: "QuerySet[ModelT]", page: Page) -> dict[str, Any]:
    return {"items": list(queryset[page.offset : page.offset + page.limit]), "total": queryset.count()}


def found(queryset: "QuerySet[ModelT]", **lookup: Any) -> ModelT:
    """The one row of an already filtered queryset, or the answer that strangers get too."""
    row = queryset.filter(**lookup).first()
    if row is None:
        raise Missing("There is no such thing, or it is not yours.")
    return row


def organization_id(request: HttpRequest) -> str:
    """The current organization's id, checked by the API's authentication."""
    value: str = request.organization.id  # type: ignore[attr-defined]  # set in iotsite.api
    return value
