"""Controls in use: who may, PINs, forms, repeats, what was sent, favourites and playlists."""

import concurrent.futures

import pytest

from core.redis import client as redis
from dashboards import documents, pins, services
from dashboards.models import ControlPin, Dashboard, Playlist, SentValue
from devices.models import Command
from devices.services import types
from organizations import profiles, rights
from organizations.models import AuditEntry, Favourite
from tests import factories
from tests.dashboards.test_flow_controls import flow_with

pytestmark = pytest.mark.django_db
JSON = "application/json"


def document(*widgets):
    whole = documents.empty()
    for place, (kind, options, bindings) in enumerate(widgets, start=1):
        whole["widgets"][f"w{place}"] = {
            "type": kind,
            "version": 1,
            "options": options,
            "bindings": [one if isinstance(one, dict) else {"kind": "metric", "metric": one.id} for one in bindings],
        }
        whole["layouts"]["desktop"]["p1"].append({"i": f"w{place}", "x": 0, "y": place * 4, "w": 6, "h": 4})
    return whole


@pytest.fixture
def device(organization):
    return factories.device(organization, "boiler")


@pytest.fixture
def low(device):
    return factories.metric(device, "low", low=0, high=1000, is_writable=True)


@pytest.fixture
def high(device):
    return factories.metric(device, "high", low=0, high=1000, is_writable=True)


@pytest.fixture
def desk(organization, engineer):
    def make(*widgets) -> Dashboard:
        board = services.create_dashboard(organization, name="Desk", document=document(*widgets), by=engineer)
        return factories.share(board)

    return make


def press(board, person, value, *, widget="w1", key=None, **more):
    headers = {"Idempotency-Key": key} if key else {}
    url = f"/api/dashboards/{board.id}/widgets/{widget}/command"
    return factories.client(person).post(url, {"value": value, **more}, JSON, headers=headers)


def message(answer):
    return answer.json()["error"]["message"]


class TestWhoMay:
    def test_an_operator_sends_and_a_viewer_and_a_stranger_do_not(self, desk, low, operator, viewer, stranger):
        board = desk(("number_input", {}, [low]))
        assert [press(board, person, 5).status_code for person in (operator, viewer, stranger)] == [200, 403, 404]
        assert Command.objects.count() == 1

    def test_a_right_that_is_taken_away_ends_it_at_once(self, desk, low, operator):
        board = desk(("number_input", {}, [low]))
        assert press(board, operator, 5).status_code == 200
        factories.deny(operator.memberships.get().profile, low, "write_metric")
        answer = press(board, operator, 6)
        assert answer.status_code == 403
        assert message(answer).startswith("Your profiles do not include “write metric” here.")
        assert Command.objects.count() == 1

    def test_one_who_left_the_profile_sends_nothing(self, desk, low, operator):
        board = desk(("number_input", {}, [low]))
        member = operator.memberships.get()
        profiles.add_member(factories.profile(board.organization, "Nothing"), operator)
        member.delete()
        rights.changed()
        assert press(board, operator, 5).status_code in (403, 404)
        assert Command.objects.count() == 0


class TestOnce:
    def test_a_press_that_is_repeated_sends_one_command(self, desk, low, operator):
        board = desk(("number_input", {}, [low]))
        first, again = press(board, operator, 5, key="k1"), press(board, operator, 5, key="k1")
        other = press(board, operator, 5, key="k2")
        assert first.json()["id"] == again.json()["id"] != other.json()["id"]
        assert Command.objects.count() == 2

    def test_a_repeat_into_a_flow_goes_in_once(self, desk, organization, operator):
        flow = flow_with(organization, {"kind": "number"})
        board = desk(("slider", {}, [{"kind": "output", "flow": flow.id, "block": "b1", "key": None}]))
        assert [press(board, operator, 5, key="k1").status_code for _ in range(2)] == [202, 202]
        assert SentValue.objects.count() == 1


class TestForms:
    def test_all_fields_or_none(self, desk, low, high, operator):
        board = desk(("form", {}, [low, high]))
        refused = press(board, operator, [10, 1001])
        assert (refused.status_code, message(refused)) == (400, "high: 1001 lies outside 0 to 1000.")
        assert refused.json()["error"]["field"] == "value.1"
        assert Command.objects.count() == 0
        sent = press(board, operator, [10, 20])
        assert sent.status_code == 201
        assert [(row["name"], row["value"]) for row in sent.json()["commands"]] == [("low", 10.0), ("high", 20.0)]

    def test_what_stays_is_not_sent(self, desk, low, high, operator):
        board = desk(("form", {}, [low, high]))
        assert [row["name"] for row in press(board, operator, [None, 20]).json()["commands"]] == ["high"]
        assert message(press(board, operator, [None, None])) == "Nothing was changed, so there is nothing to send."
        assert message(press(board, operator, [1])) == "A form sends a list with a value for each of its 2 fields."

    def test_one_field_that_may_not_be_written_keeps_all_back(self, desk, low, high, operator):
        board = desk(("form", {}, [low, high]))
        factories.deny(operator.memberships.get().profile, high, "write_metric")
        assert press(board, operator, [10, 20]).status_code == 403
        assert Command.objects.count() == 0

    def test_a_form_reaches_devices_and_flows_at_once(self, desk, low, organization, operator):
        flow = flow_with(organization, {"kind": "text"})
        board = desk(("form", {}, [low, {"kind": "output", "flow": flow.id, "block": "b1", "key": None}]))
        assert press(board, operator, [10, "night"]).status_code == 201
        assert (Command.objects.get().value, SentValue.objects.get().value) == (10.0, "night")

    def field(self, metric, **field):
        return {"kind": "metric", "metric": metric.id, "field": field}

    def test_a_required_field_is_part_of_every_sending(self, desk, low, high, operator):
        board = desk(("form", {}, [self.field(low, required=True), high]))
        refused = press(board, operator, [None, 20])
        assert message(refused) == "low: it must be filled in."
        assert refused.json()["error"]["field"] == "value.0"
        assert Command.objects.count() == 0
        assert press(board, operator, [10, None]).status_code == 201

    @pytest.mark.parametrize(
        ("value", "said"),
        [(4, "low: 4 lies outside 5 to 50."), (51, "low: 51 lies outside 5 to 50."), (True, "low: True is no number.")],
    )
    def test_the_designers_limits_are_narrower_than_the_metrics(self, desk, low, operator, value, said):
        board = desk(("form", {}, [self.field(low, low=5, high=50)]))
        assert message(press(board, operator, [value])) == said
        assert press(board, operator, [5]).status_code == 201

    def test_choices_are_all_that_is_taken(self, desk, low, operator):
        board = desk(("form", {}, [self.field(low, choices=[{"value": 10, "label": "Slow"}, {"value": 90, "label": "Fast"}])]))
        assert message(press(board, operator, [11])) == "low: 11 is not what this control sends: 10 or 90."
        assert press(board, operator, [90]).json()["commands"][0]["value"] == 90.0

    def test_a_text_has_the_form_that_was_laid_down_and_the_refusal_says_which(self, desk, device, operator):
        name = factories.metric(device, "batch", data_type="string", is_writable=True)
        board = desk(
            ("form", {}, [self.field(name, pattern="[A-Z]{2}[0-9]{4}", hint="Give two letters and four digits.")]),
            ("form", {}, [self.field(name, pattern="(")]),
        )
        assert message(press(board, operator, ["ab12"])) == "batch: 'ab12': Give two letters and four digits."
        # The whole text, not a part of it.
        assert press(board, operator, ["AB1234 x"]).status_code == 400
        assert press(board, operator, ["AB1234"]).json()["commands"][0]["value"] == "AB1234"
        assert "cannot be read, so nothing fits it" in message(press(board, operator, ["AB1234"], widget="w2"))

    def test_a_pattern_that_tries_for_ever_elsewhere_takes_no_time(self, desk, device, operator):
        name = factories.metric(device, "batch", data_type="string", is_writable=True)
        board = desk(("form", {}, [self.field(name, pattern="(a+)+b")]))
        assert press(board, operator, ["a" * 2_000]).status_code == 400


class TestDeviceCommands:
    """Commands of a device's type, with their parameters, from buttons and forms."""

    @pytest.fixture
    def pump(self, organization):
        kind = types.create_type(
            organization,
            name="Pump",
            commands=[
                {
                    "name": "dose",
                    "title": "Dose",
                    "timeout_s": 5,
                    "parameters": [
                        {"name": "volume", "type": "double", "low": 0, "high": 5, "required": True},
                        {"name": "mode", "type": "string", "choices": ["slow", "fast"], "default": "slow"},
                    ],
                },
                {"name": "home", "parameters": []},
            ],
        )
        return factories.device(organization, "pump", type=kind)

    def dose(self, device, name="dose", **parameters):
        return {"kind": "command", "device": device if isinstance(device, str) else device.id, "command": name} | (
            {"parameters": parameters} if parameters else {}
        )

    def test_a_button_sends_it_with_what_was_laid_down_and_what_was_asked_for(self, desk, pump, operator):
        board = desk(("button", {}, [self.dose(pump, mode="fast")]))
        sent = press(board, operator, {"volume": 2})
        assert (sent.status_code, sent.json()["name"], sent.json()["value"]) == (200, "dose", {"volume": 2.0, "mode": "fast"})
        assert (Command.objects.get().device, Command.objects.get().timeout_s) == (pump, 5)

    def test_one_without_parameters_says_everything_by_its_name(self, desk, pump, operator):
        board = desk(("button", {}, [self.dose(pump, "home")]))
        assert press(board, operator, True).json()["value"] == {}

    def test_a_forged_page_gives_nothing_that_does_not_fit(self, desk, pump, operator):
        board = desk(("button", {}, [self.dose(pump, mode="fast")]))
        said = [message(press(board, operator, value)) for value in ({"volume": 9}, {}, {"volume": 1, "mode": "slow"}, 7)]
        assert said[0] == "volume: 9 is above the upper limit 5."
        assert said[1] == "volume: it must be given."
        assert said[2] == "The parameter “mode” is laid down by the dashboard and cannot be given otherwise."
        assert said[3] == "A command takes an object with its parameters."
        assert Command.objects.count() == 0

    def test_it_needs_the_role_and_the_right_to_write_to_the_device(self, desk, pump, operator, viewer, stranger):
        board = desk(("button", {}, [self.dose(pump, "home")]))
        assert [press(board, person, None).status_code for person in (operator, viewer, stranger)] == [200, 403, 404]
        factories.deny(operator.memberships.get().profile, pump, "write_metric")
        assert press(board, operator, None).status_code == 403
        source = factories.client(operator).get(f"/api/dashboards/{board.id}/data").json()["widgets"]["w1"]["sources"][0]
        assert (source["state"], source["is_writable"]) == ("ok", False)
        assert Command.objects.count() == 1

    def test_a_device_of_others_is_as_gone_as_one_that_was_deleted(self, desk, pump, operator, engineer):
        board = desk(("button", {}, [self.dose(pump, "home")]))
        factories.deny(operator.memberships.get().profile, pump)
        answer = press(board, operator, None)
        assert answer.status_code == 404
        theirs = factories.device(factories.organization("Other"), "theirs")
        saved = document(("button", {}, [self.dose(theirs, "home")]))
        body = {"document": saved, "base_version": 1}
        answer = factories.client(engineer).put(f"/api/dashboards/{board.id}/document", body, JSON)
        assert message(answer) == f"There is no device {theirs.id}, or it is not yours."

    def test_it_asks_for_the_pin_like_any_control(self, desk, pump, operator):
        board = desk(("button", {"pin": "dashboard"}, [self.dose(pump, "home")]))
        pins.set_dashboard_pin(board, "1234")
        assert press(board, operator, None, pin="9999").status_code == 400
        assert press(board, operator, None, pin="1234").status_code == 200

    def test_the_page_is_told_what_it_takes_and_what_became_of_it(self, desk, pump, operator):
        board = desk(("button", {}, [self.dose(pump, mode="fast")]))
        page = factories.client(operator)
        source = page.get(f"/api/dashboards/{board.id}/data").json()["widgets"]["w1"]["sources"][0]
        assert (source["device"], source["path"], source["is_writable"]) == ("pump", "Dose", True)
        assert [one["name"] for one in source["command"]["parameters"]] == ["volume", "mode"]
        assert source["command"]["fixed"] == {"mode": "fast"}
        press(board, operator, {"volume": 1})
        press(board, operator, {"volume": 2})
        [newest] = page.get(f"/api/dashboards/{board.id}/commands").json()["items"]
        assert (newest["device_id"], newest["metric_id"], newest["value"]["volume"]) == (pump.id, None, 2.0)
        lines = page.get(f"/api/dashboards/{board.id}/widgets/w1/history").json()["items"]
        assert [line["value"]["volume"] for line in lines] == [2.0, 1.0]

    def test_a_form_sends_it_beside_its_other_fields_or_nothing_at_all(self, desk, low, pump, operator):
        board = desk(("form", {}, [low, self.dose(pump)]))
        refused = press(board, operator, [10, {"volume": 9}])
        assert (refused.status_code, refused.json()["error"]["field"]) == (400, "value.1.volume")
        assert Command.objects.count() == 0
        sent = press(board, operator, [10, {"volume": 1}])
        assert [(row["name"], row["value"]) for row in sent.json()["commands"]] == [
            ("low", 10.0),
            ("dose", {"volume": 1.0, "mode": "slow"}),
        ]

    def test_it_goes_to_the_device_that_is_chosen_above_the_dashboard(self, organization, desk, pump, operator):
        other = factories.device(organization, "pump 2", type=pump.type)
        saved = document(("button", {}, [self.dose("$machine", "home")]))
        saved["variables"] = [{"name": "machine", "kind": "device"}]
        board = factories.share(services.create_dashboard(organization, name="Any", document=saved, by=None))
        url = f"/api/dashboards/{board.id}/widgets/w1/command?var-machine={other.id}"
        assert factories.client(operator).post(url, {"value": None}, JSON).json()["device_id"] == other.id

    def test_a_slider_sends_no_command(self, desk, pump, operator):
        board = desk(("slider", {}, [self.dose(pump)]))
        assert press(board, operator, 5).status_code == 400

    def test_a_command_that_the_type_lost_is_told(self, desk, pump, operator):
        board = desk(("button", {}, [self.dose(pump, "flush")]))
        assert message(press(board, operator, None)) == (
            "The widget's device is gone, or its type has no command “flush” any more."
        )
        source = factories.client(operator).get(f"/api/dashboards/{board.id}/data").json()["widgets"]["w1"]["sources"][0]
        assert (source["state"], source["reason"]) == ("missing", {"code": "missing_command", "name": "flush"})


class TestJson:
    WEEK = {"default": 17, "zone": "UTC", "slots": [{"day": 0, "from": "06:00", "to": "22:00", "value": 21}]}

    def test_a_schedule_goes_to_a_text_as_json_and_to_a_flow_as_it_is(self, desk, device, organization, operator):
        times = factories.metric(device, "times", data_type="string", is_writable=True)
        flow = flow_with(organization, {"kind": "json"})
        into = {"kind": "output", "flow": flow.id, "block": "b1", "key": None}
        board = desk(("schedule", {}, [times]), ("schedule", {}, [into]))
        assert press(board, operator, self.WEEK).json()["value"].startswith('{"default":17,')
        assert press(board, operator, self.WEEK, widget="w2").status_code == 202
        assert SentValue.objects.get().value == self.WEEK


class TestPins:
    @pytest.fixture(autouse=True)
    def _fresh(self):
        for key in redis().scan_iter("pin:tries:*"):
            redis().delete(key)

    def test_the_dashboards_pin_opens_its_controls(self, desk, low, engineer, operator):
        board = desk(("number_input", {"pin": "dashboard"}, [low]))
        assert press(board, operator, 5, pin="1234").json()["error"]["code"] == "no_pin"
        address = f"/api/dashboards/{board.id}/pin"
        assert factories.client(operator).put(address, {"pin": "1234"}, JSON).status_code == 403
        assert factories.client(engineer).put(address, {"pin": "1234"}, JSON).json() == {"is_set": True}
        assert press(board, operator, 5).json()["error"]["code"] == "pin_needed"
        assert message(press(board, operator, 5, pin="0000")) == "This is not the PIN: 4 tries left."
        assert Command.objects.count() == 0
        assert press(board, operator, 5, pin="1234").status_code == 200
        assert "1234" not in ControlPin.objects.get().hash

    def test_after_five_wrong_ones_the_right_one_does_not_help_and_others_are_not_locked_out(self, desk, low, engineer, operator):
        board = desk(("number_input", {"pin": "dashboard"}, [low]))
        pins.set_dashboard_pin(board, "1234")
        answers = [press(board, operator, 5, pin="0000") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [400] * 5 + [429]
        assert message(press(board, operator, 5, pin="1234")) == "Too many wrong PINs: try again in 5 minutes. Nothing was sent."
        assert press(board, engineer, 5, pin="1234").status_code == 200

    def test_a_right_one_begins_the_count_anew(self, desk, low, operator):
        board = desk(("number_input", {"pin": "dashboard"}, [low]))
        pins.set_dashboard_pin(board, "1234")
        for _ in range(3):
            assert [press(board, operator, 5, pin=pin).status_code for pin in ("0000", "1111", "1234")] == [400, 400, 200]

    def test_ones_own_pin_needs_the_password_first_and_then_itself(self, desk, low, operator):
        board = desk(("number_input", {"pin": "person"}, [low]))
        operator.set_password("long enough 17")
        operator.save()
        page = factories.client(operator)
        put = lambda **body: page.put("/api/me/control-pin", body, JSON)  # noqa: E731
        assert put(pin="2468").json()["error"]["code"] == "wrong_password"
        assert put(pin="24x8", password="long enough 17").json()["error"]["code"] == "bad_pin"
        assert put(pin="2468", password="long enough 17").json() == {"is_set": True}
        assert put(pin="1357", current_pin="9999").json()["error"]["code"] == "wrong_pin"
        assert put(pin="1357", current_pin="2468").json() == {"is_set": True}
        assert press(board, operator, 5, pin="2468").json()["error"]["code"] == "wrong_pin"
        assert press(board, operator, 5, pin="1357").status_code == 200
        entries = AuditEntry.objects.filter(kind="control PIN")
        assert entries.count() == 2
        assert "pbkdf2" not in str(list(entries.values("changes")))

    def test_an_unknown_kind_of_pin_asks_for_ones_own(self, desk, low, operator):
        board = desk(("number_input", {"pin": "retina"}, [low]))
        assert press(board, operator, 5).json()["error"]["code"] == "no_pin"

    @pytest.mark.django_db(transaction=True)
    def test_many_tries_at_once_are_as_many_tries(self, desk, engineer):
        board = desk()
        pins.set_dashboard_pin(board, "1234")
        kept = ControlPin.objects.get()

        def guess(number):
            try:
                pins._check(board, kept, f"{number:04}", by=engineer)
            except Exception as refusal:
                return type(refusal).__name__
            return "opened"

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(guess, range(20)))
        assert (outcomes.count("WrongPin"), outcomes.count("PinLocked")) == (5, 15)


class TestWhatWasSent:
    def test_the_newest_command_of_each_control_is_there_after_a_reload(self, desk, low, high, operator, viewer, stranger):
        board = desk(("number_input", {}, [low]), ("slider", {"max": 50}, [high]))
        press(board, operator, 5)
        press(board, operator, 6)
        press(board, operator, 7, widget="w2")
        address = f"/api/dashboards/{board.id}/commands"
        shown = factories.client(viewer).get(address).json()["items"]
        assert [(row["name"], row["value"], row["requested_by"]) for row in shown] == [
            ("low", 6.0, str(operator)),
            ("high", 7.0, str(operator)),
        ]
        assert factories.client(stranger).get(address).status_code == 404
        factories.deny(viewer.memberships.get().profile, low)
        assert [row["name"] for row in factories.client(viewer).get(address).json()["items"]] == ["high"]

    def test_the_history_says_who_when_what_and_what_became_of_it(self, desk, low, operator, viewer):
        board = desk(("number_input", {}, [low]))
        press(board, operator, 5)
        Command.objects.update(status="failed", detail="The valve is stuck.")
        press(board, operator, 6)
        lines = factories.client(viewer).get(f"/api/dashboards/{board.id}/widgets/w1/history").json()["items"]
        assert [(line["value"], line["status"], line["detail"], line["by"]) for line in lines] == [
            (6.0, "queued", "", str(operator)),
            (5.0, "failed", "The valve is stuck.", str(operator)),
        ]

    def test_what_went_into_a_flow_is_kept_too_but_not_for_ever(self, desk, organization, operator, settings, monkeypatch):
        monkeypatch.setattr("dashboards.operating.KEPT", 3)
        flow = flow_with(organization, {"kind": "number"})
        board = desk(("number_input", {}, [{"kind": "output", "flow": flow.id, "block": "b1", "key": None}]))
        for value in range(5):
            press(board, operator, value)
        lines = factories.client(operator).get(f"/api/dashboards/{board.id}/widgets/w1/history").json()["items"]
        assert [(line["value"], line["status"], line["by"]) for line in lines] == [
            (4, "taken", str(operator)),
            (3, "taken", str(operator)),
            (2, "taken", str(operator)),
        ]

    def test_the_designers_time_out_is_the_commands(self, desk, low, operator):
        board = desk(("number_input", {"timeoutS": 5}, [low]))
        assert press(board, operator, 5).json()["timeout_s"] == 5.0


class TestFavourites:
    def test_a_star_is_ones_own(self, desk, viewer, operator):
        board = desk()
        page = factories.client(viewer)
        assert page.put(f"/api/dashboards/{board.id}/favourite").json() == {"is_favourite": True}
        assert page.put(f"/api/dashboards/{board.id}/favourite").json() == {"is_favourite": True}

        def marked(person):
            answer = factories.client(person).get("/api/dashboards?favourites=true").json()
            return [row["name"] for row in answer["items"]]

        assert (marked(viewer), marked(operator)) == (["Desk"], [])
        assert page.get(f"/api/dashboards/{board.id}").json()["is_favourite"] is True
        assert page.get("/api/favourites").json() == []
        assert page.delete(f"/api/dashboards/{board.id}/favourite").json() == {"is_favourite": False}
        assert marked(viewer) == []

    def test_a_stranger_marks_nothing(self, desk, stranger):
        board = desk()
        assert factories.client(stranger).put(f"/api/dashboards/{board.id}/favourite").status_code == 404
        assert Favourite.objects.count() == 0

    def test_a_dashboard_that_is_not_shared_is_no_node_of_the_tree_either(self, organization, engineer, viewer):
        hidden = services.create_dashboard(organization, name="zebra plans", by=engineer)
        page = factories.client(viewer)
        for call in (
            lambda number: page.put(f"/api/favourites/b:{number}", {}, JSON),
            lambda number: page.get(f"/api/tree?node=b:{number}"),
            lambda number: page.post("/api/tree/move", {"keys": ["b:999999"], "to": f"b:{number}"}, JSON),
        ):
            answer, nowhere = call(hidden.id), call(999_999)
            assert (answer.status_code, answer.json()) == (404, nowhere.json())
        moved = page.post("/api/tree/move", {"keys": [f"b:{hidden.id}", "b:999999"], "to": f"o:{organization.id}"}, JSON)
        assert {one["reason"] for one in moved.json()["refused"]} == {rights.NOT_YOURS}
        assert Favourite.objects.count() == 0

        factories.share(hidden)
        assert page.put(f"/api/favourites/b:{hidden.id}", {}, JSON).json()["label"] == "zebra plans"
        # What may be seen is a favourite, but nothing stands below it.
        assert page.get(f"/api/tree?node=b:{hidden.id}").status_code == 404


class TestPlaylists:
    def make(self, person, **body):
        return factories.client(person).post("/api/playlists", {"name": "Wall", **body}, JSON)

    def test_dashboards_in_turn(self, desk, viewer):
        board = desk()
        made = self.make(viewer, items=[{"dashboard": board.id, "seconds": 10}, {"dashboard": board.id, "page": "p1"}]).json()
        assert made["items"] == [
            {"dashboard": board.id, "page": None, "seconds": 10, "name": "Desk"},
            {"dashboard": board.id, "page": "p1", "seconds": 30, "name": "Desk"},
        ]
        address = f"/api/playlists/{made['id']}"
        page = factories.client(viewer)
        assert page.patch(address, {"name": "Night"}, JSON).json()["name"] == "Night"
        assert page.delete(address).status_code == 200
        assert Playlist.objects.count() == 0

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({"name": " "}, "Give the playlist a name of 1 to 100 characters."),
            ({"items": [{"dashboard": 999_999}]}, "There is no dashboard 999999, or it is not yours."),
            ({"is_shared": True}, "Only those who edit the organization's dashboards share a playlist with everybody."),
        ],
    )
    def test_bad_ones_are_refused_in_words(self, desk, viewer, body, words):
        desk()
        assert message(self.make(viewer, **body)) == words
        assert Playlist.objects.count() == 0

    def test_two_seconds_are_too_few(self, desk, viewer):
        assert (
            message(self.make(viewer, items=[{"dashboard": desk().id, "seconds": 2}]))
            == "2 s cannot be shown: give 3 s to a day."
        )

    def test_a_name_stands_once_in_ones_list(self, desk, viewer, operator):
        assert self.make(viewer).status_code == self.make(operator).status_code == 201
        assert message(self.make(viewer)) == "You already have a playlist named “Wall”: choose another name."

    def test_of_others_one_sees_what_is_shared_and_of_that_only_ones_own_dashboards(
        self, desk, organization, engineer, viewer, stranger
    ):
        hidden = services.create_dashboard(organization, name="Hidden", by=engineer)
        items = [{"dashboard": desk().id}, {"dashboard": hidden.id}]
        shared = self.make(engineer, is_shared=True, items=items).json()
        private = self.make(engineer, name="Mine", items=items).json()
        seen = factories.client(viewer).get("/api/playlists").json()["items"]
        assert [(row["id"], row["may_change"], [item["name"] for item in row["items"]]) for row in seen] == [
            (shared["id"], False, ["Desk", None])
        ]
        for number in (shared["id"], private["id"]):
            assert factories.client(stranger).get(f"/api/playlists/{number}").status_code == 404
        assert factories.client(viewer).get(f"/api/playlists/{private['id']}").status_code == 404
        address = f"/api/playlists/{shared['id']}"
        assert factories.client(viewer).patch(address, {"name": "Ours"}, JSON).status_code == 403
        assert factories.client(viewer).delete(address).status_code == 403
        assert factories.client(stranger).delete(address).status_code == 404
        assert Playlist.objects.count() == 2
