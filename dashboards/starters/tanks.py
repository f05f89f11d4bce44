"""A tank with what flows in and out, and all tanks of the site."""

from dashboards.starters.sheet import SITE, Sheet, Starter, limit, role

TANK = {"name": "tank", "kind": "device", "label": "Tank", "default": None, "site": "$site"}
LEVEL = [limit("below", 10, "major", "Nearly empty"), limit("above", 90, "major", "Nearly full")]

sheet = Sheet("{{tank}}", [SITE, TANK])
sheet.add("symbol", "Pump", [role("running", "tank")], w=5, h=12, options={"symbol": "pump"})
sheet.add("symbol", "Level", [role("level", "tank")], w=6, h=12, options={"symbol": "tank", "min": 0, "max": 100}, rules=LEVEL)
sheet.add("symbol", "Valve", [role("switch", "tank")], w=5, h=12, options={"symbol": "valve"})
sheet.add("sparkline", "Flow", [role("flow", "tank")], w=8, h=4)
sheet.add("sparkline", "Pressure", [role("pressure", "tank")], w=8, h=4)
sheet.add("toggle", "Pump", [role("switch", "tank")], w=8, h=4, options={"onText": "Runs", "offText": "Stands"})
sheet.add(
    "timeseries", "Level, flow and pressure", [role("level", "tank"), role("flow", "tank"), role("pressure", "tank")], w=24, h=10
)
sheet.add(
    "bar",
    "Levels at {{site}}",
    [role("level", "site")],
    w=14,
    h=8,
    rules=LEVEL,
    options={"by": "sources", "statistic": "latest", "isHorizontal": True},
)
sheet.add("alarm_table", "Alarms", w=10, h=8)

starter = Starter(
    key="tanks",
    order=40,
    name="Tank farm",
    description="A tank as a process picture with pump and valve, its trend, and the levels of all tanks of the site.",
    document=sheet.document,
)
