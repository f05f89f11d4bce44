"""Running a flow over stored history, without touching anything."""
