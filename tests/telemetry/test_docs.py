"""The examples of docs/samples.md, run as they stand."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from core.clock import now_us
from telemetry.store import Samples
from tests import factories

PAGE = Path(__file__).parents[2] / "docs" / "samples.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
EXAMPLES = [example for block in BLOCKS for example in re.findall(r"^curl(?:.*\\\n)*.*$", block, re.MULTILINE)]


def run(example: str, server: str, **values: str) -> Any:
    for name, value in values.items():
        example = example.replace(f"${name}", value)
    example = example.replace("http://localhost:8000", server).replace("/devices/1/", f"/devices/{values['DEVICE']}/")
    # In one go: the first metric's id may be 2.
    ids = {"1": values["FIRST"], "2": values["SECOND"]}
    example = re.sub(r"metric=([12])\b", lambda found: f"metric={ids[found[1]]}", example)
    example = example.replace("metrics/1/", f"metrics/{values['FIRST']}/")
    done = subprocess.run(["bash", "-c", example.replace("curl", "curl -sS", 1)], capture_output=True, check=True, timeout=20)
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_page_works(organization, viewer, readings, live_server):
    device = factories.device(organization)
    first, second = factories.metric(device, "temperature"), factories.metric(device, "oil")
    readings.append(Samples.of([first.id, second.id] * 2, [now_us() - 10**6] * 2 + [now_us() - 10**7] * 2, [1.0, 2.0, 3.0, 4.0]))
    values = {
        "TOKEN": factories.token(device),
        "SESSION": factories.client(viewer).cookies["sessionid"].value,
        "DEVICE": str(device.id),
        "FIRST": str(first.id),
        "SECOND": str(second.id),
    }
    answers = [run(example, live_server.url, **values) for example in EXAMPLES]
    assert len(answers) == 9
    assert [answer.get("accepted") for answer in answers[:3]] == [2, 2, 1]
    assert answers[3]["values"][str(first.id)]["value"] == 1.0
    assert answers[4]["value"] == [1.0, 3.0]
    assert answers[5]["values"] == [[1.0, 2.0], [3.0, 4.0]]
    assert answers[6]["series"][1]["value"] == [4.0, 2.0]
    assert sum(answers[7]["series"][0]["avg"]) in (2.0, 4.0)  # 4.0 when the hour began in between
    assert len(answers[8]["series"][0]["ts"]) in (31, 32)  # 32 when the clock went back at midnight in between


def test_the_bounds_of_the_page_are_those_of_the_program():
    from telemetry import decode, payloads, services

    text = PAGE.read_text()
    assert f"{services.MAX_BODY_BYTES // 2**20} MB, {payloads.MAX_VALUES:,} values" in text
    assert f"{payloads.MAX_TEXT:,} characters, {payloads.MAX_DEPTH} levels" in text
    assert f"metrics that one device makes by sending | {decode.MAX_METRICS:,} |" in text
