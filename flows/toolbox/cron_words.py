"""What a cron expression means, in words. English is cronsim's own; German is ours, for all that people usually write."""

import datetime as dt
from collections.abc import Iterable
from itertools import product
from typing import Final

from cronsim import CronSim
from cronsim.explain import Expression, Field, Sequence

MOST_TIMES: Final = 6
LAST, LAST_WORKDAY = -1, -2
_DAYS: Final = ("Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS: Final = (
    "",
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def english(expression: str) -> str:
    return CronSim(expression, dt.datetime(2000, 1, 1, tzinfo=dt.UTC)).explain()


def german(expression: str) -> str | None:
    """“Um 06:00 Uhr, von Montag bis Freitag”; None for what would not be understood faster than the expression itself."""
    parsed = Expression(expression.upper().split())
    time = _time(parsed)
    day = _day(parsed)
    month = _month(parsed.month, day)
    if time is None or day is None or month is None:
        return None
    if not day and not month and time.startswith("um "):
        day = "täglich"
    text = ", ".join(part for part in (time, " ".join(part for part in (day, month) if part)) if part)
    return text[0].upper() + text[1:]


def _time(cron: Expression) -> str | None:
    second, minute, hour = cron.second, cron.minute, cron.hour
    if second.all_singles and minute.all_singles and hour.all_singles:
        return _at_times(second.singles(), minute.singles(), hour.singles())
    if not second.zero:
        every = _every(second, "Sekunde", "Sekunden")
        return every if minute.star and hour.star else None
    every = _every(minute, "Minute", "Minuten")
    within = _only(hour)
    if hour.star:
        if minute.zero:
            return "zu jeder vollen Stunde"
        return every or (f"jede Stunde zu Minute {_joined(map(str, minute.singles()))}" if minute.all_singles else None)
    if within is None:
        return None
    if every and within.start is not None and within.stop is not None and within.step == 1:
        return f"{every} von {within.start:02}:00 bis {within.stop:02}:59 Uhr"
    if minute.single_value is None:
        return None
    return _hourly(within, minute.single_value)


def _at_times(seconds: list[int], minutes: list[int], hours: list[int]) -> str | None:
    times = sorted(dt.time(*one) for one in product(hours, minutes, seconds))
    if len(times) > MOST_TIMES:
        return None
    return f"um {_joined(time.strftime('%H:%M:%S' if time.second else '%H:%M') for time in times)} Uhr"


def _hourly(hours: Sequence, minute: int) -> str:
    start = "ab Mitternacht " if hours.start is None and 24 % hours.step else ""
    often = "jede Stunde" if hours.step == 1 else f"{start}alle {hours.step} Stunden"
    if hours.start is not None and hours.stop is not None:
        last = hours.stop - (hours.stop - hours.start) % hours.step
        return f"{often} von {hours.start:02}:{minute:02} bis {last:02}:{minute:02} Uhr"
    return f"{often} zu Minute {minute}" if minute else often


def _every(field: Field, one: str, several: str) -> str | None:
    only = _only(field)
    if only is None or only.start is not None:
        return None
    # Cron begins anew with each hour.
    start = "ab jeder vollen Stunde " if 60 % only.step and field.name == "minute" else ""
    return f"jede {one}" if only.step == 1 else f"{start}alle {only.step} {several}"


def _only(field: Field) -> Sequence | None:
    return field.parsed[0] if len(field.parsed) == 1 else None


def _day(cron: Expression) -> str | None:
    """Of the month or of the week; empty for every day. Who lays down both has cron choose whether one or both must fit."""
    if cron.day.star:
        return "" if cron.dow.star else _weekdays(cron.dow)
    return _days(cron.day) if cron.dow.star else None


def _days(field: Field) -> str | None:
    only = _only(field)
    if only and only.start == LAST:
        return "am letzten Tag"
    if only and only.start == LAST_WORKDAY:
        return "am letzten Werktag"
    if field.all_singles and min(field.singles()) > 0:
        return f"am {_joined(f'{day}.' for day in field.singles())}"
    if only and only.start is not None and only.stop is not None and only.step == 1:
        return f"vom {only.start}. bis {only.stop}."
    return None


def _weekdays(field: Field) -> str | None:
    only = _only(field)
    if only and only.nth is not None and only.start is not None:
        return f"am {'letzten' if only.nth == LAST else f'{only.nth}.'} {_DAYS[only.start]}"
    if any(part.nth is not None or part.step != 1 for part in field.parsed):
        return None
    return _joined(
        f"{_DAYS[part.start].lower()}s" if part.start == part.stop else f"von {_DAYS[part.start]} bis {_DAYS[part.stop]}"
        for part in field.parsed
        if part.start is not None and part.stop is not None
    )


def _month(field: Field, day: str | None) -> str | None:
    is_of_month = day is not None and day.startswith(("am ", "vom "))
    if field.star:
        return "des Monats" if is_of_month else ""
    only = _only(field)
    if only and only.start is not None and only.start == only.stop and str(day).endswith(".") and " und " not in str(day):
        return _MONTHS[only.start]  # “am 24.” “Dezember”
    if only and only.start is not None and only.start != only.stop and only.step == 1:
        return f"von {_MONTHS[only.start]} bis {_MONTHS[only.stop or 12]}"
    if only and only.start is None:
        return f"im {_joined(_MONTHS[month] for month in range(1, 13, only.step))}"
    return f"im {_joined(_MONTHS[month] for month in field.singles())}" if field.all_singles else None


def _joined(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} und {last}" if first else last
