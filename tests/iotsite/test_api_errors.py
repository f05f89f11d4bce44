"""What no table can hold is refused at the door, on every database."""

import json

import pytest
from django.db import connection

from tests import factories


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/api/audit?actor={2**63 - 1}", None),
        ("GET", f"/api/samples/latest?metric={10**30}", None),
        ("GET", "/api/audit?from=0001-01-01T00:00:00%2B12:00", None),
        ("GET", "/api/audit?from=0180-04-27T15:13:16%2B16:22", None),
        ("PATCH", "/api/me", {"preferences": {"a\x00b": 1}}),
    ],
)
def test_what_no_table_can_hold_is_refused_or_finds_nothing(organization, engineer, method, path, body):
    answer = factories.client(engineer).generic(method, path, json.dumps(body) if body else "", content_type="application/json")

    assert answer.status_code in (200, 400, 404), answer.content
    if answer.status_code == 400:
        assert answer.json()["error"]["message"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite takes it")
def test_the_character_nul_is_named_as_what_it_is(organization, engineer):
    assert connection.vendor == "postgresql"
    answer = factories.client(engineer).patch("/api/me", {"preferences": {"a\x00b": 1}}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
