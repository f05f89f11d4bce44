"""Whatever the schema lets through, and much that it does not, is answered and never breaks the server.

For each operation Schemathesis makes requests that fit the schema and requests that do not. Ids in them are those of real
rows most of the time, so that they get past “there is no such thing”. Each request is undone afterwards.

Which requests these are is drawn once for each operation and database, so that a run on SQLite and one on PostgreSQL see
different ones, and every run of one the same. `SLUICE_FUZZ_EXAMPLES=500` looks harder, and elsewhere each time.
"""

import json
import os
import re
import secrets
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from alarms import services as alarm_services
from dashboards import services as dashboard_services
from devices.models import DeviceType
from flows import services as flow_services
from iotsite.api import api
from organizations.models import Site, User
from tests import factories

EXAMPLES = int(os.environ.get("SLUICE_FUZZ_EXAMPLES", "0"))
SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
OPERATIONS = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)}
# These call the host that the request names: no test calls strangers.
CALLS_OUT = {"POST /api/broker-connections/test"}


class World:
    """Rows for the requests to meet, and somebody who may do everything with them."""

    def __init__(self) -> None:
        self.organization = factories.organization()
        self.engineer = factories.user(self.organization)
        self.boss = User.objects.create_superuser("boss@example.com", factories.PASSWORD, organization=self.organization)
        site = Site.objects.create(organization=self.organization, name="North")
        kind = DeviceType.objects.create(organization=self.organization, name="Pump")
        device = factories.device(self.organization, "pump 7", site=site, type=kind)
        metric = factories.metric(device, is_writable=True)
        self.ids: dict[str, Any] = {
            "organization": self.organization.id,
            "parent_id": self.organization.id,
            "site_id": site.id,
            "type_id": kind.id,
            "device_id": device.id,
            "device_ids": [device.id],
            "metric_id": metric.id,
            "metric_ids": [metric.id],
            "user_id": self.engineer.id,
            "profile_id": self.engineer.memberships.get().profile_id,
            "profile_ids": [self.engineer.memberships.get().profile_id],
            "node": f"d:{device.id}",
            "key": f"d:{device.id}",
            "to": f"s:{site.id}",
            "credential_id": device.credentials.create(token_hash="0" * 64, hint="1234").id,
            "flow_id": flow_services.create_flow(self.organization, name="Cooling").id,
            "dashboard_id": dashboard_services.create_dashboard(
                self.organization, name="Hall", template="empty", device=None, by=self.engineer
            ).id,
            "name": "pump 9",
        }
        self.token = factories.token(device)
        self._session: str = factories.client(self.boss).cookies[settings.SESSION_COOKIE_NAME].value
        rule = alarm_services.set_rules(
            self.organization, source="flow:1", rules=[alarm_services.RuleSpec(key="hot", title="Too hot", severity="major")]
        )
        del rule
        event = alarm_services.AlarmEvent(
            effect_id="1",
            source="flow:1",
            key="hot",
            change="raise",
            time_us=1_700_000_000_000_000,
            device_id=device.id,
            value=81.5,
        )
        self.ids["alarm_id"] = alarm_services.apply([event])[0].id

    def client(self, case: Case) -> Client:
        """A device where the schema says so, else a person who may do all."""
        client = Client()
        if not _is_for_devices(case):
            client.cookies[settings.SESSION_COOKIE_NAME] = self._session
        client.raise_request_exception = False
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    before = settings.SESSION_ENGINE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"  # undone with everything else
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
    settings.SESSION_ENGINE = before


def test_every_operation_of_the_schema_is_tried() -> None:
    declared = {f"{method.upper()} {path}" for path, methods in api.get_openapi_schema()["paths"].items() for method in methods}
    assert set(OPERATIONS) == declared


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.timeout(300)
@pytest.mark.parametrize("label", sorted(OPERATIONS.keys() - CALLS_OUT))
def test_no_request_breaks_the_server(world: World, label: str) -> None:
    operation = OPERATIONS[label]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    strategies = [operation.as_strategy(generation_mode=mode) for mode in modes]

    @seed(secrets.randbits(64) if EXAMPLES else zlib.crc32(f"{label} on {connection.vendor}".encode()))
    @hypothesis_settings(
        max_examples=EXAMPLES or 6,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # the first request that breaks something is as good as the smallest
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(strategies[0], strategies[0], strategies[1]), is_real=st.integers(0, 3))
    def check(case: Case, is_real: int) -> None:
        if is_real:
            _put_real_ids(case, world)
        with transaction.atomic():
            answer = _send(case, world)
            transaction.set_rollback(True)
        _look_at(answer, case)

    check()


def _is_for_devices(case: Case) -> bool:
    return case.operation.definition.raw.get("security") == [{"deviceToken": []}]


def _put_real_ids(case: Case, world: World) -> None:
    for name in case.path_parameters or {}:
        if name in world.ids:
            case.path_parameters[name] = world.ids[name]
    if isinstance(case.query, dict):
        case.query |= {name: world.ids[name] for name in case.query if name in world.ids}
    if isinstance(case.body, dict):
        case.body |= {name: world.ids[name] for name in case.body if name in world.ids and name != "name"}
    if case.headers:
        case.headers.pop("X-Organization", None)


def _send(case: Case, world: World) -> HttpResponseBase:
    prepared = requests.Request(**_arguments(case)).prepare()
    body = prepared.body or b""
    headers = {name: value for name, value in prepared.headers.items() if name.lower() not in ("content-length", "cookie")}
    if _is_for_devices(case):
        headers["Authorization"] = f"Bearer {world.token}"
    else:
        headers.pop("Authorization", None)
    path, _, query = prepared.path_url.partition("?")
    return world.client(case).generic(
        case.method,
        path,
        body if isinstance(body, bytes) else str(body).encode(),
        content_type=str(headers.pop("Content-Type", "application/octet-stream")),
        QUERY_STRING=query,
        headers={name: value if isinstance(value, str) else value.decode("latin-1") for name, value in headers.items()},
    )


def _arguments(case: Case) -> dict[str, Any]:
    arguments = case.as_transport_kwargs(base_url="http://testserver")
    return {
        name: arguments[name] for name in ("method", "url", "headers", "params", "json", "data", "files") if name in arguments
    }


def _look_at(answer: HttpResponseBase, case: Case) -> None:
    says = f"{case.as_curl_command()}\n{answer.status_code}"
    status = answer.status_code
    broken = getattr(answer, "exc_info", None)
    assert status < 500, says + (f"\n{broken[1]!r}" if broken else f" {getattr(answer, 'content', b'')[:500]!r}")
    assert status != 401, f"{says}: the test is not let in"
    content_type = answer.headers.get("Content-Type", "")
    if status >= 400 and case.method.upper() != "HEAD" and content_type.startswith("application/json"):
        error = json.loads(getattr(answer, "content", b""))["error"]
        assert error["message"], says
        assert re.fullmatch(r"[a-z_]+", error["code"]), says
