"""Data out, in and asked, the same on every kind of store."""

import pytest

from telemetry import store
from telemetry.store import current
from telemetry.tasks import run_export, run_import
from tests import factories
from tests.telemetry.exporting import MS, SECOND, T0, cells, put_samples, send


@pytest.fixture(autouse=True)
def _folders_and_store(settings, tmp_path, store_url):
    settings.VAR = tmp_path
    settings.READINGS_URL = store_url
    # The store of the test before was dropped under the same address.
    store._open.cache_clear()
    yield
    current().close()
    store._open.cache_clear()


@pytest.fixture
def metrics(organization):
    device = factories.device(organization, "Pump 1")
    made = factories.metric(device, "flow"), factories.metric(device, "state", data_type="string")
    put_samples(current(), made[0].id, [float(n) for n in range(120)])
    put_samples(current(), made[1].id, ["idle", "run"], start_us=T0 + 30 * SECOND, step_us=60 * SECOND, data_types="string")
    return made


def definition(metrics, **fields):
    return {"nodes": [f"m:{metric.id}" for metric in metrics], "from": str(MS), "to": str(MS + 600_000)} | fields


def test_exports_and_their_estimates(metrics, viewer):
    browser = factories.client(viewer)
    assert send(browser, "post", "exports/estimate", definition(metrics))[1]["rows"] == 122
    wide = cells(send(browser, "post", "exports", definition(metrics))[1].content)
    assert (len(wide), wide[31][1:], wide[32][1:]) == (121, ["30.0", "idle"], ["31.0", ""])
    buckets = cells(send(browser, "post", "exports", definition(metrics, bucket_s=60, functions=["sum", "count"]))[1].content)
    assert [row[1:3] for row in buckets[1:]] == [["780.0", "40"], ["4170.0", "60"], ["2190.0", "20"]]
    status, body = send(browser, "post", "exports", definition(metrics, shape="long", format="xlsx", delivery="job"))
    run_export(body["id"])
    assert (status, send(browser, "get", f"exports/{body['id']}")[1]["rows"]) == (202, 122)


def test_queries(metrics, viewer):
    body = {
        "metrics": [metrics[0].id],
        "from": str(MS),
        "to": str(MS + 120_000),
        "width_s": 60,
        "functions": ["avg", "median", "delta"],
    }
    status, answer = send(factories.client(viewer), "post", "queries/run", body)
    assert status == 200
    assert [one["value"] for one in answer["series"]] == [[19.5, 69.5, 109.5], [19.5, 69.5, 109.5], [39.0, 60.0, 20.0]]
    assert answer["metrics"][0]["statistics"]["sum"] == 7140.0


def test_imports(metrics, engineer):
    browser = factories.client(engineer)
    content = b"time,device,metric,value\n" + b"".join(b"2026-03-01T00:%02d:00,Pump 1,flow,%d\n" % (n, n) for n in range(60))
    row = send(browser, "post", "imports", {"file_name": "h.csv", "size_bytes": len(content)})[1]
    browser.put(f"/api/imports/{row['id']}/content", content, content_type="text/csv")
    for stage in ("check", "start"):
        assert send(browser, "post", f"imports/{row['id']}/{stage}")[0] == 202
        run_import(row["id"])
    report = send(browser, "get", f"imports/{row['id']}")[1]["report"]
    assert (report["stored"], report["bad"]) == (60, 0)
    assert current().count([metrics[0].id], 0, T0, at_most=1_000) == 60
    # What was newest stays newest.
    assert current().last([metrics[0].id]).number.tolist() == [119.0]
