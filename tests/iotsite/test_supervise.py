"""What the launcher makes of the states that the supervisor tells."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from iotsite import supervise
from iotsite.processes import Place
from iotsite.supervise import Supervised

EDGE = "app:edge"


class Screen:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        self.lines.append(text.partition(";")[0])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(supervise, "ask_supervisor", lambda place, *question: calls.append(question))
    return calls


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[tuple[Any, ...]]) -> Any:
    """Sees the states of the edge one after the other, a second apart; answers what the launcher said."""
    screen = Screen()
    place = Place(tmp_path, 1, 2, 3)
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "edge.log").write_text("address already in use\n")
    supervised = Supervised(place, screen)  # type: ignore[arg-type]  # a screen for tests
    supervised.daemon = SimpleNamespace(poll=lambda: None)  # type: ignore[assignment]  # runs
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("iotsite.supervise.time.monotonic", lambda: clock.now)

    def see(*states: str, apart_s: float = 1.0) -> list[str]:
        screen.lines.clear()
        for state in states:
            clock.now += apart_s
            row = {"statename": state, "exitstatus": 1, "spawnerr": ""}
            monkeypatch.setattr(supervise, "process_infos", lambda place, row=row: {EDGE: row})
            supervised.watch()
        return list(screen.lines)

    return see


def test_a_process_that_is_slow_to_fail_is_shown_and_tried_again_after_a_pause(watched, asked):
    said = watched("STARTING", *["RUNNING", "STARTING"] * 4)
    assert said == ["edge ended (exit status 1)"] * 4 + ["edge (the MQTT door) ends again and again"]
    assert asked == [("stopProcess", EDGE, False)]
    asked.clear()

    assert watched("STOPPED", "STOPPED") == []
    assert watched("STOPPED", "STOPPED", "STOPPED", "STOPPED") == ["edge (the MQTT door) ends again and again"]
    assert asked == [("startProcess", EDGE, False)]
    assert watched("STARTING", "RUNNING") == ["edge runs again."]


def test_four_ends_in_an_hour_are_no_reason_to_pause(watched, asked):
    said = watched("STARTING", *["RUNNING", "STARTING"] * 4, apart_s=450)
    assert said == ["edge ended (exit status 1)"] * 4
    assert asked == []
