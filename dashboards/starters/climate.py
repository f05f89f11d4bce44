"""Rooms of a building: temperature, humidity and air of one room, and all rooms beside one another."""

from dashboards.starters.sheet import SITE, Sheet, Starter, limit, role

ROOM = {"name": "room", "kind": "device", "label": "Room", "default": None, "site": "$site"}
AIR = [limit("above", 1000, "minor", "Open a window"), limit("above", 1500, "major", "Bad air")]

sheet = Sheet("{{room}}", [SITE, ROOM], time_range="now-24h")
sheet.add(
    "gauge",
    "Temperature",
    [role("temperature", "room")],
    w=6,
    h=8,
    options={"min": 10, "max": 35, "unit": "°C"},
    rules=[limit("below", 18, "warning", "Cool"), limit("above", 26, "minor", "Warm")],
)
sheet.add(
    "gauge",
    "Humidity",
    [role("humidity", "room")],
    w=6,
    h=8,
    options={"min": 0, "max": 100},
    rules=[limit("below", 30, "warning", "Dry"), limit("above", 60, "minor", "Damp")],
)
sheet.add("gauge", "CO₂", [role("co2", "room")], w=6, h=8, options={"min": 400, "max": 2000}, rules=AIR)
sheet.add("slider", "Wanted temperature", [role("setpoint", "room")], w=6, h=4, options={"min": 16, "max": 26, "step": 0.5})
sheet.add("lamp", "Heating", [role("running", "room")], w=6, h=4)
sheet.add("timeseries", "Temperature and humidity", [role("temperature", "room"), role("humidity", "room")], w=24, h=10)
sheet.page("{{site}}")
sheet.add("band", "Temperature of all rooms", [role("temperature", "site")], w=12, h=10)
sheet.add(
    "bar",
    "CO₂ now",
    [role("co2", "site")],
    w=12,
    h=10,
    rules=AIR,
    options={"by": "sources", "statistic": "latest", "isHorizontal": True},
)
sheet.add(
    "latest_table", "Rooms", [role("temperature", "site"), role("humidity", "site")], w=24, h=9, options={"showDevice": False}
)

starter = Starter(
    key="climate",
    order=30,
    name="Climate of a building",
    description="Temperature, humidity and air of a room with its day, and all rooms of the site beside one another.",
    document=sheet.document,
)
