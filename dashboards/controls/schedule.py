"""A week of values: `{"default": 17, "slots": [{"day": 0, "from": "06:00", "to": "22:00", "value": 21}]}`.

Days count from Monday, 0. A slot holds from its start up to, not including, its end; `24:00` is the end of the day. Outside
of all slots the default holds. Slots of a day never overlap. `zone` names the time zone that the times are meant in.
"""

import itertools
import re
import zoneinfo
from typing import Any, Final

from dashboards.controls import Asked, values
from dashboards.errors import BadControlValue

SLOTS_BOUND: Final = 500
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


def checked(value: Any, asked: Asked) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("slots"), list) or set(value) - {"default", "slots", "zone"}:
        raise BadControlValue("A schedule is an object with default, slots and zone.")
    if len(value["slots"]) > SLOTS_BOUND:
        raise BadControlValue(f"{len(value['slots'])} slots are too many: {SLOTS_BOUND} at most.")
    if not isinstance(value.get("zone"), str) or value["zone"] not in zoneinfo.available_timezones():
        raise BadControlValue(f"{values.shown(value.get('zone'))} is no time zone: give one like Europe/Berlin.")
    slots = [_slot(slot, asked) for slot in value["slots"]]
    slots.sort(key=lambda slot: (slot["day"], slot["from"]))
    for before, after in itertools.pairwise(slots):
        if before["day"] == after["day"] and before["to"] > after["from"]:
            raise BadControlValue(f"Two slots of {DAYS[before['day']]} overlap at {after['from']}.")
    return {"default": _of_slot(value.get("default"), asked), "slots": slots, "zone": value["zone"]}


def _slot(slot: Any, asked: Asked) -> dict[str, Any]:
    if not isinstance(slot, dict) or set(slot) != {"day", "from", "to", "value"}:
        raise BadControlValue(f"{values.shown(slot)} is no slot: it has day, from, to and value.")
    day, start, end = slot["day"], slot["from"], slot["to"]
    if isinstance(day, bool) or not isinstance(day, int) or not 0 <= day <= 6:
        raise BadControlValue(f"{values.shown(day)} is no day: give 0 (Monday) to 6 (Sunday).")
    for time in (start, end):
        if not isinstance(time, str) or not TIME.fullmatch(time):
            raise BadControlValue(f"{values.shown(time)} is no time of day: give one like 06:30.")
    if start >= end:
        raise BadControlValue(f"A slot of {DAYS[day]} begins at {start} and ends at {end}: it must end later.")
    return {"day": day, "from": start, "to": end, "value": _of_slot(slot["value"], asked)}


def _of_slot(value: Any, asked: Asked) -> Any:
    match asked.options.get("values", "number"):
        case "boolean":
            return values.one_of(value, [True, False])
        case "text":
            return values.text(value, longest=100, lines=False)
        case _:
            number = values.number(value)
            values.in_range(
                number,
                values.first_number(asked.options.get("min"), 0),
                values.first_number(asked.options.get("max"), 100),
            )
            return number
