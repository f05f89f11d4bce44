"""Which time a request for a dashboard's data is about, as its address says it."""

from ninja import Field, Schema

from dashboards.levels import Compare, Page, Period
from telemetry import selectors as samples
from telemetry.zones import zone_of


class RangeQuery(Schema):
    from_: str = Field("now-1h", alias="from", max_length=40)
    to: str = Field("now", max_length=40)
    points: int = Field(800, ge=10, le=4_000)
    # Of what is being arranged, for those who may edit.
    draft: bool = False
    # The period before too, where a widget can draw it: the one just before, or a day or a week earlier.
    compare: Compare = "none"
    # Whose days and hours bins follow, unless the dashboard says so itself.
    zone: str = Field("UTC", max_length=60)
    # Only these widgets, separated by commas.
    widgets: str = Field("", max_length=25_000)

    def page(self) -> Page:
        zone_of(self.zone, field="zone")
        return Page(Period(*samples.period(self.from_, self.to)), self.points, self.compare, self.zone)

    def only(self) -> list[str] | None:
        return [one for one in self.widgets.split(",") if one] if self.widgets else None
