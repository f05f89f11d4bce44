"""When the REST Data block calls: asked to, by itself, and not more often than it may."""

from typing import Any

import pytest

from flows.block import Answer
from flows.blocks.outside.rest import block
from tests.flows.running import Bench

GOOD = Answer(True, {"status": 200, "values": {}, "errors": [], "body": {"a": 1}})


class RestBench(Bench):
    @property
    def asked(self) -> int:
        return sum(call[0] == "call" for call in self.world.calls)


def bench(*wired: str, **params: Any) -> RestBench:
    made = RestBench(block, **({"url": "https://a.example/#serial"} | params))
    made.wired = frozenset(wired)
    return made


def test_without_a_wire_on_request_it_calls_when_an_input_changes():
    rest = bench("serial")
    rest.send(0, serial="a")
    assert rest.world.calls[0][2]["values"] == {"serial": "a"}


def test_with_a_wire_on_request_only_that_calls():
    rest = bench("serial", "request")
    rest.send(0, serial="a")
    assert rest.asked == 0
    rest.send(1, request=True)
    assert rest.world.calls[0][2]["values"] == {"serial": "a"}


def test_without_any_wire_it_calls_when_it_begins():
    rest = bench(url="https://a.example/")
    rest.send(0)
    assert rest.asked == 1


def test_it_repeats_by_itself():
    rest = bench(url="https://a.example/", every_s=60)
    rest.send(0)
    for minute in range(1, 4):
        rest.answer(60 * minute - 50, GOOD)
        rest.wait(60 * minute)
    assert rest.asked == 4


def test_repetitions_that_were_missed_are_not_made_up_for():
    rest = bench(url="https://a.example/", every_s=60)
    rest.send(0)
    rest.answer(1, GOOD)
    rest.wait(3_600)
    assert rest.asked == 2
    assert rest.due_s == 3_660


@pytest.mark.parametrize(("overlap", "asked"), [("newest", 2), ("queue", 4), ("skip", 1)])
def test_what_comes_while_an_answer_is_awaited(overlap, asked):
    rest = bench("serial", overlap=overlap)
    for second in range(4):
        rest.send(second, serial=f"s{second}")
    rest.answer(10, GOOD)
    assert rest.asked == asked
    assert rest.world.calls[-1][2]["values"]["serial"] == ("s0" if overlap == "skip" else "s3")


def test_a_queue_of_unanswered_calls_has_an_end():
    rest = bench("serial", overlap="queue")
    for second in range(103):
        rest.send(second, serial=str(second))
    assert rest.asked == 100
    assert rest.world.calls[-1][0] == "complain"


def test_it_does_not_call_more_often_than_it_may_and_then_with_the_newest():
    rest = bench("serial", min_interval_s=10)
    rest.send(100, serial="a")
    rest.answer(101, GOOD)
    rest.send(102, serial="b")
    rest.send(103, serial="c")
    assert rest.asked == 1
    rest.wait(110)
    assert rest.asked == 2
    assert rest.world.calls[-1][2]["values"] == {"serial": "c"}


def test_an_answer_that_never_comes_is_given_up():
    rest = bench("serial")
    rest.send(0, serial="a")
    rest.send(3_000, serial="b")
    assert rest.asked == 1
    rest.send(4_000, serial="c")
    assert rest.asked == 2


def test_an_answer_is_sent_to_its_ports():
    rest = bench("serial", with_headers=True, outputs=[{"name": "t", "path": "$.t"}])
    rest.send(0, serial="a")
    value = {"status": 200, "values": {"t": 1.5}, "errors": [], "body": [1], "headers": {"etag": "x"}}
    sent = rest.answer(1, Answer(True, value))
    assert sent == {"t": 1.5, "body": [1], "status": 200.0, "headers": {"etag": "x"}}


def test_a_call_that_failed_for_good_sends_only_its_error():
    rest = bench("serial")
    rest.send(0, serial="a")
    assert rest.answer(1, Answer(False, None, "a.example cannot be reached.")) == {"error": "a.example cannot be reached."}
    assert rest.world.calls[-1] == ("complain", "a.example cannot be reached.")
