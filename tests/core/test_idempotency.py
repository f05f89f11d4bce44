"""A POST that is sent again with the same `Idempotency-Key` does nothing twice."""

import json
import threading
import time
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from redis.exceptions import RedisError

from core import idempotency
from core.redis import client
from devices.models import Device
from tests import factories


def create(browser: Client, name: str, key: str | None = "key-1", **headers: str) -> Any:
    if key is not None:
        headers[idempotency.HEADER] = key
    return browser.post("/api/devices", {"name": name}, content_type="application/json", headers=headers)


@pytest.fixture
def browser(engineer):
    return factories.client(engineer)


def test_the_same_call_again_gets_the_first_answer_and_creates_nothing(browser, organization):
    first, second = create(browser, "pump 7"), create(browser, "pump 7")

    assert first.status_code == second.status_code
    assert first.json() == second.json()
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert idempotency.REPLAYED not in first.headers
    assert second.headers[idempotency.REPLAYED] == "true"
    assert Device.objects.filter(organization=organization, name="pump 7").count() == 1


def test_without_a_key_each_call_counts(browser):
    assert create(browser, "pump 7", None).status_code < 300
    assert create(browser, "pump 7", None).status_code in (400, 409)


def test_the_same_key_for_something_else_is_refused(browser, organization):
    create(browser, "pump 7")
    answer = create(browser, "pump 8")

    assert answer.status_code == 422
    assert "key-1" in answer.json()["error"]["message"]
    assert answer.json()["error"]["code"] == "idempotency_key_reused"
    assert not Device.objects.filter(name="pump 8").exists()


def test_a_refused_call_may_be_mended_and_sent_with_the_same_key(browser):
    assert create(browser, "with/slash").status_code == 400
    assert create(browser, "without slash").status_code < 300


def test_other_people_have_keys_of_their_own(browser, organization, stranger):
    create(browser, "pump 7")
    answer = create(factories.client(stranger), "pump 7")

    assert answer.status_code < 300
    assert idempotency.REPLAYED not in answer.headers


def test_whoever_lost_the_right_to_ask_gets_no_answer_again(browser, engineer):
    create(browser, "pump 7")
    engineer.is_active = False
    engineer.save()

    assert create(browser, "pump 7").status_code == 401


def test_an_answer_in_redis_cannot_be_read_there(browser, organization):
    create(browser, "pump 7", "key-1")

    kept: list[Any] = [client().get(name) for name in client().scan_iter("idempotency:*") if client().type(name) == b"string"]
    assert len(kept) == 1
    assert b"pump 7" not in kept[0]
    assert not list(client().scan_iter("*key-1*"))


def test_it_is_kept_for_a_day(browser):
    create(browser, "pump 7")

    lives = [client().ttl(name) for name in client().scan_iter("idempotency:*")]
    assert len(lives) == 2
    assert all(86_300 < life <= 86_400 for life in lives)


def test_a_caller_has_a_bounded_number_of_keys(browser, monkeypatch):
    monkeypatch.setattr(idempotency, "KEYS_PER_CALLER", 2)
    for number in range(4):
        create(browser, f"pump {number}", f"key-{number}")

    kept = [name for name in client().scan_iter("idempotency:*") if client().type(name) == b"string"]
    assert len(kept) == 2
    assert create(browser, "pump 3", "key-3").headers[idempotency.REPLAYED] == "true"


@pytest.mark.parametrize("key", ["x" * 201, "a\x07b"])
def test_a_key_that_is_none_is_refused(browser, key):
    answer = create(browser, "pump 7", key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["error"]["message"]


def test_without_redis_nothing_is_promised(browser, organization, monkeypatch):
    class Gone:
        def set(self, *_: object, **__: object) -> None:
            raise RedisError

    monkeypatch.setattr(idempotency, "client", Gone)
    monkeypatch.setattr(idempotency, "_give_back", lambda request: None)
    assert create(browser, "pump 7").status_code == 503
    assert not Device.objects.filter(name="pump 7").exists()


# --- the middleware by itself


def call(view, *, body: object = None, key: str = "key-1") -> HttpResponse:
    request = RequestFactory().post("/x", json.dumps(body), content_type="application/json", headers={idempotency.HEADER: key})

    def serve(request: HttpRequest) -> HttpResponse:
        return idempotency.once(view)(request)

    return idempotency.Settling(serve)(request)


def test_a_failure_is_not_kept(monkeypatch):
    answers = iter([HttpResponse(status=503), HttpResponse("made", status=201)])

    assert [call(lambda request: next(answers)).status_code for _ in range(2)] == [503, 201]
    assert call(lambda request: next(answers)).content == b"made"


def test_a_call_that_broke_down_is_not_kept():
    def breaks(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        call(breaks)
    assert call(lambda request: HttpResponse("made")).content == b"made"


@pytest.mark.parametrize(
    "long", [lambda: HttpResponse(b"x" * (idempotency.ANSWER_BYTES + 1)), lambda: StreamingHttpResponse(iter([b"x"]))]
)
def test_an_answer_too_long_to_keep_is_not_made_twice(long):
    call(lambda request: long())
    with pytest.raises(idempotency.StillRunning, match="too long to keep"):
        call(lambda request: long())


def test_of_two_at_the_same_moment_one_waits_for_the_other():
    made: list[int] = []
    answers: list[bytes] = []

    def slow(request: HttpRequest) -> HttpResponse:
        made.append(1)
        time.sleep(0.3)
        return HttpResponse(f"made {len(made)}")

    threads = [threading.Thread(target=lambda: answers.append(call(slow).content)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [1]
    assert answers == [b"made 1"] * 5


def test_one_that_takes_too_long_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT_S", 0.1)
    entered, leave = threading.Event(), threading.Event()

    def slow(request: HttpRequest) -> HttpResponse:
        entered.set()
        leave.wait(5)
        return HttpResponse("made")

    thread = threading.Thread(target=lambda: call(slow))
    thread.start()
    entered.wait(5)
    try:
        with pytest.raises(idempotency.StillRunning) as refused:
            call(slow)
    finally:
        leave.set()
        thread.join()
    assert refused.value.status == 409
