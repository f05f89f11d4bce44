"""The audit log: what is written, by whom it may be read, and that nobody alters it."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.client import AsyncClient
from django.utils.timezone import now

from core import actor
from core.actor import Actor, acting
from core.later import later
from devices import services as device_services
from devices.models import Device, Metric
from organizations import audit, profiles
from organizations.audit import selectors
from organizations.audit.following import followed
from organizations.models import AuditEntry, Organization, Site, User
from tests import factories

pytestmark = pytest.mark.django_db


def newest(**wanted: object) -> AuditEntry:
    found = AuditEntry.objects.filter(**wanted).first()
    assert found is not None, list(AuditEntry.objects.values_list("action", "kind", "target"))
    return found


# --- what is written


def test_creating_changing_and_deleting_leave_an_entry_each(organization):
    with acting(Actor("Dana", id=7, address="10.0.0.9")):
        site = Site.objects.create(organization=organization, name="North")
        site.name = "South"
        site.save()
        site_id = site.id
        site.delete()

    written = AuditEntry.objects.filter(kind="site").order_by("id")
    assert [(entry.action, entry.target, entry.changes) for entry in written] == [
        ("created", "North", {"name": [None, "North"]}),
        ("changed", "South", {"name": ["North", "South"]}),
        ("deleted", "South", {"name": ["South", None]}),
    ]
    assert {(e.actor, e.actor_id, e.address, e.organization_id, e.target_id) for e in written} == {
        ("Dana", 7, "10.0.0.9", organization.id, str(site_id))
    }


def test_a_link_to_another_row_is_written_by_its_name(organization):
    north = Site.objects.create(organization=organization, name="North")
    device = factories.device(organization, "pump 7")

    device_services.change_device(device, site=north)

    assert newest(kind="device", action="changed").changes == {"site": [None, "North"]}


def test_saving_without_a_change_writes_nothing(organization):
    site = Site.objects.create(organization=organization, name="North")
    before = AuditEntry.objects.count()

    site.save()

    assert AuditEntry.objects.count() == before


def test_saving_a_field_that_is_not_followed_costs_no_query(organization, django_assert_num_queries):
    user = factories.user(organization)
    with transaction.atomic(), django_assert_num_queries(1):
        user.save(update_fields=["last_login"])


def test_what_vanishes_with_a_device_has_no_entries_of_its_own(organization):
    device = factories.device(organization, "pump 7")
    factories.metric(device)
    before = AuditEntry.objects.count()

    device_services.delete_device(device)

    assert AuditEntry.objects.count() == before + 1
    assert newest(action="deleted").target == "pump 7"


def test_deleting_a_selection_leaves_an_entry_for_each(organization):
    for name in ("a", "b"):
        factories.device(organization, name)

    Device.objects.filter(organization=organization).delete()

    assert set(AuditEntry.objects.filter(action="deleted").values_list("target", flat=True)) == {"a", "b"}


def test_machine_traffic_is_not_written(organization):
    device = factories.device(organization)
    before = AuditEntry.objects.count()

    device_services.create_metrics([(device.id, "temperature", "double")])
    device_services.record_presence([(device.id, True, 1_000_000)])
    device_services.record_last_seen({device.id: 60_000_000})

    assert Metric.objects.filter(device=device).count() == 1
    assert AuditEntry.objects.count() == before


def test_entry_and_change_stand_or_fall_together(organization):
    with transaction.atomic():
        Site.objects.create(organization=organization, name="North")
        transaction.set_rollback(True)

    assert not AuditEntry.objects.filter(kind="site").exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_whose_entry_cannot_be_written_does_not_happen(organization, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("organizations.audit.records.AuditEntry.objects.bulk_create", fail)
    with pytest.raises(DatabaseError):
        Site.objects.create(organization=organization, name="North")

    assert not Site.objects.exists()


def test_members_and_entries_of_a_profile_are_written_in_words(organization):
    person = factories.user(name="Dana")
    profile = factories.profile(organization, "Night shift")
    profiles.add_member(profile, person)
    factories.allow(profile, organization, "read", "write_metric")

    assert newest(kind="membership").changes == {"profile": [None, "Night shift"], "user": [None, "Dana"]}
    entry = newest(kind="access entry", target__startswith="Night shift")
    assert entry.changes["permissions"] == [None, ["read", "write_metric"]]
    assert entry.organization_id == organization.id


def test_no_followed_field_is_a_secret():
    for it in followed().values():
        for name in it.fields:
            if name in it.shown or name.endswith("_at"):
                continue  # told in other words, or only when
            assert not any(word in name for word in ("password", "secret", "hash", "token", "certificate")), (it.kind, name)


def test_a_token_is_issued_and_revoked_in_the_log_without_the_token(organization):
    device = factories.device(organization, "pump 7")
    credential, token = device_services.issue_token(device)
    device_services.revoke_credential(credential)

    written = AuditEntry.objects.filter(kind="credential").order_by("id")
    assert [entry.action for entry in written] == ["issued", "revoked"]
    assert token not in json.dumps([entry.changes for entry in written])


def test_long_and_odd_values_are_cut_and_cleaned(organization):
    audit.record(
        "changed",
        kind="thing",
        organization_id=organization.id,
        target="x" * 500,
        changes={
            "text": ("a\x00b", "y" * 5_000),
            "number": (float("nan"), 1.5),
            **{f"f{i}": (None, "z" * 500) for i in range(60)},
        },
    )

    entry = newest(kind="thing")
    assert len(entry.target) == 200
    assert entry.changes["text"] == ["a�b", "y" * 500 + "…"]
    assert entry.changes["number"] == ["nan", 1.5]
    assert len(json.dumps(entry.changes)) < 25_000
    assert entry.changes["…"][1].endswith("more fields")


def test_commands_of_people_are_written_and_those_of_flows_are_not(organization, engineer):
    device = factories.device(organization, "pump 7")
    device_services.send_command(device=device, name="stop", value=7, source="flow:1.2")
    device_services.send_command(device=device, name="stop", value=8, by=engineer)

    written = AuditEntry.objects.filter(kind="command")
    assert [(entry.action, entry.target, entry.changes) for entry in written] == [
        ("sent", "stop to pump 7", {"value": [None, 8]})
    ]


# --- who acts


def test_a_request_acts_for_its_user_and_from_its_address(organization, engineer):
    answer = factories.client(engineer).post(
        "/api/devices", {"name": "pump 7"}, content_type="application/json", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7"}
    )

    assert answer.status_code in (200, 201), answer.content
    entry = newest(kind="device", action="created")
    assert (entry.actor, entry.actor_id, entry.address, entry.is_superuser) == (str(engineer), engineer.id, "192.0.2.7", False)


def test_only_a_proxy_of_this_machine_may_name_another_address(rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.5", headers={"X-Forwarded-For": "192.0.2.7"})
    assert actor.address_of(request) == "203.0.113.5"


def test_a_superuser_is_marked(organization):
    boss = User.objects.create_superuser("boss@example.com", factories.PASSWORD)
    answer = factories.client(boss).post(
        "/api/devices", {"name": "pump 7"}, content_type="application/json", headers={"X-Organization": organization.id}
    )

    assert answer.status_code in (200, 201), answer.content
    assert newest(kind="device", action="created").is_superuser


def test_nobody_acts_after_a_request(organization, engineer):
    factories.client(engineer).get("/api/me")
    assert actor.current().name == "Sluice"


async def _create_device_over_asgi(person: User) -> int:
    from asgiref.sync import sync_to_async

    client = AsyncClient()
    await sync_to_async(client.force_login)(person, backend="organizations.people.login.PasswordBackend")
    answer = await client.post("/api/devices", {"name": "pump 7"}, content_type="application/json")
    return answer.status_code


@pytest.mark.django_db(transaction=True)
def test_the_actor_comes_along_into_the_threads_of_asgi(organization, engineer):
    from asgiref.sync import async_to_sync

    assert async_to_sync(_create_device_over_asgi)(engineer) in (200, 201)
    assert newest(kind="device", action="created").actor_id == engineer.id


def test_a_task_acts_for_whoever_asked_for_it(organization, engineer, monkeypatch, django_capture_on_commit_callbacks):
    from iotsite.celery import app

    sent: list[dict[str, object]] = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: sent.append(options))
    with django_capture_on_commit_callbacks(execute=True), acting(Actor("Dana", id=7, address="192.0.2.7")):
        later("some.task", 1)

    @app.task(name="tests.who", bind=True)
    def who(task: object) -> tuple[str, int | None, str]:
        now_acting = actor.current()
        return now_acting.name, now_acting.id, now_acting.address

    headers = sent[0]["headers"]
    assert who.apply(headers=headers).get() == ("Dana", 7, "192.0.2.7")
    assert who.apply().get() == ("Sluice", None, "")


def test_logging_in_failing_and_out_are_written(organization):
    person = factories.user(organization, email="dana@example.com")
    browser = Client()
    for password in ("wrong", factories.PASSWORD):
        browser.post(
            "/_allauth/browser/v1/auth/login",
            {"email": "dana@example.com", "password": password},
            content_type="application/json",
        )
    browser.delete("/_allauth/browser/v1/auth/session")

    written = list(AuditEntry.objects.filter(kind="user", target_id=str(person.id)).exclude(action="created").order_by("id"))
    assert [entry.action for entry in written] == ["login_failed", "logged_in", "logged_out"]
    assert {entry.organization_id for entry in written} == {organization.id}
    assert written[0].actor == actor.NOBODY
    assert {entry.actor_id for entry in written[1:]} == {person.id}


# --- nobody alters it


@pytest.mark.parametrize(
    "statement", ["UPDATE organizations_auditentry SET actor = 'nobody'", "DELETE FROM organizations_auditentry"]
)
def test_the_database_refuses_to_change_or_delete_entries(organization, statement):
    audit.record("changed", kind="thing", organization_id=organization.id)
    before = list(AuditEntry.objects.values_list("id", "actor"))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(AuditEntry.objects.values_list("id", "actor")) == before


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has TRUNCATE")
def test_postgresql_refuses_to_empty_the_table():
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE organizations_auditentry")


def test_the_log_outlives_its_organization():
    organization = Organization.objects.create(name="Acme")
    organization_id = organization.id
    organization.delete()

    assert set(AuditEntry.objects.filter(organization_id=organization_id).values_list("action", flat=True)) == {
        "created",
        "deleted",
    }


# --- reading it


def write(organization: Organization | None, count: int, *, action: str = "changed", **fields: object) -> None:
    moment = now()
    rows = [
        AuditEntry(
            organization_id=organization.id if organization else "", action=action, kind="thing", target_id=str(n), **fields
        )
        for n in range(count)
    ]
    for row in rows:
        row.at = moment
    AuditEntry.objects.bulk_create(rows)


def pages_of(browser: Client, query: str) -> Iterator[list[dict[str, str]]]:
    """All pages, one after the other."""
    after: str | None = ""
    while after is not None:
        page = browser.get(f"/api/audit?{query}&after={after}").json()
        yield page["items"]
        after = page["next"]


def test_a_stranger_reads_nothing_of_it(organization, engineer, stranger):
    write(organization, 1, target="secret pump")

    seen = factories.client(stranger).get("/api/audit?limit=500").json()["items"]
    assert all(entry["target"] != "secret pump" for entry in seen)
    there = factories.client(stranger).get("/api/audit", headers={"X-Organization": organization.id})
    assert there.status_code == 404
    assert factories.client(stranger).get("/api/audit/export.csv", headers={"X-Organization": organization.id}).status_code == 404


@pytest.mark.parametrize("path", ["/api/audit", "/api/audit/choices", "/api/audit/export.csv"])
def test_who_manages_neither_people_nor_the_organization_is_refused(organization, operator, path):
    assert factories.client(operator).get(path).status_code == 403
    assert Client().get(path).status_code == 401


@pytest.mark.parametrize("permission", ["manage_users_profiles", "edit_organization"])
def test_either_right_opens_it(organization, permission):
    person = factories.user()
    factories.allow(factories.profile(organization, None, person), organization, "read", permission)

    assert factories.client(person).get("/api/audit").status_code == 200


def test_what_belongs_to_no_organization_is_for_superusers(organization, engineer):
    write(None, 1, target="the platform")
    boss = User.objects.create_superuser("boss@example.com", factories.PASSWORD)

    assert factories.client(engineer).get("/api/audit?scope=platform").status_code == 403
    seen = factories.client(boss).get("/api/audit?scope=platform&kind=thing").json()["items"]
    assert [entry["target"] for entry in seen] == ["the platform"]


def test_pages_follow_each_other_without_gap_or_repeat(organization, engineer):
    write(organization, 7)  # all at the same moment
    browser = factories.client(engineer)
    seen = [entry["target_id"] for page in pages_of(browser, "kind=thing&limit=3") for entry in page]

    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "PUMP eve"}, ["1"]),
        ({"search": "192.0.2."}, ["2"]),
        ({"action": "deleted"}, ["3"]),
        ({"actor": 41}, ["1"]),
        ({"kind": "thing", "target": "2"}, ["2"]),
        ({"action": "changed", "kind": "thing", "actor": 41}, ["1"]),
        ({"from": "2001-01-01T00:00:00Z", "to": "2002-01-01T00:00:00Z"}, ["4"]),
        ({"to": "2000-01-01T00:00:00"}, []),
    ],
)
def test_it_is_narrowed_by(organization, engineer, query, expected):
    rows = [
        AuditEntry(target_id="1", target="pump 7", actor="Eve", actor_id=41),
        AuditEntry(target_id="2", target="fan", address="192.0.2.7"),
        AuditEntry(target_id="3", target="fan", action="deleted"),
        AuditEntry(target_id="4", target="fan"),
    ]
    for row in rows:
        row.organization_id, row.kind, row.action = organization.id, "thing", row.action or "changed"
        row.at = dt.datetime(2001, 6, 1, tzinfo=dt.UTC) if row.target_id == "4" else now()
    AuditEntry.objects.bulk_create(rows)

    answer = factories.client(engineer).get("/api/audit", {"kind": "thing", **query})
    assert [entry["target_id"] for entry in answer.json()["items"]] == expected


def test_a_search_looks_through_a_bounded_part_at_a_time_and_says_where_it_goes_on(organization, engineer, monkeypatch):
    monkeypatch.setattr(selectors, "SEARCHED", 3)
    AuditEntry.objects.bulk_create([AuditEntry(organization_id=organization.id, action="changed", kind="thing", target="needle")])
    write(organization, 7, target="hay")
    browser = factories.client(engineer)

    pages = [[entry["target"] for entry in page] for page in pages_of(browser, "kind=thing&search=needle")]

    assert pages == [[], [], ["needle"]]


@pytest.mark.parametrize("after", ["x", "1-", "99999999999999999999999-1", "-", "1-99999999999999999999"])
def test_a_wrong_cursor_is_named(organization, engineer, after):
    answer = factories.client(engineer).get("/api/audit", {"after": after})
    assert answer.status_code == 400
    assert after in answer.json()["error"]["message"]


def test_choices_name_what_occurs(organization, engineer):
    write(organization, 1, action="deleted")

    choices = factories.client(engineer).get("/api/audit/choices").json()

    assert {"created", "deleted"} <= set(choices["actions"])
    assert {"user", "profile", "thing"} <= set(choices["kinds"])


def test_the_export_is_csv_and_is_itself_written(organization, engineer):
    write(organization, 2, target='=HYPERLINK("x"), "y"', changes={"name": ["a", "ü"]})

    answer = factories.client(engineer).get("/api/audit/export.csv?kind=thing")

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-')
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["target_id"] for row in rows] == ["1", "0"]
    assert rows[0]["target"] == '\'=HYPERLINK("x"), "y"'
    assert json.loads(rows[0]["changes"]) == {"name": ["a", "ü"]}
    assert newest(kind="audit log").action == "exported"


def test_reading_a_page_takes_few_queries(organization, engineer, django_assert_max_num_queries):
    write(organization, 60)
    browser = factories.client(engineer)
    browser.get("/api/audit")
    with django_assert_max_num_queries(9):
        browser.get("/api/audit?search=pump")
