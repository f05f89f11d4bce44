"""The flows to begin with run once their user has said what only they can know."""

import copy
import json
from typing import Any

import pytest

from core import languages
from flows.graphs.validation import check
from flows.starters import HERE, Starter, starters
from iotsite.processes import CHECKOUT
from tests.flows.test_validation import Known
from tests.ready import read_in

LEFT_TO_CHOOSE: dict[str, dict[str, Any]] = {
    "source.metric": {"metric": 12},
    "output.metric": {"device": 1},
    "outside.email": {"to": "ops@example.com"},
}


@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.key)
def test_a_flow_to_begin_with_lacks_only_what_its_user_knows(starter: Starter):
    document = copy.deepcopy(starter.document)
    for item in document["blocks"].values():
        if item["params"].get("target") != "run":
            item["params"] |= LEFT_TO_CHOOSE.get(item["type"], {})

    assert [problem.message for problem in check(document, Known()).errors] == []
    assert 0 < len(starter.description) < 160


def test_there_is_one_for_each_file_whose_blocks_exist():
    assert {"threshold_alarm", "average_alarm", "watchdog", "energy_from_power"} <= {starter.key for starter in starters()}
    assert len(starters()) <= len(list(HERE.glob("*.flow.yaml")))


def test_the_pages_have_their_words():
    messages = CHECKOUT / "frontend" / "src" / "features" / "flows" / "messages" / "en.json"

    assert json.loads(messages.read_text())["starter"] == {
        starter.key: {"name": starter.name, "text": starter.description} for starter in starters()
    }


def test_what_people_read_in_them_is_there_in_german():
    assert set(languages.messages(HERE, "de")) == read_in(starters())
    with languages.reading("de"):
        assert starters()[0].document["blocks"]["b3"]["params"]["title"] == "Wert zu hoch"
