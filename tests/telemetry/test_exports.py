"""Exports: what stands in the files, who gets them, and what becomes of jobs."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core import signing
from django.utils.timezone import now

from organizations.models import OutgoingMail
from telemetry import jobs
from telemetry.exports import services, xlsx_file
from telemetry.exports.definition import ExportDefinition, Span
from telemetry.models import Export, JobStatus
from telemetry.selection import readable_metrics
from telemetry.tasks import run_export
from telemetry.zones import us_of
from tests import factories
from tests.telemetry.exporting import HOUR, MS, SECOND, T0, cells, put_samples, send


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Files of one test are not those of another, whose rows had the same numbers."""
    settings.VAR = tmp_path


@pytest.fixture
def device(organization):
    return factories.device(organization, "Pump 1")


@pytest.fixture
def flow(device, readings):
    metric = factories.metric(device, "flow", unit="l/s")
    put_samples(readings, metric.id, [1.5, 2.5, -3.25, 4.0])
    return metric


@pytest.fixture
def state(device, readings):
    metric = factories.metric(device, "state", data_type="string")
    put_samples(readings, metric.id, ["idle", "=cmd()|A1", "run"], start_us=T0 + SECOND, data_types="string")
    return metric


def definition(*metrics, **fields):
    nodes = fields.pop("nodes", [f"m:{metric.id}" for metric in metrics])
    return {"nodes": nodes, "from": str(MS), "to": str(MS + 60_000), **fields}


def exported(person, *metrics, **fields):
    status, answer = send(factories.client(person), "post", "exports", definition(*metrics, **fields))
    assert status == 200, answer
    return answer.content


# --- what stands in the file


def test_metrics_stand_side_by_side_with_a_row_for_each_moment(flow, state, viewer):
    assert cells(exported(viewer, flow, state)) == [
        ["Time (UTC)", "Pump 1 · flow [l/s]", "Pump 1 · state"],
        ["2026-09-21 14:13:20.000", "1.5", ""],
        ["2026-09-21 14:13:21.000", "2.5", "idle"],
        ["2026-09-21 14:13:22.000", "-3.25", "'=cmd()|A1"],
        ["2026-09-21 14:13:23.000", "4.0", "run"],
    ]


def test_the_long_form_has_a_row_for_each_sample(flow, state, viewer):
    rows = cells(exported(viewer, flow, state, shape="long", time_format="iso", with_quality=True))
    assert rows[0] == ["Time (UTC)", "Device", "Metric", "Unit", "Value", "Quality"]
    assert rows[1] == ["2026-09-21T14:13:20.000+00:00", "Pump 1", "flow", "l/s", "1.5", "good"]
    assert rows[-1] == ["2026-09-21T14:13:23.000+00:00", "Pump 1", "state", "", "run", "good"]
    assert len(rows) == 1 + 4 + 3


def test_a_spreadsheet_of_the_continent_gets_commas_semicolons_and_a_mark(flow, viewer):
    content = exported(viewer, flow, decimal=",", delimiter=";", bom=True)
    assert content.startswith(b"\xef\xbb\xbfTime (UTC);Pump 1")
    assert [row[1] for row in cells(content, ";")[1:]] == ["1,5", "2,5", "-3,25", "4,0"]


def test_a_decimal_comma_between_commas_is_refused(flow, viewer):
    status, body = send(factories.client(viewer), "post", "exports", definition(flow, decimal=","))
    assert (status, body["error"]["field"]) == (400, "delimiter")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(device, readings, viewer, text):
    metric = factories.metric(device, "words", data_type="string")
    put_samples(readings, metric.id, [text], data_types="string")
    assert cells(exported(viewer, metric))[1][1] == f"'{text}"


def test_a_device_with_the_name_of_a_formula_is_a_text_too(organization, readings, viewer):
    metric = factories.metric(factories.device(organization, "=HYPERLINK(1)"), "x")
    put_samples(readings, metric.id, [1.0])
    assert cells(exported(viewer, metric))[0][1] == "'=HYPERLINK(1) · x"
    assert cells(exported(viewer, metric, shape="long"))[1][1] == "'=HYPERLINK(1)"


def test_quotes_delimiters_and_line_breaks_survive(device, readings, viewer):
    metric = factories.metric(device, "words", data_type="string")
    texts = ['say "hi"', "a,b;c", "two\nlines", "ünïcode ✓"]
    put_samples(readings, metric.id, texts, data_types="string")
    assert [row[1] for row in cells(exported(viewer, metric))[1:]] == texts


def test_types_are_written_so_that_they_read_back(device, readings, viewer):
    metric = factories.metric(device, "mixed", data_type="json")
    values = [1.1, 2**60, True, {"a": [1]}, b"\x00\xff"]
    put_samples(readings, metric.id, values, data_types=["double", "long", "boolean", "json", "binary"])
    assert [row[1] for row in cells(exported(viewer, metric))[1:]] == [
        "1.1", "1152921504606846976", "true", '{"a":[1]}', "AP8=",
    ]  # fmt: skip


def test_times_may_be_numbers_with_their_microseconds(device, readings, viewer):
    metric = factories.metric(device, "fast")
    put_samples(readings, metric.id, [1.0, 2.0], step_us=1)
    assert [row[0] for row in cells(exported(viewer, metric, time_format="unix_ms"))[1:]] == [str(MS), f"{MS}.001"]
    assert cells(exported(viewer, metric))[2][0] == "2026-09-21 14:13:20.000001"


def wall(*parts: int) -> dt.datetime:
    """A time as a workbook holds it, which knows no zones."""
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def autumn(zone_hours: int) -> int:
    """An hour before Helsinki puts its clock back: 2026-10-25 04:00 EEST becomes 03:00 EET."""
    return us_of(dt.datetime(2026, 10, 25, 0, 0, tzinfo=dt.UTC)) + zone_hours * HOUR


def test_the_hour_that_comes_twice_is_told_apart_by_the_offset(device, readings, viewer):
    metric = factories.metric(device, "autumn")
    put_samples(readings, metric.id, [1.0, 2.0, 3.0], start_us=autumn(0) + 30 * 60 * SECOND, step_us=HOUR // 2)
    span = {"from": "2026-10-25", "to": "2026-10-26", "time_zone": "Europe/Helsinki"}
    assert cells(exported(viewer, metric, **span)) == [
        ["Time (Europe/Helsinki)", "UTC offset", "Pump 1 · autumn"],
        ["2026-10-25 03:30:00.000", "UTC+03:00", "1.0"],
        ["2026-10-25 03:00:00.000", "UTC+02:00", "2.0"],
        ["2026-10-25 03:30:00.000", "UTC+02:00", "3.0"],
    ]
    assert [row[0] for row in cells(exported(viewer, metric, **span, time_format="iso"))[1:]] == [
        "2026-10-25T03:30:00.000+03:00",
        "2026-10-25T03:00:00.000+02:00",
        "2026-10-25T03:30:00.000+02:00",
    ]


def test_days_are_those_of_the_zone_also_when_they_have_25_hours(device, readings, viewer):
    metric = factories.metric(device, "hourly")
    start = us_of(dt.datetime(2026, 10, 23, 21, 0, tzinfo=dt.UTC))  # midnight of the 24th in Helsinki
    put_samples(readings, metric.id, [1.0] * 72, start_us=start, step_us=HOUR)
    rows = cells(
        exported(
            viewer, metric, **{"from": "2026-10-24", "to": "2026-10-27"}, time_zone="Europe/Helsinki", bucket_s=86_400,
            functions=["count", "sum"],
        )
    )  # fmt: skip
    assert rows == [
        ["Time (Europe/Helsinki)", "UTC offset", "Pump 1 · hourly count", "Pump 1 · hourly sum"],
        ["2026-10-24 00:00:00.000", "UTC+03:00", "24", "24.0"],
        ["2026-10-25 00:00:00.000", "UTC+03:00", "25", "25.0"],
        ["2026-10-26 00:00:00.000", "UTC+02:00", "23", "23.0"],
    ]


def test_buckets_of_many_metrics_leave_cells_empty_where_one_has_nothing(device, readings, viewer):
    a, b = factories.metric(device, "a"), factories.metric(device, "b")
    put_samples(readings, a.id, [1.0, 3.0], step_us=60 * SECOND)
    put_samples(readings, b.id, [10.0, 20.0], start_us=T0 + SECOND)
    rows = cells(exported(viewer, a, b, bucket_s=60, functions=["avg", "max"], to=str(MS + 180_000)))
    assert rows == [
        ["Time (UTC)", "Pump 1 · a avg", "Pump 1 · a max", "Pump 1 · b avg", "Pump 1 · b max"],
        ["2026-09-21 14:13:00.000", "1.0", "1.0", "15.0", "20.0"],
        ["2026-09-21 14:14:00.000", "3.0", "3.0", "", ""],
    ]
    long = cells(exported(viewer, a, b, bucket_s=60, functions=["first", "last"], shape="long", to=str(MS + 180_000)))
    assert long[0] == ["Time (UTC)", "Device", "Metric", "Unit", "first", "last"]
    assert long[-1] == ["2026-09-21 14:13:00.000", "Pump 1", "b", "", "10.0", "20.0"]


def test_a_bucket_cut_by_the_border_of_a_slice_is_the_same_as_computed_at_once(device, store, monkeypatch):
    from telemetry.exports import rows

    metric = factories.metric(device, "long")
    put_samples(store, metric.id, [float(n % 97) for n in range(5_000)], step_us=7 * SECOND)
    chosen = readable_all([metric])
    wanted = ExportDefinition.model_validate(definition(metric, bucket_s=300, functions=["avg", "min", "count"]))
    span = Span(T0 + 11 * SECOND, T0 + 30_011 * SECOND)
    whole = gathered(store, chosen, wanted, span)
    monkeypatch.setattr(rows, "FIGURED_US", 900 * SECOND)
    assert gathered(store, chosen, wanted, span) == whole
    assert len(whole[0]) == 101


def readable_all(metrics):
    from telemetry.selection import Chosen

    return [Chosen(one.id, one.device_id, one.device.name, one.path, one.unit, one.data_type) for one in metrics]


def gathered(store, chosen, wanted, span):
    from telemetry.exports.rows import table

    blocks = list(table(store, chosen, wanted, span).blocks)
    columns = len(blocks[0].columns)
    return [[time for block in blocks for time in block.times_us.tolist()]] + [
        [cell for block in blocks for cell in block.columns[n]] for n in range(columns)
    ]


def test_a_merge_of_many_cursors_loses_and_doubles_nothing(device, store, monkeypatch):
    """Metrics of different pace, fetched a few samples at a time."""
    from telemetry.exports import rows

    monkeypatch.setattr(rows, "MERGED", 30)
    monkeypatch.setattr(rows, "MERGED_EACH", 7)
    monkeypatch.setattr(rows, "CELLS", 20)
    metrics = [factories.metric(device, f"m{n}") for n in range(4)]
    expected: dict[int, dict[int, float]] = {}
    for n, metric in enumerate(metrics[:3]):
        step = (n + 1) * SECOND
        values = [float(100 * n + k) for k in range(90 // (n + 1))]
        put_samples(store, metric.id, values, step_us=step)
        for k, value in enumerate(values):
            expected.setdefault(T0 + k * step, {})[n] = value
    wanted = ExportDefinition.model_validate(definition(*metrics))
    times, *columns = gathered(store, readable_all(metrics), wanted, Span(T0, T0 + 1000 * SECOND))
    assert times == sorted(expected)
    for n in range(4):
        assert columns[n] == [expected[time].get(n) for time in times]


# --- workbooks


def workbook(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True)


def test_a_workbook_has_cells_of_the_right_kind(flow, state, viewer):
    book = workbook(exported(viewer, flow, state, format="xlsx"))
    rows = list(book["Data"].iter_rows(values_only=True))
    assert rows[0] == ("Time (UTC)", "Pump 1 · flow [l/s]", "Pump 1 · state")
    assert rows[1] == (wall(2026, 9, 21, 14, 13, 20), 1.5, None)
    assert rows[3] == (wall(2026, 9, 21, 14, 13, 22), -3.25, "=cmd()|A1")
    cell = book["Data"].cell(row=4, column=3)
    assert cell.data_type == "s"  # a text, however it looks
    assert book["Data"].cell(row=2, column=1).is_date


def test_a_workbook_keeps_whole_numbers_truths_and_long_integers(device, readings, viewer):
    metric = factories.metric(device, "mixed", data_type="json")
    put_samples(readings, metric.id, [7, 2**60, True, {"a": 1}], data_types=["long", "long", "boolean", "json"])
    rows = list(workbook(exported(viewer, metric, format="xlsx"))["Data"].iter_rows(min_row=2, min_col=2, values_only=True))
    assert rows == [(7,), ("1152921504606846976",), (True,), ('{"a":1}',)]


def test_a_workbook_in_a_zone_shows_the_wall_clock(device, readings, viewer):
    metric = factories.metric(device, "autumn")
    put_samples(readings, metric.id, [1.0, 2.0], start_us=autumn(0) + 30 * 60 * SECOND, step_us=HOUR)
    content = exported(viewer, metric, format="xlsx", time_zone="Europe/Helsinki", **{"from": "2026-10-25", "to": "2026-10-26"})
    assert list(workbook(content)["Data"].iter_rows(min_row=2, values_only=True)) == [
        (wall(2026, 10, 25, 3, 30), "UTC+03:00", 1.0),
        (wall(2026, 10, 25, 3, 30), "UTC+02:00", 2.0),
    ]


def test_what_does_not_fit_onto_a_sheet_goes_on_the_next(flow, readings, tmp_path):
    from telemetry.exports.rows import table

    wanted = ExportDefinition.model_validate(definition(flow, format="xlsx"))
    span = Span(T0, T0 + 60 * SECOND)
    path = tmp_path / "sheets.xlsx"
    rows = table(readings, readable_all([flow]), wanted, span)
    xlsx_file.write(path, rows, wanted, span, lambda rows, progress: None, sheet_rows=3)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Data", "Data 2"]
    assert [[row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book] == [[1.5, 2.5], [-3.25, 4.0]]
    assert all(sheet["B1"].value == "Pump 1 · flow [l/s]" for sheet in book)


# --- which metrics


def test_a_device_a_folder_a_site_and_an_organization_stand_for_their_metrics(organization, viewer, readings):
    from organizations.models import Site

    site = Site.objects.create(organization=organization, name="Hall")
    device = factories.device(organization, "Press", site=site)
    paths = ["motor/current", "motor/speed", "Motor/x", "temperature"]
    metrics = {path: factories.metric(device, path) for path in paths}
    outside = factories.metric(factories.device(organization, "Other"), "x")

    def found(*keys):
        return [metric.path if metric.device == "Press" else metric.title for metric in readable_metrics(viewer, keys, bound=10)]

    assert found(f"d:{device.id}") == sorted(paths)
    assert found(f"f:{device.id}:motor") == ["motor/current", "motor/speed"]
    assert found(f"s:{site.id}") == sorted(paths)
    assert found(f"o:{organization.id}") == ["Other · x", *sorted(paths)]
    # Metrics keep the order in which they were picked; each stands once.
    picked = [f"m:{outside.id}", f"m:{metrics['temperature'].id}", f"m:{outside.id}"]
    assert found(*picked) == ["Other · x", "temperature"]


def test_a_denied_device_is_left_out_of_its_organization(organization, readings, flow):
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, organization, "read")
    hidden = factories.metric(factories.device(organization, "Secret"), "x")
    factories.deny(profile, hidden.device)
    put_samples(readings, hidden.id, [1.0])
    assert cells(exported(person, nodes=[f"o:{organization.id}"]))[0] == ["Time (UTC)", "Pump 1 · flow [l/s]"]
    status, _ = send(factories.client(person), "post", "exports", definition(hidden))
    assert status == 404


@pytest.mark.parametrize("kind", ["m", "d", "o", "s"])
def test_a_strangers_node_answers_like_one_that_does_not_exist(flow, stranger, kind):
    keys = {"m": flow.id, "d": flow.device_id, "o": flow.device.organization_id, "s": 1}
    missing = {"m": 999_999, "d": 999_999, "o": "zzzzzz", "s": 999_999}
    answers = []
    for ids in (keys, missing):
        key = f"{kind}:{ids[kind]}"
        status, body = send(factories.client(stranger), "post", "exports", definition(nodes=[key]))
        answers.append((status, body["error"]["message"].replace(key, "KEY")))
    assert answers[0] == answers[1] == (404, "There is nothing to read at “KEY”, or it is not yours.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"from": "yesterday"}, "“yesterday” is no moment"),
        ({"from": "now", "to": "now-1h"}, "“now” is not before “now-1h”"),
        ({"time_zone": "Mars/Base"}, "“Mars/Base” is no time zone"),
        ({"bucket_s": 1, "from": "now-365d", "to": "now"}, "31536001 buckets of 1 s are too many"),
        ({"bucket_s": 45, "from": "now-365d", "to": "now"}, "take a multiple of 60 s"),
        ({"nodes": ["x:1"]}, "“x:1” is no node with metrics"),
        ({"nodes": []}, "nodes"),
        ({"functions": ["median"]}, "functions"),
        ({"format": "pdf"}, "format"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(flow, viewer, fields, said):
    status, body = send(factories.client(viewer), "post", "exports", {**definition(flow), **fields})
    assert status == 400
    assert said in body["error"]["message"]


# --- jobs


def job(person, *metrics, **fields) -> Export:
    status, body = send(factories.client(person), "post", "exports", definition(*metrics, delivery="job", **fields))
    assert (status, body["status"]) == (202, "waiting")
    return Export.objects.get(id=body["id"])


def test_a_job_makes_the_same_file_and_offers_it_to_its_owner(flow, viewer, operator, stranger):
    export = job(viewer, flow, name="My flow")
    browser = factories.client(viewer)
    assert send(browser, "get", f"exports/{export.id}/content")[0] == 409
    run_export(export.id)
    status, body = send(browser, "get", f"exports/{export.id}")
    assert (status, body["status"], body["rows"], body["progress"], body["has_file"]) == (200, "done", 4, 1.0, True)
    assert body["definition"]["from"] == str(MS)
    _, response = send(browser, "get", f"exports/{export.id}/content")
    content = b"".join(response.streaming_content)
    assert content == exported(viewer, flow)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="My flow 2026-')
    for other in (operator, stranger):
        for path in (f"exports/{export.id}", f"exports/{export.id}/content"):
            assert send(factories.client(other), "get", path)[0] == 404
        assert send(factories.client(other), "delete", f"exports/{export.id}")[0] == 404
        assert send(factories.client(other), "post", f"exports/{export.id}/cancel")[0] == 404
        assert send(factories.client(other), "get", "exports")[1] == {"items": [], "total": 0}


def test_a_right_lost_meanwhile_drops_its_metrics_and_the_job_says_so(organization, readings, flow, device):
    other = factories.metric(device, "other")
    put_samples(readings, other.id, [9.0])
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, organization, "read")
    export = job(person, flow, other)
    factories.deny(profile, other)
    run_export(export.id)
    export.refresh_from_db()
    assert export.status == JobStatus.DONE
    assert export.notes == ["One metric was left out: gone since, or not to be read by its owner any more."]
    _, response = send(factories.client(person), "get", f"exports/{export.id}/content")
    assert cells(b"".join(response.streaming_content))[0] == ["Time (UTC)", "Pump 1 · flow [l/s]"]


def test_a_file_with_metrics_that_one_may_not_read_any_more_is_not_handed_out(organization, readings, flow):
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, organization, "read")
    export = job(person, flow)
    run_export(export.id)
    export.refresh_from_db()
    token = services.link_token(export)
    factories.deny(profile, flow)
    assert send(factories.client(person), "get", f"exports/{export.id}/content")[0] == 403
    assert send(factories.client(person), "get", f"exports/download/{token}")[0] == 403


def test_a_job_of_nothing_that_is_left_fails_in_words(organization, readings, flow):
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, organization, "read")
    export = job(person, flow)
    factories.deny(profile, flow.device)
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, export.path) == (JobStatus.FAILED, "")
    assert "may read none of these metrics any more" in export.error


def test_an_account_that_is_switched_off_gets_no_file(flow, viewer):
    export = job(viewer, flow)
    viewer.is_active = False
    viewer.save()
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, export.error) == (JobStatus.FAILED, f"The account of {viewer.email} is switched off.")


def test_a_killed_worker_leaves_no_half_file_and_another_begins_anew(flow, viewer, monkeypatch):
    export = job(viewer, flow)
    lease = jobs.take(Export, export.id)
    assert lease is not None
    (services.folder() / f"{export.id}-dead.csv.part").write_bytes(b"half")
    run_export(export.id)  # the lease of the dead one still holds
    export.refresh_from_db()
    assert (export.status, export.path) == (JobStatus.RUNNING, "")
    Export.objects.filter(id=export.id).update(lease_until=now() - dt.timedelta(seconds=1))
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, export.attempts) == (JobStatus.DONE, 2)
    assert (services.folder() / export.path).read_bytes() == exported(viewer, flow)
    # Whoever was thought dead and comes back changes nothing.
    with pytest.raises(jobs.Stopped):
        lease.keep(progress=0.5)
    run_export(export.id)
    export.refresh_from_db()
    assert export.attempts == 2


def test_a_job_that_kills_its_worker_each_time_is_given_up(flow, viewer):
    export = job(viewer, flow)
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.take(Export, export.id)
        Export.objects.filter(id=export.id).update(lease_until=now() - dt.timedelta(seconds=1))
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, export.error) == (JobStatus.FAILED, "It was begun 5 times and broke off each time.")


def test_a_job_that_is_cancelled_stops_and_leaves_nothing(flow, viewer, monkeypatch):
    export = job(viewer, flow)
    browser = factories.client(viewer)
    make = services.make

    def slow(path, *rest):
        make(path, *rest)
        assert send(browser, "post", f"exports/{export.id}/cancel")[1]["status"] == "cancelled"

    monkeypatch.setattr(services, "make", slow)
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, export.path) == (JobStatus.CANCELLED, "")
    assert not list(services.folder().glob(f"{export.id}-*"))
    assert send(browser, "post", f"exports/{export.id}/cancel")[0] == 409


def test_deleting_removes_the_file_with_the_row(flow, viewer):
    export = job(viewer, flow)
    run_export(export.id)
    export.refresh_from_db()
    path = services.folder() / export.path
    assert path.is_file()
    assert send(factories.client(viewer), "delete", f"exports/{export.id}")[0] == 200
    assert not path.exists()
    assert not Export.objects.filter(id=export.id).exists()


def test_files_expire_and_scratch_files_of_the_dead_go(flow, viewer):
    export = job(viewer, flow)
    run_export(export.id)
    export.refresh_from_db()
    assert export.expires_at is not None
    assert dt.timedelta(days=6, hours=23) < export.expires_at - now() <= dt.timedelta(days=7)
    import os

    dead = services.folder() / "1-dead.csv.part"
    dead.write_bytes(b"half")
    os.utime(dead, (0, 0))
    services.sweep()
    assert (services.folder() / export.path).is_file()
    assert not dead.exists()
    path = services.folder() / export.path
    Export.objects.filter(id=export.id).update(expires_at=now() - dt.timedelta(seconds=1))
    services.sweep()
    assert not path.exists()
    assert send(factories.client(viewer), "get", f"exports/{export.id}")[1]["has_file"] is False
    assert send(factories.client(viewer), "get", f"exports/{export.id}/content")[0] == 404


def test_an_organization_keeps_only_so_much(flow, viewer, settings):
    export = job(viewer, flow)
    run_export(export.id)
    settings.EXPORTS_BOUND_BYTES = 10
    status, body = send(factories.client(viewer), "post", "exports", definition(flow, delivery="job"))
    assert (status, body["error"]["code"]) == (400, "full")


def test_one_person_has_only_so_many_jobs_under_way(flow, viewer, monkeypatch):
    monkeypatch.setattr(jobs, "MAX_OPEN", 2)
    job(viewer, flow)
    job(viewer, flow)
    assert send(factories.client(viewer), "post", "exports", definition(flow, delivery="job"))[0] == 429


def test_only_so_many_jobs_run_at_once_and_the_next_comes_by_itself(flow, viewer):
    waiting = [job(viewer, flow) for _ in range(3)]
    first = jobs.take(Export, waiting[0].id)
    assert jobs.take(Export, waiting[1].id)
    assert jobs.take(Export, waiting[2].id) is None
    assert first is not None
    first.finish(JobStatus.DONE)
    assert jobs.take(Export, waiting[2].id)


def test_what_has_too_many_rows_stops_and_says_so(flow, viewer, monkeypatch):
    monkeypatch.setattr(services, "MAX_ROWS", 3)
    export = job(viewer, flow)
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, export.path) == (JobStatus.FAILED, "")
    assert "more than 3 rows" in export.error


def test_large_exports_become_jobs_and_the_estimate_says_so(flow, viewer, monkeypatch):
    monkeypatch.setattr(services, "SMALL_ROWS", 3)
    status, body = send(factories.client(viewer), "post", "exports/estimate", definition(flow))
    assert (status, body["metrics"], body["rows"], body["is_small"]) == (200, 1, 4, False)
    assert send(factories.client(viewer), "post", "exports", definition(flow))[0] == 202


def test_a_mail_comes_with_the_file_once(flow, viewer):
    export = job(viewer, flow, wants_mail=True, name="Flow of today")
    run_export(export.id)
    run_export(export.id)
    mail = OutgoingMail.objects.get()
    assert (mail.recipients, mail.subject) == ([viewer.email], "Flow of today")
    assert "4 rows, 1 metrics." in mail.body
    export.refresh_from_db()
    assert [one["name"] for one in mail.attachments] == [export.file_name]


def test_a_large_file_is_mailed_as_a_link_that_opens_that_file_alone(flow, viewer, monkeypatch, client):
    monkeypatch.setattr(services, "ATTACHED_BYTES", 10)
    export = job(viewer, flow, wants_mail=True)
    run_export(export.id)
    mail = OutgoingMail.objects.get()
    assert mail.attachments == []
    address = mail.body.splitlines()[-1]
    path = "/api/exports/download/" + address.rpartition("/")[2]
    response = client.get(path)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == exported(viewer, flow)
    assert client.get(path + "x").status_code == 404
    forged = signing.dumps({"export": export.id, "path": "x"}, salt="telemetry.export")
    assert client.get(f"/api/exports/download/{forged}").status_code == 404


def test_nobody_exports_without_a_session(flow, client):
    assert send(client, "post", "exports", definition(flow))[0] == 401
    assert send(client, "get", "exports")[0] == 401


def test_a_job_asked_for_with_a_key_sees_no_more_than_the_key_does(organization, readings, flow):
    from django.test import Client

    from organizations.people.keys import issue_key

    other = factories.metric(factories.device(organization, "Other"), "x")
    person = factories.user()
    narrow, wide = (factories.profile(organization, None, person) for _ in range(2))
    factories.allow(narrow, flow, "read")
    factories.allow(wide, organization, "read")
    secret = issue_key(person, name="sheet", profile_ids=[narrow.id])[1]
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    status, body = send(program, "post", "exports", definition(nodes=[f"o:{organization.id}"], delivery="job"))
    assert status == 202
    run_export(body["id"])
    assert Export.objects.get().metric_ids == [flow.id]
    assert send(program, "post", "exports", definition(other))[0] == 404


def test_a_workbook_that_breaks_off_leaves_no_scratch(flow, viewer, monkeypatch):
    monkeypatch.setattr(services, "MAX_ROWS", 3)
    export = job(viewer, flow, format="xlsx")
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, list(services.folder().iterdir())) == (JobStatus.FAILED, [])


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31", "now+999999999w", "-62000000000000", "253000000000000"])
def test_moments_at_the_ends_of_the_calendar_are_refused(flow, viewer, moment):
    for path in ("exports", "exports/estimate"):
        fields = {"from": moment, "to": moment, "time_zone": "Pacific/Kiritimati", "bucket_s": 86_400}
        status, body = send(factories.client(viewer), "post", path, {**definition(flow), **fields})
        assert (status, "is not between the years 1900 and 2200" in body["error"]["message"]) == (400, True)


def test_how_many_jobs_wait_and_run_is_a_figure_to_watch(flow, viewer, client):
    job(viewer, flow)
    assert jobs.take(Export, job(viewer, flow).id)
    text = client.get("/metrics").content.decode()
    assert 'sluice_data_jobs{state="waiting"} 1.0' in text
    assert 'sluice_data_jobs{state="running"} 1.0' in text
