"""Samples over HTTP, with the rights of whoever asks."""

import datetime as dt
import json
from typing import Any

import numpy as np
import pytest
from django.test import Client

from devices.models import Credential
from telemetry.store import Samples
from tests import factories

T0 = 1_700_000_000_000_000 // 86_400_000_000 * 86_400_000_000
MS = T0 // 1000
SECOND = 1_000_000
pytestmark = pytest.mark.django_db


@pytest.fixture
def device(organization: Any) -> Any:
    return factories.device(organization, "boiler")


@pytest.fixture
def metric(device: Any, readings: Any) -> Any:
    """A minute of one value a second: 0.0, 1.0 … 59.0."""
    made = factories.metric(device, "temperature")
    readings.append(Samples.of([made.id] * 60, [T0 + n * SECOND for n in range(60)], [float(n) for n in range(60)]))
    return made


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"/api/{path}", {name.rstrip("_"): value for name, value in query.items()})
    return response.status_code, response.json()


def error(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    return status, body["error"]["message"]


# --- bringing samples


def post(device_id: int, token: str, body: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(enforce_csrf_checks=True).post(
        f"/api/devices/{device_id}/samples", data, content_type="application/json", headers=headers
    )


def test_a_device_brings_samples_with_its_token(device, log_entries):
    response = post(device.id, factories.token(device), {"a": 1, "b": None, "time": MS})
    assert response.status_code == 200
    assert response.json() == {"accepted": 1, "refused": [{"path": "", "reason": "b: null is no value: leave the metric out."}]}
    assert len(log_entries(device.id)) == 2


@pytest.mark.parametrize("token", ["", "sluice_wrong"])
def test_without_a_valid_token_nothing_is_taken(device, log_entries, token):
    assert post(device.id, token, {"a": 1}).status_code == 401
    assert log_entries(device.id) == []


def test_the_use_of_a_token_is_noted_at_most_once_a_minute(device):
    token = factories.token(device)
    post(device.id, token, {"a": 1})
    first = Credential.objects.get().last_used_at
    assert first is not None
    post(device.id, token, {"a": 2})
    assert Credential.objects.get().last_used_at == first
    Credential.objects.update(last_used_at=first - dt.timedelta(seconds=61))
    post(device.id, token, {"a": 3})
    second = Credential.objects.get().last_used_at
    assert second is not None
    assert second > first


def test_a_revoked_token_opens_nothing(device, log_entries):
    from devices.services import issue_token, revoke_credential

    credential, token = issue_token(device)
    revoke_credential(credential)
    assert post(device.id, token, {"a": 1}).status_code == 401
    assert log_entries(device.id) == []


def test_a_token_speaks_for_its_own_device_only_unless_it_is_a_gateways(organization, other_organization, device, log_entries):
    plain, gateway = factories.device(organization), factories.device(organization, is_gateway=True)
    foreign = factories.device(other_organization, is_gateway=True)
    for other in (plain, foreign):
        assert post(device.id, factories.token(other), {"a": 1}).status_code == 404
    assert log_entries(device.id) == []
    assert post(device.id, factories.token(gateway), {"a": 1}).status_code == 200
    assert len(log_entries(device.id)) == 1


def test_a_session_brings_no_samples(device, engineer):
    assert (
        factories.client(engineer).post(f"/api/devices/{device.id}/samples", {}, content_type="application/json").status_code
        == 401
    )


def test_bad_json_is_an_answer_in_words(device):
    response = post(device.id, factories.token(device), b"{oops")
    assert response.json()["accepted"] == 0
    assert "“{oops” is no JSON" in response.json()["refused"][0]["reason"]


def test_a_full_log_answers_503_and_takes_nothing(device, log_entries, settings, monkeypatch):
    from core.redis import client
    from telemetry import log

    monkeypatch.setattr(log, "_gate", log.Gate())
    monkeypatch.setattr(log, "_gate_read_at", 0.0)
    settings.LOG_BOUND_BYTES = 10
    client().set(log.in_key(log.partition_of(device.id)), 11)
    response = post(device.id, factories.token(device), {"a": 1})
    assert (response.status_code, response.json()["error"]["code"]) == (503, "log_full")
    assert log_entries(device.id) == []


# --- reading


def test_latest_values_by_id_and_null_where_there_is_none(metric, device, viewer):
    empty = factories.metric(device, "empty")
    assert get(factories.client(viewer), "samples/latest", metric=[metric.id, empty.id]) == (
        200,
        {"values": {str(metric.id): {"ts": MS + 59_000.0, "value": 59.0, "quality": 0}, str(empty.id): None}},
    )


def test_raw_samples_page_by_page_in_both_directions(metric, viewer):
    browser = factories.client(viewer)
    for order, first, expected in (("asc", 0.0, list(range(60))), ("desc", 59.0, list(range(60))[::-1])):
        values: list[float] = []
        cursor: str | None = ""
        while cursor is not None:
            status, page = get(
                browser,
                f"metrics/{metric.id}/samples",
                from_=MS,
                to=MS + 60_000,
                limit=25,
                order=order,
                **({"cursor": cursor} if cursor else {}),
            )
            assert status == 200
            values += page["value"]
            cursor = page["next_cursor"]
        assert values[0] == first
        assert values == expected


def test_rows_of_several_metrics_side_by_side_page_by_page_lose_and_double_nothing(metric, device, readings, viewer):
    """One metric each second, one each third second and half a second later now and then."""
    other = factories.metric(device, "pressure")
    times = [*range(0, 60, 3), 10.5]
    readings.append(Samples.of([other.id] * 21, [T0 + round(n * SECOND) for n in times], [n * 10.0 for n in times]))
    client = factories.client(viewer)
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    sizes = []
    while True:
        status, page = get(client, "samples/rows", metric=[metric.id, other.id], from_=MS, to=MS + 60_000, limit=25, **cursor)
        assert status == 200
        sizes.append(len(page["ts"]))
        seen += zip(page["ts"], page["values"], strict=True)
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert sizes == [25, 25, 11]
    assert [at - MS for at, _ in seen] == sorted([*(n * 1000 for n in range(60)), 10_500], reverse=True)
    told = {at - MS: values for at, values in seen}
    assert [told[at] for at in (0, 1000, 3000, 10_500)] == [[0, 0], [1, None], [3, 30], [None, 105]]


def test_a_page_of_rows_ends_where_the_range_does(metric, viewer):
    client = factories.client(viewer)
    asked = {"metric": metric.id, "from_": MS + 57_000, "to": MS + 60_000, "limit": 3}
    _, page = get(client, "samples/rows", **asked)
    assert (page["ts"], page["values"]) == ([MS + 59_000, MS + 58_000, MS + 57_000], [[59], [58], [57]])
    _, page = get(client, "samples/rows", **asked, cursor=str((MS + 57_000) * 1000))
    assert page == {"ts": [], "values": [], "next_cursor": None}
    assert error(get(client, "samples/rows", **asked, cursor="x")) == (
        400,
        "“x” is no cursor: use next_cursor of the page before, or none.",
    )


def test_buckets_with_the_functions_that_were_asked_for(metric, viewer):
    status, body = get(
        factories.client(viewer),
        "samples/buckets",
        metric=metric.id,
        from_=MS,
        to=MS + 60_000,
        width_s=30,
        fn="avg,min,max,count,sum,first,last",
    )
    assert status == 200
    assert body == {
        "width_s": 30,
        "series": [
            {
                "metric": metric.id,
                "ts": [MS, MS + 30_000],
                "avg": [14.5, 44.5],
                "min": [0.0, 30.0],
                "max": [29.0, 59.0],
                "count": [30, 30],
                "sum": [435.0, 1335.0],
                "first": [0.0, 30.0],
                "last": [29.0, 59.0],
            }
        ],
    }


@pytest.mark.parametrize(
    ("fill", "values"),
    [
        ("none", [9.5, 59.5 - 5]),
        ("previous", [9.5, 9.5, 9.5, 9.5, 9.5, 54.5]),
        ("linear", [9.5, 18.5, 27.5, 36.5, 45.5, 54.5]),
        ("zero", [9.5, 0, 0, 0, 0, 54.5]),
    ],
)
def test_empty_buckets_are_left_out_or_filled(device, readings, viewer, fill, values):
    made = factories.metric(device, "gaps")
    readings.append(Samples.of([made.id] * 2, [T0 + 5 * SECOND, T0 + 55 * SECOND], [9.5, 54.5]))
    _, body = get(
        factories.client(viewer), "samples/buckets", metric=made.id, from_=MS, to=MS + 60_000, width_s=10, fn="avg", fill=fill
    )
    assert body["series"][0]["avg"] == values
    assert len(body["series"][0]["ts"]) == len(values)


def test_a_chart_gets_every_sample_when_there_are_few(metric, viewer):
    _, body = get(factories.client(viewer), "samples/series", metric=metric.id, from_=MS, to=MS + 60_000, points=100)
    assert body["series"] == [
        {"metric": metric.id, "ts": [MS + n * 1000 for n in range(60)], "value": [float(n) for n in range(60)], "reduced": False}
    ]


def test_a_chart_of_many_samples_keeps_every_extreme(device, readings, viewer):
    made = factories.metric(device, "noisy")
    values = np.sin(np.arange(5000.0))
    values[1234], values[4321] = 50.0, -50.0
    readings.append(Samples.of([made.id] * 5000, [T0 + n * SECOND for n in range(5000)], values.tolist()))
    _, body = get(factories.client(viewer), "samples/series", metric=made.id, from_=MS, to=MS + 5_000_000, points=300)
    found = body["series"][0]
    assert found["reduced"] is True
    assert 150 <= len(found["ts"]) <= 300
    assert found["ts"] == sorted(found["ts"])
    pairs = dict(zip(found["ts"], found["value"], strict=True))
    assert pairs[MS + 1234_000] == 50.0
    assert pairs[MS + 4321_000] == -50.0


def test_a_chart_of_very_many_samples_comes_from_rollups_with_its_extremes(device, readings, viewer):
    made = factories.metric(device, "month")
    count = 40_000
    values = np.zeros(count)
    values[30_000] = 7.0
    readings.append(Samples.of([made.id] * count, [T0 + n * 60 * SECOND for n in range(count)], values.tolist()))
    while not readings.maintain(5).is_done:
        pass
    _, body = get(factories.client(viewer), "samples/series", metric=made.id, from_=MS, to=MS + count * 60_000, points=500)
    found = body["series"][0]
    assert found["reduced"] is True
    assert len(found["ts"]) <= 500
    assert found["ts"] == sorted(found["ts"])
    assert max(found["value"]) == 7.0


def test_texts_and_json_come_as_they_are(device, readings, viewer):
    made = factories.metric(device, "state", data_type="string")
    readings.append(
        Samples.of([made.id] * 3, [T0, T0 + 1, T0 + 2], ["idle", {"a": 1}, b"\x00"], data_types=["string", "json", "binary"])
    )
    browser = factories.client(viewer)
    assert get(browser, f"metrics/{made.id}/samples", from_=MS, to=MS + 1)[1]["value"] == ["idle", {"a": 1}, "AA=="]
    assert get(browser, "samples/series", metric=made.id, from_=MS, to=MS + 1, points=2)[1]["series"][0] == {
        "metric": made.id,
        "ts": [MS + 0.001, MS + 0.002],
        "value": [{"a": 1}, "AA=="],
        "reduced": True,
    }


def test_moments_may_be_relative_or_iso(device, readings, viewer):
    from core.clock import now_us

    made = factories.metric(device, "now")
    readings.append(Samples.of([made.id] * 2, [now_us() - 7200 * SECOND, now_us() - 60 * SECOND], [1.0, 2.0]))
    browser = factories.client(viewer)
    assert get(browser, f"metrics/{made.id}/samples")[1]["value"] == [2.0]
    assert get(browser, f"metrics/{made.id}/samples", from_="now-3h", to="now-30m")[1]["value"] == [1.0]
    assert get(browser, f"metrics/{made.id}/samples", from_="2020-01-01", to="2049-01-01T00:00:00Z")[1]["value"] == [1.0, 2.0]


PATHS = [
    "samples/latest?metric={}",
    "metrics/{}/samples",
    "samples/buckets?metric={}&width_s=60",
    "samples/series?metric={}",
    "samples/rows?metric={}",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_gets_the_same_answer_as_for_a_metric_that_does_not_exist(metric, stranger, viewer, path):
    answers = []
    for person, metric_id in ((stranger, metric.id), (viewer, 999_999)):
        status, body = get(factories.client(person), path.format(metric_id))
        answers.append((status, body["error"]["message"].replace(str(metric_id), "N")))
    assert answers[0] == answers[1] == (404, "There is no metric N, or it is not yours.")


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_without_a_session(metric, path):
    assert Client().get(f"/api/{path.format(metric.id)}").status_code == 401


def test_one_foreign_metric_among_own_ones_spoils_the_whole_query(metric, other_organization, viewer):
    foreign = factories.metric(factories.device(other_organization), "secret")
    assert get(factories.client(viewer), "samples/latest", metric=[metric.id, foreign.id])[0] == 404


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("samples/series", {"from_": "yesterday"}, "“yesterday” is no moment: give milliseconds since 1970, ISO 8601, or now"),
        ("samples/series", {"from_": "now", "to": "now-1h"}, "“now” is not before “now-1h”"),
        ("samples/series", {"from_": "0", "to": "now"}, "is more than 30 years"),
        ("samples/series", {"points": 100_000}, "less than or equal to 5000"),
        ("samples/buckets", {"from_": "now-30d", "width_s": 1}, "are too many: take a width of 600 s or more"),
        ("samples/buckets", {"from_": "now-30d", "width_s": 2592}, "take a width that is a multiple of 60 s"),
        ("samples/buckets", {"fn": "avg,median"}, "“median” is no function: choose from avg, min, max"),
        ("samples/buckets", {"zone": "Mars/Base"}, "“Mars/Base” is no time zone"),
        ("samples/buckets", {"zone": "../../etc/passwd"}, "is no time zone"),
        ("samples/buckets", {"width_s": 0}, "greater than or equal to 1"),
    ],
)
def test_queries_that_ask_too_much_or_make_no_sense_are_refused_in_words(metric, viewer, path, query, said):
    status, words = error(get(factories.client(viewer), path, metric=metric.id, **query))
    assert status == 400
    assert said in words


def test_too_many_metrics_are_refused(metric, viewer):
    assert get(factories.client(viewer), "samples/series", metric=[metric.id] * 51)[0] == 400


def test_a_wrong_cursor_is_refused(metric, viewer):
    status, words = error(get(factories.client(viewer), f"metrics/{metric.id}/samples", cursor="'; DROP TABLE sample"))
    assert (status, "is no cursor" in words) == (400, True)


def test_reading_costs_the_same_number_of_queries_for_one_metric_and_for_ten(device, viewer, readings, django_assert_num_queries):
    metrics = [factories.metric(device, f"m{n}").id for n in range(10)]
    browser = factories.client(viewer)
    get(browser, "samples/latest", metric=metrics)
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for ids in (metrics[:1], metrics):
        with CaptureQueriesContext(connection) as queries:
            get(browser, "samples/latest", metric=ids)
        counts.append(len(queries))
    assert counts[0] == counts[1]
