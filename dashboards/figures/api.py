"""Figures over HTTP."""

import html
import re
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router

from dashboards.api_lookups import dashboard_for
from dashboards.figures import figures
from dashboards.ranges import RangeQuery
from dashboards.variables.declared import given_in
from organizations import audit
from organizations.rights import person

router = Router()
CONTENT_TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}


@router.get("/dashboards/{dashboard_id}/widgets/{widget_id}/figure", response={200: None})
def figure(
    request: HttpRequest,
    dashboard_id: int,
    widget_id: str,
    period: Annotated[RangeQuery, Query()],
    form: Annotated[Literal["json", "html"], Query(alias="format")] = "json",
) -> HttpResponse:
    """A chart as a figure for notebooks (`plotly.io.from_json`), or as one interactive HTML file that needs no network."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    made = figures.figure_of(dashboard, widget_id, person(request.user), page=period.page(), given=given_in(request.GET))
    text = figures.as_page(made) if form == "html" else figures.as_json(made)
    title = html.unescape(made.layout.title.text or widget_id)
    stem = re.sub(r"[^\w .,()+-]+", "-", title).strip(" .-")[:90] or "chart"
    audit.record("exported", kind="chart", target=f"{dashboard.name}: {stem}", organization_id=dashboard.organization_id)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{stem}.{form}") or "attachment",
        "Cache-Control": "no-store",
        # Whoever opens it on this server's own address gets the picture and none of the session.
        "Content-Security-Policy": "sandbox allow-scripts",
    }
    return HttpResponse(text, content_type=CONTENT_TYPES[form], headers=headers)
