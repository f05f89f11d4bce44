"""Pictures on their way between dashboards: a document that travels names them by their content, `{$picture: <SHA-256>}`."""

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from dashboards.models import Dashboard, Picture
from dashboards.pictures import services
from organizations.models import User

REFERENCE: Final = "$picture"
# A floor plan's and a process picture's.
OPTION: Final = "picture"
# As base64 in one text: it has to come back through DATA_UPLOAD_MAX_MEMORY_SIZE, with the document beside it.
INSIDE_BOUND: Final = 2_700_000
SUFFIXES: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}


class Carried(NamedTuple):
    """A picture outside of any dashboard: its name, and its content as base64 or as a file beside the text."""

    name: str
    data: str = ""
    file: str = ""


def shown_in(document: Mapping[str, Any]) -> Iterator[Any]:
    """What the widgets of a document have as their pictures: ids, and names of what travels."""
    widgets = document.get("widgets")
    for widget in widgets.values() if isinstance(widgets, dict) else ():
        options = widget.get("options") if isinstance(widget, dict) else None
        if isinstance(options, dict) and options.get(OPTION) is not None:
            yield options[OPTION]


def sha_of(value: Any) -> str | None:
    """What a name of a picture says; none for anything else."""
    sha = value.get(REFERENCE) if isinstance(value, dict) and value.keys() == {REFERENCE} else None
    return sha if isinstance(sha, str) else None


def replaced(document: Mapping[str, Any], by: Callable[[Any], Any]) -> dict[str, Any]:
    """The document with other pictures in its widgets."""
    widgets = document.get("widgets")
    if not isinstance(widgets, dict):
        return dict(document)
    return {**document, "widgets": {key: _widget(widget, by) for key, widget in widgets.items()}}


def _widget(widget: Any, by: Callable[[Any], Any]) -> Any:
    options = widget.get("options") if isinstance(widget, dict) else None
    if not isinstance(options, dict) or options.get(OPTION) is None:
        return widget
    return {**widget, "options": {**options, OPTION: by(options[OPTION])}}


def named(document: Mapping[str, Any], dashboard: Dashboard) -> tuple[dict[str, Any], list[Picture]]:
    """The document with names in place of its dashboard's pictures, and these pictures, by name."""
    ids = {one for one in shown_in(document) if isinstance(one, int)}
    rows = {row.id: row for row in dashboard.pictures.filter(id__in=ids)}

    def name(value: Any) -> Any:
        return {REFERENCE: rows[value].sha256} if isinstance(value, int) and value in rows else value

    return replaced(document, name), sorted(rows.values(), key=lambda row: (row.name, row.sha256))


def as_text(picture: Picture) -> str:
    return base64.b64encode(bytes(picture.content)).decode()


def settled(
    dashboard: Dashboard, document: Mapping[str, Any], carried: Mapping[str, Carried], *, by: User | None
) -> dict[str, Any]:
    """The document with the ids of this dashboard's own pictures; those that were carried along are kept, cleaned like any other.

    A name that nothing was carried for stays, and goes out again as it came.
    """
    known = dict(dashboard.pictures.values_list("sha256", "id"))

    def own(value: Any) -> Any:
        sha = sha_of(value)
        if sha is not None and sha not in known and (one := carried.get(sha)) and one.data:
            known[sha] = services.keep_picture(dashboard, name=one.name, data=one.data, by=by).picture.pk
        return known.get(sha, value) if sha is not None else value

    return replaced(document, own)


def adopted(dashboard: Dashboard, document: Mapping[str, Any], within: "QuerySet[Dashboard]") -> dict[str, Any]:
    """The document with copies of the pictures of other dashboards, as far as those may be seen."""
    foreign = {one for one in shown_in(document) if isinstance(one, int)}
    rows = {row.id: row for row in Picture.objects.filter(id__in=foreign, dashboard__in=within).exclude(dashboard=dashboard)}

    def own(value: Any) -> Any:
        row = rows.get(value) if isinstance(value, int) else None
        if row is None:
            return value
        return services.keep_picture(dashboard, name=row.name, data=as_text(row), by=row.by).picture.pk

    return replaced(document, own)
