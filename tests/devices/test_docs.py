"""What the handbook says about devices is tried here."""

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from devices import registration
from devices.imports.services import Options, start_import
from devices.models import ClaimCode, Command, Device
from devices.services import types
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = (Path(settings.BASE_DIR) / "docs" / "devices.md").read_text(encoding="utf-8")


def example(language, place=0):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[place]


def test_the_list_of_the_handbook_becomes_devices():
    organization = factories.organization()
    content = example("csv").encode()

    job = start_import(
        organization,
        io.BytesIO(content),
        size=len(content),
        name="devices.csv",
        options=Options(create_sites=True, create_types=True),
        is_dry_run=False,
        by=factories.user(organization),
    )

    assert (job.created, job.problems, job.detail) == (3, [], "Also made: 1 site and 1 device type.")
    assert Device.objects.get(name="Gateway").is_gateway is True


def test_a_device_registers_itself_as_the_handbook_says():
    organization = factories.organization()
    body = json.loads(example("json"))
    ClaimCode.objects.create(
        organization=organization,
        name="Label",
        code_hash=registration.hash_code(body["code"]),
        hint="5GHJ",
        expires_at="2999-01-01T00:00:00Z",
    )

    answer = Client().post("/api/register", body, "application/json")

    assert answer.status_code == 200
    assert answer.json()["token"].startswith("sluice_")
    assert Device.objects.get().name == "Pump 7"
    assert re.fullmatch(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){4}", body["code"])


def test_a_command_goes_to_all_of_a_type_as_the_handbook_says():
    organization = factories.organization()
    pump = types.create_type(
        organization, name="Pump", commands=[{"name": "dose", "parameters": [{"name": "volume", "type": "double"}]}]
    )
    factories.device(organization, type=pump)
    body = json.loads(example("json", 1)) | {"type_id": pump.id}

    answer = factories.client(factories.user(organization)).post("/api/commands", body, "application/json")

    assert answer.json()["commands"] == 1
    command = Command.objects.get()
    assert (command.value, command.timeout_s, command.max_attempts) == ({"volume": 2.5}, 30, 3)
