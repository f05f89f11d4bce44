"""For a wall: what is wrong now, what was wrong before, and whether the machines run."""

from dashboards.starters.sheet import FLEET, Sheet, Starter, role

sheet = Sheet("Now", [FLEET], time_range="now-8h")
sheet.add("alarm_table", "Open alarms", w=14, h=16, options={"scope": "current", "rows": 50})
sheet.add("alarm_table", "Critical and major", w=10, h=8, options={"scope": "current", "minSeverity": "major"})
sheet.add("latest_table", "Machines", [role("main", "machines")], w=10, h=8, options={"showDevice": False})
sheet.add("state_timeline", "Who ran when", [role("running", "machines")], w=24, h=8)
sheet.page("Before")
sheet.add("alarm_table", "Alarms of the past", w=24, h=20, options={"scope": "history", "rows": 100})

starter = Starter(
    key="alarm_wall",
    order=60,
    name="Alarm wall",
    description="Open alarms large enough for a wall, the worst apart, who ran when, and a page with those of the past.",
    document=sheet.document,
)
