"""A German reads what a cron expression means; what we cannot say better stays an expression."""

import pytest

from flows.toolbox.cron_words import german

WORDS = {
    "* * * * *": "Jede Minute",
    "*/5 * * * *": "Alle 5 Minuten",
    "*/7 * * * *": "Ab jeder vollen Stunde alle 7 Minuten",
    "*/10 * * * * *": "Alle 10 Sekunden",
    "0 * * * *": "Zu jeder vollen Stunde",
    "0,30 * * * *": "Jede Stunde zu Minute 0 und 30",
    "0 */2 * * *": "Alle 2 Stunden",
    "15 */5 * * *": "Ab Mitternacht alle 5 Stunden zu Minute 15",
    "30 8-17/2 * * *": "Alle 2 Stunden von 08:30 bis 16:30 Uhr",
    "*/10 8-17 * * 1-5": "Alle 10 Minuten von 08:00 bis 17:59 Uhr, von Montag bis Freitag",
    "0 6,18 * * *": "Um 06:00 und 18:00 Uhr, täglich",
    "30 0 6 * * *": "Um 06:00:30 Uhr, täglich",
    "0 6 * JAN,JUL MON-FRI": "Um 06:00 Uhr, von Montag bis Freitag im Januar und Juli",
    "0 9 * * 1,3,7": "Um 09:00 Uhr, montags, mittwochs und sonntags",
    "0 9 * * 5L": "Um 09:00 Uhr, am letzten Freitag des Monats",
    "0 9 * * 2#2": "Um 09:00 Uhr, am 2. Dienstag des Monats",
    "0 0 1 */3 *": "Um 00:00 Uhr, am 1. im Januar, April, Juli und Oktober",
    "0 0 1-7 6 *": "Um 00:00 Uhr, vom 1. bis 7. Juni",
    "0 0 24 12 *": "Um 00:00 Uhr, am 24. Dezember",
    "0 0 L * *": "Um 00:00 Uhr, am letzten Tag des Monats",
    "0 9 LW * *": "Um 09:00 Uhr, am letzten Werktag des Monats",
    "0 9 * 3-10 *": "Um 09:00 Uhr, von März bis Oktober",
}


@pytest.mark.parametrize("expression", WORDS)
def test_what_people_usually_write_is_said_in_german(expression: str) -> None:
    assert german(expression) == WORDS[expression]


@pytest.mark.parametrize("expression", ["1-5 6 * * *", "5,10,15,20 8,9,10 * * *", "0 0 */2 * *", "0 0 1 * 1", "*/3 5 6 * * *"])
def test_what_would_not_be_understood_faster_is_left_as_it_is(expression: str) -> None:
    assert german(expression) is None
