"""One machine at a glance: state, its main values with limits, trend, alarms."""

from dashboards.starters.sheet import MACHINE, Sheet, Starter, limit, role

sheet = Sheet("{{machine}}", [MACHINE])
sheet.add("lamp", "State", [role("running")], w=4, h=4, options={"onText": "Running", "offText": "Stopped"})
sheet.add("sparkline", "Temperature", [role("temperature")], w=5, h=4, rules=[limit("above", 80, "major", "Too hot")])
sheet.add("sparkline", "Power", [role("power")], w=5, h=4)
sheet.add("sparkline", "Speed", [role("speed")], w=5, h=4)
sheet.add("value", "Operating hours", [role("hours")], w=5, h=4, options={"decimals": 0})
sheet.add("timeseries", "Temperature and power", [role("temperature"), role("power"), role("speed")], w=16, h=11)
sheet.add(
    "gauge",
    "Vibration",
    [role("vibration")],
    w=8,
    h=11,
    options={"min": 0, "max": 12},
    rules=[limit("above", 4.5, "minor", "Watch"), limit("above", 7.1, "major", "Too strong")],
)
sheet.add("state_timeline", "When it ran", [role("running")], w=12, h=6)
sheet.add("alarm_table", "Alarms", w=12, h=6)

starter = Starter(
    key="machine_overview",
    order=10,
    name="Machine overview",
    description="State, main values with limits, trend and alarms of one machine; choose which above.",
    document=sheet.document,
)
