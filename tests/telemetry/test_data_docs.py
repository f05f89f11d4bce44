"""The examples of docs/data.md, run as they stand, and its bounds."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from core.clock import now_us
from organizations.models import Profile
from organizations.people.keys import issue_key
from telemetry import jobs
from telemetry.exports import services
from telemetry.exports.definition import MAX_METRICS
from telemetry.imports.plan import MAX_PROBLEMS
from telemetry.queries import run as queries
from telemetry.selectors import MAX_METRICS as MAX_ASKED
from tests import factories
from tests.telemetry.exporting import put_samples

PAGE = Path(__file__).parents[2] / "docs" / "data.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
EXAMPLES = [example for block in BLOCKS for example in re.findall(r"^curl(?:.*\\\n)*.*$", block, re.MULTILINE)]


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_page_works(organization, engineer, readings, live_server, tmp_path, settings):
    settings.VAR = tmp_path
    metric = factories.metric(factories.device(organization, "Pump 1"), "flow")
    put_samples(readings, metric.id, [1.0, 2.0], start_us=now_us() - 60_000_000)
    profiles = list(Profile.objects.filter(members__user=engineer))
    key = issue_key(engineer, name="docs", profile_ids=[profile.id for profile in profiles])[1]
    history = b"time,device,metric,value\n2026-03-01,Pump 1,flow,1\n"
    (tmp_path / "history.csv").write_bytes(history)
    answers: list[object] = []
    for example in EXAMPLES:
        text = example.replace("http://localhost:8000", live_server.url).replace("METRIC", str(metric.id))
        text = text.replace("SIZE", str(len(history)))
        if "IMPORT" in text:
            made = next(answer for answer in answers if isinstance(answer, dict) and "received_bytes" in answer)
            text = text.replace("IMPORT", str(made["id"]))
        done = subprocess.run(
            ["bash", "-c", f"KEY={key}; " + text.replace("curl", "curl -sS --fail-with-body", 1)],
            capture_output=True,
            check=True,
            timeout=20,
            cwd=tmp_path,
        )
        answers.append(json.loads(done.stdout) if done.stdout else None)
    asked, _, job, listed, announced, uploaded, checked = answers
    assert [one["function"] for one in asked["series"]][:2] == ["avg", "median"]  # type: ignore[index]
    assert (tmp_path / "flow.csv").read_bytes().startswith(b"\xef\xbb\xbfTime (Europe/Helsinki);")
    assert job["status"] == "waiting"  # type: ignore[index]
    assert listed["total"] == 1  # type: ignore[index]
    assert (announced["stage"], uploaded["stage"], checked["status"]) == ("upload", "set_up", "waiting")  # type: ignore[index]


def test_the_bounds_of_the_page_are_those_of_the_program():
    text = " ".join(PAGE.read_text().split())
    assert f"up to {MAX_ASKED} metrics" in text
    assert f"refused above {queries.MAX_SAMPLES:,} samples" in text
    assert f"**one file**, up to {MAX_METRICS:,}." in text
    assert f"(up to {services.SMALL_ROWS:,} rows)" in text
    assert f"rows of an export | {services.MAX_ROWS:,}" in text
    assert f"jobs under way | {jobs.MAX_OPEN}; two jobs" in text
    assert jobs.MAX_RUNNING == 2
    assert f"{settings.EXPORTS_BOUND_BYTES // 2**30} GB (`SLUICE_EXPORTS_BOUND_BYTES`)" in text
    assert f"up to {settings.IMPORT_BOUND_BYTES // 2**20} MB (`SLUICE_IMPORT_BOUND_BYTES`)" in text
    assert f"Up to {services.ATTACHED_BYTES // 2**20} MB the file is attached" in text
    assert f"the first {MAX_PROBLEMS};" in text
