"""The examples of docs/api.md, run as they stand."""

import re
import subprocess
from pathlib import Path

import pytest

from core import idempotency
from devices.models import Device
from organizations.models import Profile
from organizations.people import keys
from tests import factories

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
EXAMPLES = [example for block in BLOCKS for example in re.findall(r"^curl(?:.*\\\n)*.*$", block, re.MULTILINE)]


def run(example: str, server: str, **values: str) -> str:
    for name, value in values.items():
        example = example.replace(f"${name}", value)
    example = example.replace("http://localhost:8000", server)
    done = subprocess.run(["bash", "-c", example.replace("curl", "curl -sS -i", 1)], capture_output=True, check=True, timeout=20)
    return done.stdout.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_page_works(organization, engineer, live_server):
    factories.device(organization, "pump 7")
    profiles = list(Profile.objects.filter(members__user=engineer))
    key = keys.issue_key(engineer, name="docs", profile_ids=[profile.id for profile in profiles])[1]
    values = {"KEY": key, "ORGANIZATION": organization.id}

    me, devices, found, audit, created, refused, export = [run(example, live_server.url, **values) for example in EXAMPLES]

    assert engineer.email in me
    assert '"pump 7"' in devices
    assert '"total": 1' in found
    assert '"next"' in audit
    assert " 200 " in created.partition("\n")[0]
    assert " 400 " in refused.partition("\n")[0]
    assert re.search(r'"error": \{"code": "\w+", "message": ".*a/b.*", "field": "name"', refused)
    assert "created,device" in export

    again = run(EXAMPLES[4], live_server.url, **values)
    assert f"{idempotency.REPLAYED}: true" in again
    assert Device.objects.filter(name="Pump 9").count() == 1


def test_the_bounds_of_the_page_are_those_of_the_program():
    text = re.sub(r"\s+", " ", PAGE.read_text())
    assert f"within {idempotency.KEPT_S // 3600} hours" in text
    assert f"waits {idempotency.WAIT_S:.0f} s" in text
    assert f"up to {idempotency.KEY_LENGTH} printable characters" in text
    assert f"newest {idempotency.KEYS_PER_CALLER:,} keys" in text
    assert f"longer than {idempotency.ANSWER_BYTES // 1024} KB" in text
