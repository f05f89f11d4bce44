"""Where all machines stand, what each says, and what is the matter with them."""

from dashboards.starters.sheet import FLEET, Sheet, Starter, limit, role

sheet = Sheet("Fleet", [FLEET], time_range="now-6h")
WHERE = [role("latitude", "machines"), role("longitude", "machines")]
sheet.add("map", "Where they are", [role("main", "machines"), *WHERE], w=16, h=16)
sheet.add("latest_table", "Machines", [role("main", "machines")], w=8, h=10, options={"showDevice": False})
sheet.add(
    "bar",
    "Batteries",
    [role("battery", "machines")],
    w=8,
    h=6,
    rules=[limit("below", 20, "minor", "Low")],
    options={"by": "sources", "statistic": "latest", "isHorizontal": True},
)
sheet.add("timeseries", "Signal", [role("signal", "machines")], w=12, h=8)
sheet.add("alarm_table", "Alarms", w=12, h=8)

starter = Starter(
    key="fleet_map",
    order=50,
    name="Fleet on a map",
    description="All machines on a map with their values, batteries, signal and alarms.",
    document=sheet.document,
)
