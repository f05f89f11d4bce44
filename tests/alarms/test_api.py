"""Alarms over HTTP: lists, journal, acknowledgement, CSV, and nothing for strangers."""

import csv
import datetime as dt
import io

import pytest
from django.test import AsyncClient

from alarms import services
from alarms.models import Alarm
from alarms.services import AlarmEvent, RuleSpec
from organizations.models import Site
from tests import factories
from tests.threads import close_connections, in_thread

pytestmark = pytest.mark.django_db
T0_US = 1_700_000_000_000_000


def raise_alarms(organization, devices, *, severity="major", title="Too hot", key="hot"):
    source = f"flow:{organization.id}:{key}"
    services.set_rules(organization, source=source, rules=[RuleSpec(key=key, title=title, severity=severity)])
    return services.apply(
        [
            AlarmEvent(
                effect_id=f"{source}.{place}",
                source=source,
                key=key,
                change="raise",
                time_us=T0_US + place * 1_000_000,
                device_id=device.id,
                value=81.5,
            )
            for place, device in enumerate(devices)
        ]
    )


@pytest.fixture
def alarm(organization):
    return raise_alarms(organization, [factories.device(organization, name="boiler")])[0]


@pytest.fixture
def other_alarm(other_organization):
    return raise_alarms(other_organization, [factories.device(other_organization, name="secret")])[0]


def post(user, path, body):
    return factories.client(user).post(path, body, content_type="application/json")


class TestLists:
    def test_the_current_list_shows_the_alarm_as_agreed(self, alarm, viewer):
        answer = factories.client(viewer).get("/api/alarms").json()
        assert answer["total"] == 1
        assert answer["items"][0] == {
            "id": alarm.id,
            "rule_id": alarm.rule_id,
            "title": "Too hot",
            "severity": "major",
            "state": "active_unacked",
            "is_open": True,
            "device_id": alarm.device_id,
            "device": "boiler",
            "metric_id": None,
            "value_at_raise": 81.5,
            "text": "",
            "raised_at": "2023-11-14T22:13:20Z",
            "cleared_at": None,
            "clear_cause": None,
            "ack_at": None,
            "ack_by": None,
            "ack_comment": "",
            "closed_at": None,
            "still_active": False,
            "version": 1,
            "may_acknowledge": False,
        }

    def test_the_worst_stands_first_and_the_history_is_another_list(self, organization, alarm, viewer, operator):
        devices = [factories.device(organization) for _ in range(2)]
        critical, old = raise_alarms(organization, devices, severity="critical", title="Fire", key="fire")
        services.acknowledge(old, by=operator, comment="Drill")
        browser = factories.client(viewer)
        assert [row["id"] for row in browser.get("/api/alarms").json()["items"]] == [critical.id, alarm.id]
        (history,) = browser.get("/api/alarms?scope=history").json()["items"]
        assert (history["id"], history["still_active"], history["ack_comment"]) == (old.id, True, "Drill")

    def test_search_and_severity_narrow_it(self, organization, alarm, viewer):
        raise_alarms(organization, [factories.device(organization, name="pump")], severity="minor", title="Leak", key="leak")
        browser = factories.client(viewer)

        def found(query):
            return [row["title"] for row in browser.get(f"/api/alarms?{query}").json()["items"]]

        assert found("search=pump") == ["Leak"]
        assert found("search=HOT") == ["Too hot"]
        assert found("severity=minor") == ["Leak"]
        assert found("severity=minor&severity=major") == ["Too hot", "Leak"]
        assert found("severity=minor,major") == ["Too hot", "Leak"]
        assert found(f"device={alarm.device_id}") == ["Too hot"]
        assert found(f"device={alarm.device_id}&device={alarm.device_id + 1}") == ["Too hot", "Leak"]

    def test_it_can_be_of_the_devices_at_some_sites(self, organization, alarm, viewer):
        hall = Site.objects.create(organization=organization, name="Hall")
        raise_alarms(organization, [factories.device(organization, name="pump", site=hall)], title="Leak", key="leak")
        rows = factories.client(viewer).get(f"/api/alarms?site={hall.id}").json()["items"]
        assert [row["title"] for row in rows] == ["Leak"]

    def test_an_unknown_severity_is_refused(self, viewer):
        answer = factories.client(viewer).get("/api/alarms?severity=awful")
        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == "“awful” is no severity: give warning, minor, major or critical."

    def test_its_query_count_does_not_grow(self, organization, viewer, operator, django_assert_num_queries):
        alarms = raise_alarms(organization, [factories.device(organization) for _ in range(20)])
        for one in alarms[:10]:
            services.acknowledge(one, by=operator, comment="Seen")
        browser = factories.client(viewer)
        browser.get("/api/me")  # from here on the viewer's rights are known
        for scope in ("current", "history"):
            with django_assert_num_queries(4):  # user, organization, rows, count
                assert len(browser.get(f"/api/alarms?scope={scope}").json()["items"]) == 10

    def test_one_alarm_comes_with_its_journal(self, alarm, operator):
        services.acknowledge(alarm, by=operator, comment="Seen")
        detail = factories.client(operator).get(f"/api/alarms/{alarm.id}").json()
        assert [(entry["kind"], entry["by"], entry["comment"], entry["value"]) for entry in detail["transitions"]] == [
            ("raised", None, "", 81.5),
            ("acknowledged", str(operator), "Seen", None),
        ]


class TestAcknowledging:
    def test_with_a_comment_it_is_recorded(self, alarm, operator):
        answer = post(operator, f"/api/alarms/{alarm.id}/ack", {"comment": " Fan cleaned ", "expected_version": 1})
        assert answer.status_code == 200
        assert answer.json()["state"] == "active_acked"
        assert (answer.json()["ack_by"], answer.json()["ack_comment"]) == (str(operator), "Fan cleaned")

    @pytest.mark.parametrize("body", [{}, {"comment": ""}, {"comment": " \n "}, {"comment": "x" * 2001}])
    def test_without_a_comment_it_is_refused_alone_and_in_bulk(self, alarm, operator, body):
        for path, extra in ((f"/api/alarms/{alarm.id}/ack", {}), ("/api/alarms/ack", {"ids": [alarm.id]})):
            answer = post(operator, path, body | extra)
            assert (answer.status_code, answer.json()["error"]["field"]) == (400, "comment")
        assert Alarm.objects.get(id=alarm.id).ack_at is None

    def test_a_second_time_names_who_was_first(self, alarm, operator, engineer):
        services.acknowledge(alarm, by=operator, comment="Mine")
        answer = post(engineer, f"/api/alarms/{alarm.id}/ack", {"comment": "Late"})
        assert answer.status_code == 409
        error = answer.json()["error"]
        assert error["code"] == "already_acknowledged"
        assert (error["details"]["ack_by"], error["details"]["ack_comment"]) == (str(operator), "Mine")
        assert "ack_at" in error["details"]

    def test_an_older_version_is_a_conflict(self, alarm, operator):
        answer = post(operator, f"/api/alarms/{alarm.id}/ack", {"comment": "Seen", "expected_version": 7})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stale")

    def test_a_viewer_may_not(self, alarm, viewer):
        for path, body in ((f"/api/alarms/{alarm.id}/ack", {}), ("/api/alarms/ack", {"ids": [alarm.id]})):
            answer = post(viewer, path, body | {"comment": "Seen"})
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
        assert Alarm.objects.get(id=alarm.id).ack_at is None

    def test_in_bulk_each_gets_the_comment_and_the_rest_is_named(self, organization, other_alarm, operator, engineer):
        free, taken = raise_alarms(organization, [factories.device(organization) for _ in range(2)])
        services.acknowledge(taken, by=engineer, comment="Mine")
        body = {"ids": [free.id, taken.id, other_alarm.id, 999_999], "comment": "Storm"}
        answer = post(operator, "/api/alarms/ack", body).json()
        assert [row["id"] for row in answer["acknowledged"]] == [free.id]
        assert [(row["id"], row["code"]) for row in answer["refused"]] == [
            (taken.id, "already_acknowledged"),
            (other_alarm.id, "missing"),
            (999_999, "missing"),
        ]
        assert Alarm.objects.get(id=other_alarm.id).ack_at is None

    def test_in_bulk_more_than_five_hundred_are_refused(self, operator):
        assert post(operator, "/api/alarms/ack", {"ids": list(range(501)), "comment": "All"}).status_code == 400


class TestStrangers:
    def test_they_see_nothing_and_no_difference_from_what_is_not_there(self, alarm, stranger):
        browser = factories.client(stranger)
        assert browser.get("/api/alarms").json() == {"items": [], "total": 0}
        for number in (alarm.id, 999_999):
            assert browser.get(f"/api/alarms/{number}").status_code == 404
            for verb in ("ack", "reset"):
                answer = post(stranger, f"/api/alarms/{number}/{verb}", {"comment": "Mine"})
                assert (answer.status_code, answer.json()["error"]["message"]) == (
                    404,
                    "There is no such thing, or it is not yours.",
                )
        assert browser.get("/api/alarms", headers={"X-Organization": alarm.organization_id}).status_code == 404
        assert Alarm.objects.get(id=alarm.id).ack_at is None

    def test_without_login_there_is_nothing(self, alarm, client):
        for path in ("/api/alarms", f"/api/alarms/{alarm.id}", "/api/alarms/export.csv"):
            assert client.get(path).status_code == 401


@pytest.mark.django_db(transaction=True)
class TestExport:
    async def rows(self, user, query=""):
        browser = AsyncClient()
        await browser.aforce_login(user, backend="organizations.people.login.PasswordBackend")
        answer = await browser.get(f"/api/alarms/export.csv?{query}")
        assert answer.status_code == 200
        self.head = answer.headers
        chunks = answer.streaming_content  # type: ignore[attr-defined]  # of a streamed answer
        self.body = b"".join([chunk async for chunk in chunks])
        await close_connections()
        assert self.body.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(self.body.decode("utf-8-sig"), newline="")))

    async def test_it_is_a_csv_with_times_of_the_zone(self, alarm, viewer):
        (row,) = await self.rows(viewer, "tz=Europe/Berlin")
        assert row["raised_at"] == "2023-11-14T23:13:20.000+01:00"
        assert (row["severity"], row["device"], row["value_at_raise"]) == ("major", "boiler", "81.5")
        assert self.head["Content-Type"] == "text/csv; charset=utf-8"
        assert self.head["Content-Disposition"] == 'attachment; filename="alarms-current.csv"'
        assert self.body.count(b"\r\n") == 2

    async def test_a_cell_cannot_be_a_formula_and_quotes_are_doubled(self, organization, viewer):
        def build():
            device = factories.device(organization, name='=cmd|"calc"')
            raise_alarms(organization, [device], title='+1, "x"\r\nline', key="evil")

        await in_thread(build)
        (row,) = await self.rows(viewer)
        assert row["device"] == '\'=cmd|"calc"'
        assert row["title"] == '\'+1, "x"\r\nline'

    async def test_scope_and_period_narrow_it(self, organization, viewer, operator):
        def build():
            devices = [factories.device(organization, name=name) for name in ("a", "b", "c")]
            services.acknowledge(raise_alarms(organization, devices)[0], by=operator, comment="-done")

        await in_thread(build)
        assert [row["device"] for row in await self.rows(viewer)] == ["c", "b"]
        (row,) = await self.rows(viewer, "scope=history")
        assert (row["device"], row["comment"], row["state"]) == ("a", "'-done", "active_acked")
        middle = dt.datetime.fromtimestamp(T0_US / 1e6 + 2, dt.UTC).isoformat().replace("+", "%2B")
        assert [row["device"] for row in await self.rows(viewer, f"from={middle}")] == ["c"]
        assert [row["device"] for row in await self.rows(viewer, f"to={middle}")] == ["b"]

    async def test_a_stranger_gets_an_empty_file(self, alarm, stranger):
        assert await self.rows(stranger) == []

    def test_a_moment_beyond_the_calendar_is_refused(self, viewer):
        answer = factories.client(viewer).get("/api/alarms/export.csv?from=0001-01-01T00:00:00%2B14:00")
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "from")

    def test_an_unknown_zone_is_refused(self, viewer):
        answer = factories.client(viewer).get("/api/alarms/export.csv?tz=Mars/Base")
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "tz")
