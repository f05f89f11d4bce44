"""The state machine against the diagram, over random orders of events."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alarms import states
from alarms.states import RAISED, NotPossible, Policy, State


def test_a_raised_alarm_is_active_and_unacknowledged():
    assert State(is_active=True, is_acked=False, is_reset=False, is_open=True) == RAISED
    assert RAISED.name == "active_unacked"


def test_seed_leaves_the_list_when_acknowledged_and_stays_active():
    state = states.acknowledge(RAISED, Policy.SEED)
    assert (state.name, state.is_open) == ("active_acked", False)


def test_seed_leaves_the_list_when_cleared():
    state = states.clear(RAISED, Policy.SEED)
    assert (state.name, state.is_open) == ("cleared_unacked", False)


def test_isa_stays_listed_until_both_have_happened():
    cleared = states.clear(RAISED, Policy.ISA)
    assert (cleared.name, cleared.is_open) == ("cleared_unacked", True)
    assert states.acknowledge(cleared, Policy.ISA).is_open is False


def test_latched_also_waits_for_a_reset():
    state = states.acknowledge(states.clear(RAISED, Policy.LATCHED), Policy.LATCHED)
    assert state.is_open is True
    assert states.reset(state, Policy.LATCHED).is_open is False


@pytest.mark.parametrize("policy", [Policy.SEED, Policy.ISA])
def test_only_a_latched_alarm_can_be_reset(policy):
    with pytest.raises(NotPossible):
        states.reset(states.clear(RAISED, policy), policy)


def test_an_active_latched_alarm_cannot_be_reset():
    with pytest.raises(NotPossible):
        states.reset(RAISED, Policy.LATCHED)


def test_a_higher_severity_asks_again_while_listed():
    assert states.worsen(states.acknowledge(RAISED, Policy.ISA)) == RAISED


def test_a_higher_severity_leaves_the_history_alone():
    closed = states.acknowledge(RAISED, Policy.SEED)
    assert states.worsen(closed) == closed


# The diagram of the specification as a table: A normal, B active/unacked, C active/acked, D cleared/unacked.
DIAGRAM = {("B", "ack"): "C", ("B", "clear"): "D", ("C", "clear"): "A", ("D", "ack"): "A"}
LETTER = {"active_unacked": "B", "active_acked": "C", "cleared_unacked": "D", "cleared_acked": "A"}


@dataclass
class Occurrence:
    """One alarm: ours, and where the diagram has it."""

    state: State = RAISED
    letter: str = "B"
    was_closed: bool = field(default=False)


class AgainstTheDiagram(RuleBasedStateMachine):
    """One rule on one device, any policy, anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.policy = Policy.SEED
        self.occurrences: list[Occurrence] = []

    @property
    def active(self) -> list[Occurrence]:
        return [one for one in self.occurrences if one.state.is_active]

    @precondition(lambda self: not self.occurrences)
    @rule(policy=st.sampled_from(Policy))
    def choose_policy(self, policy: Policy) -> None:
        self.policy = policy

    @precondition(lambda self: not self.active)
    @rule()
    def raise_(self) -> None:
        self.occurrences.append(Occurrence())

    def _step(self, occurrence: Occurrence, event: str) -> None:
        verbs: dict[str, Callable[[State, Policy], State]] = {"ack": states.acknowledge, "clear": states.clear}
        verb = verbs[event]
        expected = DIAGRAM.get((occurrence.letter, event))
        if expected is None:
            with pytest.raises(NotPossible):
                verb(occurrence.state, self.policy)
        else:
            occurrence.state, occurrence.letter = verb(occurrence.state, self.policy), expected

    @precondition(lambda self: self.occurrences)
    @rule(which=st.integers(0, 50), event=st.sampled_from(["ack", "clear"]))
    def step(self, which: int, event: str) -> None:
        self._step(self.occurrences[which % len(self.occurrences)], event)

    @precondition(lambda self: self.occurrences)
    @rule(which=st.integers(0, 50))
    def reset(self, which: int) -> None:
        occurrence = self.occurrences[which % len(self.occurrences)]
        if self.policy == Policy.LATCHED and not occurrence.state.is_active and not occurrence.state.is_reset:
            occurrence.state = states.reset(occurrence.state, self.policy)
        else:
            with pytest.raises(NotPossible):
                states.reset(occurrence.state, self.policy)

    @precondition(lambda self: self.occurrences)
    @rule(which=st.integers(0, 50))
    def worsen(self, which: int) -> None:
        occurrence = self.occurrences[which % len(self.occurrences)]
        if occurrence.state.is_open:
            occurrence.letter = {"C": "B", "A": "D"}.get(occurrence.letter, occurrence.letter)
        occurrence.state = states.worsen(occurrence.state)

    @invariant()
    def is_where_the_diagram_says(self) -> None:
        for occurrence in self.occurrences:
            assert LETTER[occurrence.state.name] == occurrence.letter

    @invariant()
    def is_listed_as_the_policy_says(self) -> None:
        for one in self.occurrences:
            assert not (one.was_closed and one.state.is_open), "an alarm never re-opens"
            one.was_closed = not one.state.is_open
            if one.was_closed:
                match self.policy:
                    case Policy.SEED:
                        assert one.letter != "B"
                    case Policy.ISA:
                        assert one.letter == "A"
                    case Policy.LATCHED:
                        assert one.letter == "A"
                        assert one.state.is_reset
            else:
                assert self.policy != Policy.SEED or one.letter == "B"
                assert self.policy != Policy.ISA or one.letter != "A"

    @invariant()
    def has_at_most_one_active(self) -> None:
        assert len(self.active) <= 1


TestAgainstTheDiagram = AgainstTheDiagram.TestCase
