"""Days as people read them, in the language of whoever asks just now.

Their names stand here and not in the message files: “May” or “March” in a sentence may be somebody's name.
"""

import datetime as dt
from typing import Final

from core import languages

_DAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
}
_MONTHS: Final = {
    "en": "January, February, March, April, May, June, July, August, September, October, November, December",
    "de": "Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember",
}


def weekday(day: int) -> str:
    """“Mon”; 0 is Monday."""
    return _DAYS[languages.current()][day]


def short(date: dt.date) -> str:
    """“3 Feb”."""
    return _written(date, letters=3)


def moment(at: dt.datetime) -> str:
    """“3 February 2026, 14:05”, by its own clock."""
    return f"{_written(at)} {at.year}, {at:%H:%M}"


def _written(date: dt.date, letters: int | None = None) -> str:
    language = languages.current()
    return f"{date.day}{'.' if language == 'de' else ''} {_MONTHS[language].split(', ')[date.month - 1][:letters]}"
