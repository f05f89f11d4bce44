"""Blocks that ask for something which takes a while, again and again: one question at a time, not too often."""

from flows.block import Answer, State
from flows.toolbox.windows import SECOND

FORGOTTEN_US = 15 * 60 * SECOND  # an answer that has not come by then never will


class Asking(State):
    """When it was asked, and for which samples: what the answer has to be put to."""

    asked_at: int | None = None
    is_waiting: bool = False
    begin: int = 0
    step: int = 0
    count: int = 0


def may_ask(state: Asking, at: int, every_s: float) -> bool:
    if state.asked_at is None:
        return True
    if state.is_waiting and at - state.asked_at < FORGOTTEN_US:
        return False
    return at - state.asked_at >= round(every_s * SECOND)


def value_of(answer: Answer) -> dict[str, object]:
    """What came of it; a ValueError with the sentence when nothing did."""
    if not answer.ok:
        raise ValueError(answer.error or "The analysis could not be done.")
    assert isinstance(answer.value, dict)
    return answer.value
