"""History from files: what is understood, what is refused and how, and that nothing is written by looking."""

import datetime as dt
import io

import pytest
from django.utils.timezone import now

from telemetry import jobs, log
from telemetry.imports import reading, services
from telemetry.imports.times import Clock, NoTime, guess
from telemetry.models import Import, JobStatus
from telemetry.tasks import run_import
from telemetry.zones import us_of, zone_of
from tests import factories
from tests.telemetry.exporting import MS, T0, cells, put_samples, send


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def device(organization):
    return factories.device(organization, "Pump 1")


@pytest.fixture
def flow(device, readings):
    return factories.metric(device, "flow", unit="l/s")


@pytest.fixture
def pressure(device):
    return factories.metric(device, "pressure")


def uploaded(person, content: bytes | str, name="history.csv"):
    content = content.encode() if isinstance(content, str) else content
    browser = factories.client(person)
    status, row = send(browser, "post", "imports", {"file_name": name, "size_bytes": len(content)})
    assert status == 201, row
    response = browser.put(f"/api/imports/{row['id']}/content?time_zone=UTC", content, content_type="text/csv")
    return response.status_code, response.json()


def worked(person, row, options=None, stage="check"):
    """Set up, and do a stage of it; answers the row afterwards."""
    browser = factories.client(person)
    if options is not None:
        status, row = send(browser, "put", f"imports/{row['id']}/options", options)
        assert status == 200, row
    status, body = send(browser, "post", f"imports/{row['id']}/{stage}")
    assert status == 202, body
    run_import(row["id"])
    return send(browser, "get", f"imports/{row['id']}")[1]


def imported(person, content, **changes):
    status, row = uploaded(person, content)
    assert status == 200, row
    row = worked(person, row, row["options"] | changes)
    assert row["status"] == "done", row["error"]
    return worked(person, row, stage="start")


def stored(readings, metric):
    found = readings.scan([metric.id], -(2**60), 2**60, limit=100_000).samples
    return list(zip(found.time.tolist(), found.values(), strict=True))


LONG = """time,device,metric,value,quality
2026-03-01T00:00:00Z,Pump 1,flow,1.5,good
2026-03-01T00:00:01Z,Pump 1,flow,2.5,bad
2026-03-01T00:00:00Z,Pump 1,pressure,9,
"""
MARCH = us_of(dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


def test_a_long_file_is_understood_checked_and_imported(flow, pressure, engineer, readings):
    status, row = uploaded(engineer, LONG)
    assert status == 200
    assert [column["role"] for column in row["options"]["columns"]] == ["time", "device", "metric", "value", "quality"]
    assert (row["stage"], row["preview"]["titles"], row["preview"]["rows"][1][3]) == (
        "set_up", ["time", "device", "metric", "value", "quality"], "1.5",
    )  # fmt: skip
    row = worked(engineer, row)
    assert (row["stage"], row["status"]) == ("check", "done")
    report = row["report"]
    assert (report["rows"], report["values"], report["bad"], report["metrics"], report["stored"]) == (3, 3, 0, 2, 0)
    assert (report["first_ms"], report["last_ms"]) == (MARCH / 1000, MARCH / 1000 + 1000)
    assert stored(readings, flow) == []
    row = worked(engineer, row, stage="start")
    assert (row["stage"], row["status"], row["report"]["stored"], row["has_file"]) == ("import", "done", 3, False)
    assert stored(readings, flow) == [(MARCH, 1.5), (MARCH + 1_000_000, 2.5)]
    assert readings.scan([flow.id], 0, 2**60).samples.quality.tolist() == [0, 2]
    assert not list(services.folder().iterdir())


def test_importing_twice_changes_nothing(flow, pressure, engineer, readings):
    imported(engineer, LONG)
    before = stored(readings, flow)
    imported(engineer, LONG)
    assert stored(readings, flow) == before


def test_rollups_follow_and_neither_flows_nor_alarms_hear_of_it(flow, pressure, engineer, readings):
    from core.redis import client

    imported(engineer, LONG)
    assert readings.status()["dirty"] == 2
    while not readings.maintain(5).is_done:
        pass
    figures = readings.aggregate([flow.id], MARCH, MARCH + 86_400_000_000, 86_400_000_000)
    assert (figures.count.tolist(), figures.total.tolist()) == ([[2]], [[4.0]])
    assert client().xlen(log.stream(log.partition_of(flow.device_id))) == 0


def test_a_correction_later_in_the_file_wins_and_an_older_sample_never_becomes_the_newest(flow, engineer, readings):
    put_samples(readings, flow.id, [99.0])
    imported(engineer, "time,device,metric,value\n2026-03-01,Pump 1,flow,1\n2026-03-01,Pump 1,flow,2\n")
    assert stored(readings, flow) == [(MARCH, 2.0), (T0, 99.0)]
    assert readings.last([flow.id]).time.tolist() == [T0]


WIDE = """\ufeffZeit;Durchfluss;Druck
01.03.2026 00:00;1,5;9
01.03.2026 00:01;2.000,25;
"""


def test_a_wide_file_of_the_continent_with_mark_semicolons_and_commas(flow, pressure, engineer, readings):
    status, row = uploaded(engineer, WIDE)
    options = row["options"]
    assert (status, options["delimiter"], options["decimal"], options["time_format"]) == (200, ";", ",", "dmy")
    assert [column["role"] for column in options["columns"]] == ["time", "series", "series"]
    assert options["columns"][1]["path"] == "Durchfluss"
    options["columns"][1] |= {"device_id": flow.device_id, "path": "flow"}
    options["columns"][2] |= {"device_id": flow.device_id, "path": "pressure"}
    row = worked(engineer, row, options | {"time_zone": "Europe/Berlin"})
    assert (row["report"]["values"], row["report"]["empty"], row["report"]["bad"]) == (3, 1, 0)
    worked(engineer, row, stage="start")
    assert stored(readings, flow) == [(MARCH - 3600 * 1_000_000, 1.5), (MARCH - 3540 * 1_000_000, 2000.25)]
    assert stored(readings, pressure) == [(MARCH - 3600 * 1_000_000, 9.0)]


def test_what_we_export_comes_back_as_it_was(flow, device, engineer, readings):
    state = factories.metric(device, "state", data_type="string")
    put_samples(readings, flow.id, [1.25, -2.5])
    put_samples(readings, state.id, ["=on", "off"], data_types="string")
    before = stored(readings, flow), stored(readings, state)
    for fields in (
        {"decimal": ",", "delimiter": ";", "bom": True},
        {"time_format": "iso"},
        {"shape": "long"},
        {"time_format": "unix_ms"},
    ):
        body = {"nodes": [f"d:{device.id}"], "from": str(MS), "to": str(MS + 60_000), "time_zone": "Europe/Helsinki"} | fields
        content = send(factories.client(engineer), "post", "exports", body)[1].content
        readings.delete([flow.id, state.id], 0, 2**60)
        row = imported(engineer, content)
        assert (row["status"], row["report"]["bad"]) == ("done", 0), row["report"]["problems"]
        assert (stored(readings, flow), stored(readings, state)) == before


BAD = """time,device,metric,value
2026-03-01,Pump 1,flow,1
yesterday,Pump 1,flow,2
2026-03-01,Pump 9,flow,3
2026-03-01,Pump 1,speed,4
2026-03-01,Pump 1,flow,much
2099-01-01,Pump 1,flow,5
2026-03-01,Pump 1
1950-01-01,Pump 1,flow,5
2026-03-01,Pump 1,flow,1e999

2026-03-02,Pump 1,flow,6
"""


def test_bad_rows_are_named_by_line_and_reason_and_the_good_ones_kept(flow, engineer, readings):
    row = imported(engineer, BAD)
    assert [(one["line"], one["reason"]) for one in row["report"]["problems"]] == [
        (3, "“yesterday” is no time of the chosen form."),
        (4, "There is no device “Pump 9”, or it is not yours."),
        (5, "There is no metric “speed” of Pump 1. Choose another, or allow metrics to be made."),
        (6, "“much” is no number."),
        (7, "This lies in the future."),
        (8, "The row has 2 columns, 4 are needed."),
        (9, "This is before 1970."),
        (10, "“1e999” is no finite number."),
    ]
    assert (row["report"]["rows"], row["report"]["bad"], row["report"]["stored"]) == (10, 8, 2)
    assert [value for _, value in stored(readings, flow)] == [1.0, 6.0]


def test_metrics_are_made_with_the_type_of_their_values(flow, device, engineer, readings):
    content = (
        "time,device,metric,value\n2026-03-01,Pump 1,new/number,1\n2026-03-02,Pump 1,new/number,2.5\n"
        "2026-03-01,Pump 1,new/flag,true\n2026-03-01,Pump 1,new/text,1\n2026-03-02,Pump 1,new/text,stop\n"
    )
    status, row = uploaded(engineer, content)
    assert status == 200
    row = worked(engineer, row, row["options"] | {"may_create": True})
    assert [(one["path"], one["data_type"], one["values"]) for one in row["report"]["new_metrics"]] == [
        ("new/number", "double", 2), ("new/flag", "boolean", 1), ("new/text", "string", 2),
    ]  # fmt: skip
    assert device.metrics.count() == 1
    row = worked(engineer, row, stage="start")
    assert (row["report"]["stored"], row["report"]["bad"]) == (5, 0)
    made = {metric.path: metric for metric in device.metrics.all()}
    assert [value for _, value in stored(readings, made["new/text"])] == ["1", "stop"]
    assert [value for _, value in stored(readings, made["new/flag"])] == [True]
    assert [value for _, value in stored(readings, made["new/number"])] == [1.0, 2.5]


def test_a_word_here_and_there_does_not_make_texts_of_measurements(device, engineer, readings):
    lines = [f"2026-03-{day:02},Pump 1,level,{day if day != 7 else 'N/A'}" for day in range(1, 21)]
    _, row = uploaded(engineer, "time,device,metric,value\n" + "\n".join(lines))
    row = worked(engineer, row, row["options"] | {"may_create": True})
    assert (row["report"]["new_metrics"][0]["data_type"], row["report"]["values"], row["report"]["bad"]) == ("double", 19, 1)
    assert row["report"]["problems"] == [{"line": 8, "column": "level", "value": "N/A", "reason": "“N/A” is no number."}]
    row = worked(engineer, row, stage="start")
    assert (row["report"]["stored"], row["report"]["bad"]) == (19, 1)
    assert [value for _, value in stored(readings, device.metrics.get())] == [float(n) for n in range(1, 21) if n != 7]


# --- rights


def test_who_may_not_write_anywhere_uploads_nothing(flow, viewer, stranger):
    status, body = send(factories.client(viewer), "post", "imports", {"file_name": "x.csv", "size_bytes": 10})
    assert (status, body["error"]["code"]) == (403, "forbidden")


def test_each_metric_is_asked_for_its_own_right(organization, device, flow, pressure, readings):
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, device, "read")
    factories.allow(profile, flow, "read", "write_metric")
    hidden = factories.metric(device, "hidden")
    factories.deny(profile, hidden)
    status, row = uploaded(person, LONG + "2026-03-01,Pump 1,hidden,1,\n2026-03-01,Pump 1,new,1,\n")
    assert status == 200
    row = worked(person, row, row["options"] | {"may_create": True})
    assert [one["reason"] for one in row["report"]["problems"]] == [
        "You may not write to “pressure” of Pump 1.",
        "There is no metric “hidden” of Pump 1, or it is not yours.",
        "You may not make metrics of Pump 1.",
    ]


def test_a_strangers_device_is_one_that_does_not_exist(flow, stranger, other_organization, readings):
    factories.metric(factories.device(other_organization, "Mine"), "x")
    status, row = uploaded(stranger, LONG)
    row = worked(stranger, row)
    assert {one["reason"] for one in row["report"]["problems"]} == {"There is no device “Pump 1”, or it is not yours."}
    status, body = send(factories.client(stranger), "post", f"imports/{row['id']}/start")
    assert (status, body["error"]["code"]) == (400, "nothing")


def test_an_import_is_nobody_elses(flow, engineer, stranger, operator):
    _, row = uploaded(engineer, LONG)
    path = f"imports/{row['id']}"
    for other in (stranger, operator):
        browser = factories.client(other)
        assert send(browser, "get", "imports")[1] == {"items": [], "total": 0}
        for method, tail, body in (
            ("get", "", None), ("put", "/options", row["options"]), ("post", "/check", None), ("post", "/start", None),
            ("post", "/cancel", None), ("delete", "", None),
        ):  # fmt: skip
            assert send(browser, method, path + tail, body)[0] == 404, (method, tail)
        assert browser.put(f"/api/{path}/content", b"x", content_type="text/csv").status_code == 404


def test_a_right_lost_before_the_import_keeps_its_rows_out(organization, device, flow, pressure, readings):
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, organization, "read", "write_metric")
    _, row = uploaded(person, LONG)
    row = worked(person, row)
    assert row["report"]["bad"] == 0
    factories.deny(profile, pressure, "write_metric")
    row = worked(person, row, stage="start")
    assert (row["report"]["stored"], row["report"]["bad"]) == (2, 1)
    assert stored(readings, pressure) == []


# --- files that are no good


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 rest of a workbook", "Save it as CSV first"),
        (b"a,b\n\x00\x01\x02", "it contains zero bytes"),
        (b"\n\n", "The file is empty."),
        (b"a" * 5_000 + b",b\n\x00,1\n", "Line 2 contains a zero byte"),
        (b"time,value\n" + b"x" * (1024 * 1024 + 5), "Line 2 is longer than 1024 KB"),
        (b"a," * 3000, "has 3001 columns; at most 2000 are read"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_words(flow, engineer, content, said):
    status, body = uploaded(engineer, content)
    assert status == 400, body
    assert said in body["error"]["message"]
    assert not list(services.folder().iterdir())


def test_five_gigabytes_are_refused_before_they_travel(flow, engineer):
    status, body = send(factories.client(engineer), "post", "imports", {"file_name": "all.csv", "size_bytes": 5 * 2**30})
    assert (status, body["error"]["code"]) == (413, "too_large")
    assert body["error"]["message"] == "“all.csv” has 5,120 MB; at most 500 MB are taken at once. Split it by time."
    assert not Import.objects.exists()


def test_more_than_was_announced_is_refused(flow, engineer):
    browser = factories.client(engineer)
    _, row = send(browser, "post", "imports", {"file_name": "x.csv", "size_bytes": 10})
    response = browser.put(f"/api/imports/{row['id']}/content", b"x" * 11, content_type="text/csv")
    assert response.status_code == 413


def test_an_upload_goes_on_after_a_break_and_repeats_harmlessly(flow, pressure, engineer):
    browser = factories.client(engineer)
    content = LONG.encode()
    _, row = send(browser, "post", "imports", {"file_name": "x.csv", "size_bytes": len(content)})
    path = f"/api/imports/{row['id']}/content"
    assert browser.put(path, content[:50], content_type="text/csv").json()["received_bytes"] == 50
    assert browser.put(f"{path}?offset=90", content[90:], content_type="text/csv").status_code == 409
    assert browser.put(f"{path}?offset=20", content[20:60], content_type="text/csv").json()["received_bytes"] == 60
    assert send(browser, "post", f"imports/{row['id']}/check")[0] == 409
    assert browser.put(f"{path}?offset=60", content[60:], content_type="text/csv").json()["stage"] == "set_up"
    assert browser.put(f"{path}?offset=0", content, content_type="text/csv").status_code == 409


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_found_out(organization, engineer, readings, encoding):
    metric = factories.metric(factories.device(organization, "Gerät"), "Füllstand")
    imported(engineer, "time,device,metric,value\n2026-03-01,Gerät,Füllstand,1\n".encode(encoding))
    assert stored(readings, metric) == [(MARCH, 1.0)]


def test_a_wrong_encoding_that_was_chosen_is_named_with_its_line(flow, engineer):
    status, row = uploaded(engineer, "time,device,metric,value\n2026-03-01,Gerät,x,1\n".encode("cp1252"))
    assert (status, row["options"]["encoding"]) == (200, "windows-1252")
    status, body = send(factories.client(engineer), "put", f"imports/{row['id']}/options", row["options"] | {"encoding": "utf-8"})
    assert (status, "Line 2 is not UTF-8" in body["error"]["message"]) == (400, True)


def test_an_open_quotation_mark_is_named_with_its_line(flow, engineer):
    _, row = uploaded(engineer, 'time,device,metric,value\n2026-03-01,Pump 1,flow,"1\n' + "2026-03-01,Pump 1,flow,1\n" * 20_000)
    if "id" in row:
        row = worked(engineer, row)
        assert row["status"] == "failed"
    message = row.get("error") if isinstance(row.get("error"), str) else row["error"]["message"]
    assert message == "Line 2: a quotation mark is opened here and never closed."


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ([{"role": "metric"}, {"role": "value"}], "No column is said to hold the time"),
        ([{"role": "time"}, {"role": "time"}], "Two columns are said to hold the time"),
        ([{"role": "time"}, {"role": "value"}], "Choose the columns of metric and value"),
        ([{"role": "time"}, {"role": "metric"}, {"role": "value"}], "No column names the device"),
        ([{"role": "time"}, {"role": "series", "path": "x"}], "Of which device is column 2, “device”?"),
        ([{"role": "time"}, {"role": "series"}, {"role": "value"}], "Either each row names its metric, or each column is"),
    ],
)
def test_columns_that_do_not_go_together_are_refused_in_words(flow, engineer, columns, said):
    _, row = uploaded(engineer, LONG)
    status, body = send(factories.client(engineer), "put", f"imports/{row['id']}/options", row["options"] | {"columns": columns})
    assert status == 400
    assert said in body["error"]["message"]


def test_nothing_is_imported_that_was_not_checked(flow, pressure, engineer):
    _, row = uploaded(engineer, LONG)
    browser = factories.client(engineer)
    assert send(browser, "post", f"imports/{row['id']}/start")[1]["error"]["code"] == "unchecked"
    row = worked(engineer, row)
    # Other options need another look.
    send(browser, "put", f"imports/{row['id']}/options", row["options"] | {"time_zone": "Europe/Paris"})
    assert send(browser, "post", f"imports/{row['id']}/start")[1]["error"]["code"] == "unchecked"


# --- times


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["2026-03-01T10:00:00Z", "2026-03-01 10:00"], "iso"),
        (["2026-03-01 10:00:00,123"], "iso"),
        (["2026/03/01 10:00"], "iso"),
        (["13.02.2026 10:00", "1.3.2026"], "dmy"),
        (["02/13/2026 10:00 PM"], "mdy"),
        (["1772323200", "1772323260.5"], "unix_s"),
        (["1772323200000"], "unix_ms"),
        (["1772323200000000"], "unix_us"),
        (["spam"], None),
        (["12.5", "13.5"], None),
        (["31.01.2026", "never", "1.2.2026", "2.2.2026", "3.2.2026"], "dmy"),
        (["31.01.2026", "never", "ever", "3.2.2026"], None),
        ([], None),
    ],
)
def test_forms_of_time_are_recognised(texts, form):
    found = guess(texts)
    assert (found.form if found else None) == form


def test_days_and_months_that_could_be_either_are_asked_about(flow, engineer):
    _, row = uploaded(engineer, "time,device,metric,value\n01/02/2026,Pump 1,flow,1\n")
    assert row["preview"]["notes"] == ["Day and month could be either way round in these dates: check the form of the time."]


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("iso", "2026-03-01T02:00:00.5+02:00", dt.datetime(2026, 3, 1, 0, 0, 0, 500_000, tzinfo=dt.UTC)),
        ("dmy", "1.3.26 2:00", dt.datetime(2026, 3, 1, 0, 0, tzinfo=dt.UTC)),
        ("mdy", "03/01/2026 12:30 AM", dt.datetime(2026, 2, 28, 22, 30, tzinfo=dt.UTC)),
        ("spreadsheet", "46082.083333333336", dt.datetime(2026, 3, 1, 0, 0, tzinfo=dt.UTC)),
        ("unix_s", "1772323200.25", dt.datetime(2026, 3, 1, 0, 0, 0, 250_000, tzinfo=dt.UTC)),
    ],
)
def test_times_are_read_in_the_zone(form, text, moment):
    assert Clock(form, zone_of("Europe/Helsinki")).us(text) == us_of(moment)


def test_the_hour_that_is_left_out_is_refused_and_the_one_that_comes_twice_told_apart():
    clock = Clock("iso", zone_of("Europe/Helsinki"))
    with pytest.raises(NoTime, match=r"2026-03-29 03:30 does not exist in Europe/Helsinki: the clock was put forward"):
        clock.us("2026-03-29 03:30")
    hour = 3600 * 1_000_000
    base = us_of(dt.datetime(2026, 10, 25, 0, 0, tzinfo=dt.UTC))
    texts = [
        "2026-10-25 02:30",
        "2026-10-25 03:00",
        "2026-10-25 03:30",
        "2026-10-25 03:00",
        "2026-10-25 03:30",
        "2026-10-25 04:00",
    ]
    assert [clock.us(text) - base for text in texts] == [-hour // 2, 0, hour // 2, hour, 3 * hour // 2, 2 * hour]
    assert clock.twice == 4


# --- long files, killed workers


def long_file(rows: int) -> bytes:
    out = io.StringIO()
    out.write("time,device,metric,value\n")
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    for n in range(rows):
        at = start + dt.timedelta(seconds=n)
        out.write(f"{at:%Y-%m-%d %H:%M:%S},Pump 1,flow,{n % 1000 / 10}\n")
    return out.getvalue().encode()


def test_a_killed_worker_is_followed_by_one_that_goes_on_where_it_stopped(flow, engineer, readings, monkeypatch):
    monkeypatch.setattr(services, "SAID_EVERY", 300)
    _, row = uploaded(engineer, long_file(1_000))
    row = worked(engineer, row)
    send(factories.client(engineer), "post", f"imports/{row['id']}/start")
    store, calls = services._store, 0

    class Killed(BaseException):
        """As little as a kill leaves time to tidy up."""

    def dying(out):
        nonlocal calls
        store(out)
        calls += 1
        if calls == 2:
            raise Killed

    monkeypatch.setattr(services, "_store", dying)
    with pytest.raises(Killed):
        run_import(row["id"])
    found = Import.objects.get(id=row["id"])
    assert (found.status, found.report["stored"], found.line) == (JobStatus.RUNNING, 300, 301)
    Import.objects.update(lease_until=now() - dt.timedelta(seconds=1))
    run_import(row["id"])
    found.refresh_from_db()
    assert (found.status, found.report["stored"], found.report["rows"], found.attempts) == (JobStatus.DONE, 1_000, 1_000, 2)
    assert len(stored(readings, flow)) == 1_000


def test_an_import_that_is_cancelled_stops_between_two_pieces(flow, engineer, readings, monkeypatch):
    monkeypatch.setattr(services, "SAID_EVERY", 300)
    _, row = uploaded(engineer, long_file(1_000))
    row = worked(engineer, row)
    browser = factories.client(engineer)
    send(browser, "post", f"imports/{row['id']}/start")
    store = services._store

    def cancelling(out):
        store(out)
        send(browser, "post", f"imports/{row['id']}/cancel")

    monkeypatch.setattr(services, "_store", cancelling)
    run_import(row["id"])
    assert send(browser, "get", f"imports/{row['id']}")[1]["status"] == "cancelled"
    assert len(stored(readings, flow)) == 300


def test_a_file_of_many_pieces_and_batches_is_imported_to_its_last_row(flow, engineer, readings):
    rows = 3 * services.SAID_EVERY + 1
    content = long_file(rows)
    assert len(content) > 2 * reading.PIECE
    assert rows > 2 * services.STORED_AT_ONCE
    row = imported(engineer, content)
    assert (row["status"], row["report"]["stored"], row["report"]["bad"]) == ("done", rows, 0)
    assert readings.count([flow.id], 0, 2**60, at_most=2 * rows) == rows


def test_old_files_and_rows_are_swept(flow, pressure, engineer):
    _, row = uploaded(engineer, LONG)
    Import.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    services.sweep()
    assert not list(services.folder().iterdir())
    assert send(factories.client(engineer), "post", f"imports/{row['id']}/check")[0] == 410


def test_exports_and_imports_share_the_room_for_jobs(flow, pressure, engineer, monkeypatch):
    monkeypatch.setattr(jobs, "MAX_RUNNING", 0)
    _, row = uploaded(engineer, LONG)
    row = worked(engineer, row)
    assert row["status"] == "waiting"
    assert cells(LONG.encode())[0][0] == "time"
