"""Energy: power now, what was used, when, and how it compares with before."""

from dashboards.starters.sheet import FLEET, Sheet, Starter, role

sheet = Sheet("Energy", [FLEET], time_range="now-24h")
power, energy = role("power", "machines"), role("energy", "machines")
sheet.add("bar", "Power now", [power], w=9, h=9, options={"by": "sources", "statistic": "latest", "isHorizontal": True})
sheet.add("pie", "Share of the power", [power], w=6, h=9)
sheet.add("latest_table", "Meters", [energy], w=9, h=9, options={"showDevice": False})
sheet.add("timeseries", "Power", [power], w=24, h=10, options={"style": "area", "compare": "day"})
sheet.add(
    "bar", "Mean power per hour", [power], w=12, h=9, options={"by": "time", "statistic": "avg", "bins": "1h", "mode": "stacked"}
)
sheet.add("heatmap", "When power is drawn", [power], w=12, h=9, options={"by": "weekday", "statistic": "avg"})

starter = Starter(
    key="energy",
    order=20,
    name="Energy",
    description="Power now and over the day, shares, meters and the hours at which most is drawn.",
    document=sheet.document,
)
