"""Exports by mail at local times: when, how often, with whose rights."""

import datetime as dt

import pytest
from django.utils.timezone import now

from organizations.models import OutgoingMail
from telemetry.exports import schedules
from telemetry.models import Export, ExportSchedule, JobStatus
from telemetry.tasks import run_export, run_schedules
from tests import factories
from tests.telemetry.exporting import put_samples, send


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def flow(organization, readings):
    metric = factories.metric(factories.device(organization, "Pump 1"), "flow")
    yesterday_us = int((now() - dt.timedelta(days=1)).timestamp()) * 1_000_000
    put_samples(readings, metric.id, [1.5, 2.5], start_us=yesterday_us)
    return metric


def wish(flow, **fields):
    return {
        "name": "Flow of yesterday",
        "definition": {"nodes": [f"m:{flow.id}"], "period": "yesterday", "time_zone": "Europe/Helsinki"},
        "every": "day",
        "at": "06:30",
        "time_zone": "Europe/Helsinki",
        "recipients": ["boss@example.com"],
    } | fields


def made(person, flow, **fields) -> ExportSchedule:
    status, body = send(factories.client(person), "post", "export-schedules", wish(flow, **fields))
    assert status == 201, body
    return ExportSchedule.objects.get(id=body["id"])


def is_due(schedule, at=None):
    moment = at or now() - dt.timedelta(seconds=5)
    ExportSchedule.objects.filter(id=schedule.id).update(next_due_at=moment)
    return moment


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]  # year, month, day, perhaps hour, minute


@pytest.mark.parametrize(
    ("fields", "after", "due"),
    [
        ({"every": "day", "at": dt.time(6, 30)}, utc(2026, 7, 1, 3, 29), utc(2026, 7, 1, 3, 30)),
        ({"every": "day", "at": dt.time(6, 30)}, utc(2026, 7, 1, 3, 30), utc(2026, 7, 2, 3, 30)),
        ({"every": "day", "at": dt.time(6, 30)}, utc(2026, 10, 24, 12), utc(2026, 10, 25, 4, 30)),
        # 03:30 does not exist on 29 March, and comes twice on 25 October.
        ({"every": "day", "at": dt.time(3, 30)}, utc(2026, 3, 28, 12), utc(2026, 3, 29, 1, 30)),
        ({"every": "day", "at": dt.time(3, 30)}, utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 0, 30)),
        ({"every": "day", "at": dt.time(3, 30)}, utc(2026, 10, 24, 12), utc(2026, 10, 25, 0, 30)),
        ({"every": "day", "at": dt.time(3, 30)}, utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)),
        ({"every": "week", "weekday": 0, "at": dt.time(8)}, utc(2026, 11, 20, 12), utc(2026, 11, 23, 6)),
        ({"every": "week", "weekday": 4, "at": dt.time(23)}, utc(2026, 11, 20, 12), utc(2026, 11, 20, 21)),
        ({"every": "month", "day": 31, "at": dt.time(0)}, utc(2027, 2, 1, 12), utc(2027, 2, 27, 22)),
        ({"every": "month", "day": 1, "at": dt.time(0)}, utc(2026, 11, 20), utc(2026, 11, 30, 22)),
    ],
)
def test_due_times_follow_the_wall_clock(fields, after, due):
    assert schedules.next_due(ExportSchedule(time_zone="Europe/Helsinki", **fields), after=after) == due


def test_a_due_schedule_sends_its_file_once_however_many_clocks_there_are(flow, viewer):
    schedule = made(viewer, flow)
    due_at = is_due(schedule)
    for _ in range(3):
        run_schedules()
    export = Export.objects.get()
    assert (export.schedule_id, export.due_at, export.status) == (schedule.id, due_at, JobStatus.WAITING)
    for _ in range(2):
        run_export(export.id)
    mail = OutgoingMail.objects.get()
    assert (mail.recipients, mail.subject, len(mail.attachments)) == (["boss@example.com"], "Flow of yesterday", 1)
    schedule.refresh_from_db()
    assert schedule.next_due_at > now()
    assert schedule.next_due_at.astimezone(dt.UTC).minute == 30
    # The history of its runs.
    browser = factories.client(viewer)
    assert send(browser, "get", f"exports?schedule={schedule.id}")[1]["total"] == 1


def test_two_clocks_that_read_the_same_due_time_begin_one_run(flow, viewer):
    schedule = made(viewer, flow)
    is_due(schedule)
    one, other = (ExportSchedule.objects.select_related("user", "organization").get() for _ in range(2))
    assert [schedules._run(one, now()), schedules._run(other, now())] == [True, False]
    assert Export.objects.count() == 1


def test_a_run_whose_worker_was_killed_is_made_by_another_and_mailed_once(flow, viewer):
    from telemetry import jobs

    is_due(made(viewer, flow))
    run_schedules()
    export = Export.objects.get()
    assert jobs.take(Export, export.id)
    Export.objects.update(lease_until=now() - dt.timedelta(seconds=1))
    run_export(export.id)
    export.refresh_from_db()
    assert (export.status, export.attempts, OutgoingMail.objects.count()) == (JobStatus.DONE, 2, 1)


def test_after_days_without_a_clock_it_runs_once_for_the_last_due_time(flow, viewer):
    schedule = made(viewer, flow)
    is_due(schedule, now() - dt.timedelta(days=5))
    run_schedules()
    export = Export.objects.get()
    assert export.due_at is not None
    assert now() - export.due_at < dt.timedelta(days=1, hours=1)
    schedule.refresh_from_db()
    assert schedule.next_due_at > now()


def test_yesterday_is_yesterday_of_when_it_was_due_however_late_the_worker(flow, viewer, readings):
    from telemetry.exports.definition import ExportDefinition

    is_due(made(viewer, flow))
    run_schedules()
    export = Export.objects.get()
    long_ago = utc(2026, 3, 29, 10)
    Export.objects.update(due_at=long_ago)
    put_samples(readings, flow.id, [7.0], start_us=int(utc(2026, 3, 28, 10).timestamp()) * 1_000_000)
    run_export(export.id)
    export.refresh_from_db()
    assert export.rows == 1
    span = ExportDefinition.model_validate(export.definition).span(int(long_ago.timestamp()) * 1_000_000)
    assert span == (int(utc(2026, 3, 27, 22).timestamp()) * 1_000_000, int(utc(2026, 3, 28, 22).timestamp()) * 1_000_000)


def test_an_owner_who_is_switched_off_stops_it_and_it_says_so(flow, viewer, engineer):
    schedule = made(viewer, flow)
    is_due(schedule)
    viewer.is_active = False
    viewer.save()
    run_schedules()
    assert (Export.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    status, body = send(factories.client(engineer), "get", f"export-schedules/{schedule.id}")
    assert (status, body["is_active"]) == (200, False)
    assert body["stopped_because"] == f"Stopped: The account of {viewer.email} is switched off."
    # Nobody else may let it run with the owner's rights again.
    assert send(factories.client(engineer), "patch", f"export-schedules/{schedule.id}", {"is_active": True})[0] == 403


def test_an_owner_who_may_read_nothing_of_it_any_more_stops_it(organization, flow):
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, organization, "read")
    schedule = made(person, flow)
    is_due(schedule)
    factories.deny(profile, flow)
    run_schedules()
    schedule.refresh_from_db()
    assert (schedule.is_active, Export.objects.count()) == (False, 0)
    assert "may read none of its metrics any more" in schedule.stopped_because


def test_switching_it_on_again_forgets_why_it_stopped_and_what_it_missed(flow, viewer):
    schedule = made(viewer, flow)
    ExportSchedule.objects.update(is_active=False, stopped_because="x", next_due_at=now() - dt.timedelta(days=3))
    status, body = send(factories.client(viewer), "patch", f"export-schedules/{schedule.id}", {"is_active": True})
    assert (status, body["is_active"], body["stopped_because"]) == (200, True, "")
    run_schedules()
    assert Export.objects.count() == 0


def test_people_see_their_own_and_who_looks_after_the_organization_sees_all(flow, viewer, operator, engineer, stranger):
    schedule = made(viewer, flow)
    path = f"export-schedules/{schedule.id}"
    for other in (operator, stranger):
        browser = factories.client(other)
        assert send(browser, "get", "export-schedules")[1] == {"items": [], "total": 0}
        for method, body in (("get", None), ("patch", {"name": "x"}), ("delete", None)):
            assert send(browser, method, path, body)[0] == 404
        assert send(browser, "post", f"{path}/run")[0] == 404
    browser = factories.client(engineer)
    assert send(browser, "get", "export-schedules")[1]["items"][0]["owner"] == str(viewer)
    assert send(browser, "patch", path, {"recipients": ["me@example.com"]})[0] == 403
    assert send(browser, "patch", path, {"is_active": False})[1]["is_active"] is False
    assert send(browser, "delete", path)[0] == 200


def test_a_trial_run_goes_to_oneself_alone(flow, viewer):
    schedule = made(viewer, flow)
    status, body = send(factories.client(viewer), "post", f"export-schedules/{schedule.id}/run")
    assert status == 202
    run_export(body["export_id"])
    assert OutgoingMail.objects.get().recipients == [viewer.email]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"recipients": ["nobody"]}, "“nobody” is no e-mail address"),
        ({"recipients": []}, "recipients"),
        ({"time_zone": "Mars"}, "“Mars” is no time zone"),
        ({"every": "year"}, "every"),
        ({"at": "25:00"}, "at"),
        ({"day": 32}, "day"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(flow, viewer, fields, said):
    status, body = send(factories.client(viewer), "post", "export-schedules", wish(flow, **fields))
    assert (status, ExportSchedule.objects.count()) == (400, 0)
    assert said in body["error"]["message"]


def test_nobody_schedules_what_is_not_theirs(flow, stranger):
    assert send(factories.client(stranger), "post", "export-schedules", wish(flow))[0] == 404
