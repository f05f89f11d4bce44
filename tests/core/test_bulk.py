"""Rows that go into the database without model objects."""

import datetime as dt

import pytest
from django.db import transaction

from alarms.models import Alarm, AlarmRule, AlarmTransition
from core import bulk
from devices.models import Device
from tests import factories

AT = dt.datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=dt.UTC)
FIELDS = ("alarm_id", "rule_id", "kind", "at", "recorded_at", "value", "severity", "effect_id", "comment", "by_id")


@pytest.fixture
def rule(organization):
    return AlarmRule.objects.create(organization=organization, source="flow:1", key="hot", title="Too hot")


def entry(rule, effect_id, value=None):
    return (None, rule.id, "nothing", AT, AT, value, 1, effect_id, "", None)


def test_inserted_rows_read_like_those_of_the_models(rule):
    bulk.insert(AlarmTransition, FIELDS, [entry(rule, "a", 81.5), entry(rule, "b", {"x": [1]}), entry(rule, "c")])
    rows = list(AlarmTransition.objects.all())
    assert [row.value for row in rows] == [81.5, {"x": [1]}, None]
    assert {row.at for row in rows} == {AT}
    assert AlarmTransition.objects.filter(value__isnull=True).get().effect_id == "c"


@pytest.mark.django_db
def test_no_rows_ask_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert(AlarmTransition, FIELDS, [])
        bulk.update(Device, ("name",), [])
        assert bulk.select(Device, ("id",), "id", []) == []
        assert list(bulk.reserve_ids(Alarm, 0)) == []


def test_an_update_changes_the_rows_it_names_and_no_others(organization):
    first, second = factories.device(organization), factories.device(organization)
    bulk.update(Device, ("last_seen_at",), [(AT, first.id)])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.last_seen_at, second.last_seen_at) == (AT, None)


def test_reserved_ids_are_those_that_come_next_and_come_once(rule):
    with transaction.atomic():
        before = AlarmTransition.objects.create(rule=rule, kind="nothing", at=AT, recorded_at=AT, severity=1)
        reserved = list(bulk.reserve_ids(AlarmTransition, 3))
        bulk.insert(AlarmTransition, ("id", *FIELDS), [(number, *entry(rule, f"e{number}")) for number in reserved])
        after = AlarmTransition.objects.create(rule=rule, kind="nothing", at=AT, recorded_at=AT, severity=1)
    assert reserved == list(range(before.id + 1, before.id + 4))
    assert after.id == reserved[-1] + 1


def test_many_keys_are_looked_up_in_parts(organization):
    devices = [factories.device(organization) for _ in range(3)]
    keys = [*range(10_000, 10_000 + bulk.KEYS_AT_ONCE), *(device.id for device in devices)]
    assert bulk.select(Device, ("id", "name"), "id", keys) == [(device.id, device.name) for device in devices]
