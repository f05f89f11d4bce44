"""The alarm state machine: pure functions of a state and what happened.

An alarm is one occurrence and never re-opens. Two facts make its state, whether the condition still holds and whether
a person took notice; the rule's policy decides when it leaves the current list.

                raise                ack
    (nothing) ---------> active, unacked ---------> active, acked
                             | clear                    | clear
                             v                          v
                         cleared, unacked ---------> cleared, acked
                                             ack
"""

import enum
import functools
from dataclasses import dataclass, replace


class Severity(enum.IntEnum):
    """How bad it is; a higher number is worse."""

    WARNING = 1
    MINOR = 2
    MAJOR = 3
    CRITICAL = 4


class Policy(enum.StrEnum):
    """When an alarm leaves the current list."""

    SEED = "seed"  # when somebody acknowledged it or its condition went away
    ISA = "isa"  # when both have happened
    LATCHED = "latched"  # when both have happened and somebody reset it


@dataclass(frozen=True, slots=True)
class State:
    is_active: bool
    is_acked: bool
    is_reset: bool
    is_open: bool

    @property
    def name(self) -> str:
        return f"{'active' if self.is_active else 'cleared'}_{'acked' if self.is_acked else 'unacked'}"


class NotPossible(Exception):
    """The diagram has no such arrow."""


RAISED = State(is_active=True, is_acked=False, is_reset=False, is_open=True)


@functools.cache
def clear(state: State, policy: Policy) -> State:
    """The condition went away."""
    if not state.is_active:
        raise NotPossible("It is cleared already.")
    return _settled(replace(state, is_active=False), policy)


def acknowledge(state: State, policy: Policy) -> State:
    """A person took notice. Also an alarm that left the list can be acknowledged: the journal gains a comment."""
    if state.is_acked:
        raise NotPossible("It is acknowledged already.")
    return _settled(replace(state, is_acked=True), policy)


def reset(state: State, policy: Policy) -> State:
    """A latched alarm is let go; its condition must be gone."""
    if policy != Policy.LATCHED or state.is_active or state.is_reset:
        raise NotPossible("Only a latched alarm whose condition is gone can be reset, and only once.")
    return _settled(replace(state, is_reset=True), policy)


def worsen(state: State) -> State:
    """The severity rose. Who acknowledged the lesser alarm has not seen this one, while it is still listed."""
    return replace(state, is_acked=False) if state.is_open else state


def _settled(state: State, policy: Policy) -> State:
    match policy:
        case Policy.SEED:
            has_ended = state.is_acked or not state.is_active
        case Policy.ISA:
            has_ended = state.is_acked and not state.is_active
        case Policy.LATCHED:
            has_ended = state.is_acked and not state.is_active and state.is_reset
    # Once off the list it stays off.
    return replace(state, is_open=state.is_open and not has_ended)
