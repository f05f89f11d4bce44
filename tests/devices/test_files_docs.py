"""The examples of docs/files.md, run as they stand."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from devices.files import editing, partial, rollout, services, storage
from tests import factories
from tests.devices.web import running

PAGE = Path(__file__).parents[2] / "docs" / "files.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
EXAMPLES = [re.findall(r"^curl(?:.*\\\n)*.*$", block, re.MULTILINE) for block in BLOCKS]


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_page_works(organization, engineer, tmp_path):
    device = factories.device(organization)
    session = factories.client(engineer).cookies["sessionid"].value
    (tmp_path / "crash.log").write_text("Traceback")
    (tmp_path / "app.bin").write_bytes(b"firmware" * 20_000)

    with running() as web:
        made: dict[str, str] = {}

        def run(example):
            example = example.replace("http://localhost:8000", web.address).replace("$TOKEN", factories.token(device))
            example = example.replace("d:1&", f"d:{device.id}&").replace("/files/1/", f"/files/{made.get('id')}/")
            # A key opens the same doors as the session of its owner.
            cookies = f"-b 'sessionid={session}; csrftoken={'x' * 32}' -H 'X-CSRFToken: {'x' * 32}'"
            example = re.sub(r'-H "Authorization: Bearer \$KEY"', cookies, example)
            done = subprocess.run(
                ["bash", "-c", example.replace("curl", "curl -sS", 1)], cwd=tmp_path, capture_output=True, check=True, timeout=20
            )
            return json.loads(done.stdout) if done.stdout else None

        first = run(EXAMPLES[1][0])
        made["id"] = str(first["id"])
        second, third = run(EXAMPLES[1][1]), run(EXAMPLES[1][2])
        assert (first["name"], first["active"]["size"]) == ("app.bin", 160_000)
        assert (second["version"], second["is_active"], second["note"]) == ("1.1", False, "Second try")
        assert [item["name"] for item in third["items"]] == ["app.bin"]

        listed, *_, status, sent = [run(example) for example in EXAMPLES[0]]
        assert listed["items"] == [
            {"kind": "FIRMWARE", "name": "app.bin", "version": "1.0", "size": 160_000, "sha256": first["active"]["sha256"]}
        ]
        assert (tmp_path / "app.bin").read_bytes() == b"firmware" * 20_000
        assert (tmp_path / "part.bin").stat().st_size == 65_536
        assert status["status"] == "applied"
        assert (sent["version"], sent["size"]) == ("7", 9)
    assert sum(len(block) for block in EXAMPLES) == 9


def test_the_bounds_of_the_page_are_those_of_the_program():
    text = PAGE.read_text()
    assert f"`SLUICE_FILE_BYTES`, {settings.FILE_BYTES // 10**6} MB" in text
    assert f"`SLUICE_FILES_QUOTA_BYTES`, {settings.FILES_QUOTA_BYTES // 10**9} GB" in text
    assert editing.FILES_PER_PLACE == editing.VERSIONS_PER_FILE == 500
    assert f"{services.CHUNK_BYTES // 1024} kB; {partial.UNFINISHED_PER_DEVICE} unfinished" in text
    assert f"newest {services.SENT_VERSIONS_KEPT}\nversions" in text
    assert f"batches of {rollout.BATCH:,}" in text
    assert (storage.GRACE_S, storage.UNFINISHED_S) == (3600, 86_400)
