"""Public links: what strangers with the address see, what ends it, and who may make one."""

import datetime as dt
import json
import time

import pytest
from django.test import Client
from django.utils.timezone import now

from alarms import services as alarm_services
from core.redis import client as redis
from dashboards import documents, services
from dashboards.errors import BadPublicLink
from dashboards.models import Dashboard, PublicLink
from dashboards.public import links, showing
from organizations import rights
from organizations.models import AuditEntry, Site
from telemetry.store import Samples, current
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric(organization):
    return factories.metric(factories.device(organization, name="zebra boiler"), path="temperature", unit="°C")


@pytest.fixture
def board(organization, engineer, metric):
    board = factories.share(services.create_dashboard(organization, name="Boiler room", by=engineer))
    whole = documents.empty()
    bindings = [{"kind": "metric", "metric": metric.id}]
    whole["widgets"]["w1"] = {"type": "timeseries", "version": 1, "bindings": bindings, "link": {"to": "device", "device": 3}}
    whole["layouts"]["desktop"]["p1"].append({"i": "w1", "x": 0, "y": 0, "w": 6, "h": 4})
    services.save_document(board, document=whole, base_version=1, by=engineer)
    at_us = int(time.time() * 1e6) - 5_000_000
    current().append(Samples.of([metric.id], [at_us], [21.5], [0]))
    return Dashboard.objects.get(id=board.id)


def made(board, by, **fields):
    return links.make_link(board, by=by, **fields)[1]


def get(token, rest="", **query):
    return Client().get(f"/api/public/{token}{rest}", query)


def change(person, link, **body):
    address = f"/api/dashboards/{link.dashboard_id}/public-links/{link.id}"
    return factories.client(person).patch(address, body, content_type="application/json")


class TestLooking:
    @pytest.mark.parametrize("widgets", [None, [{"type": "hologram"}], {"w1": 5}])
    def test_what_a_newer_program_saved_and_nobody_here_understands_is_empty(self, organization, engineer, widgets):
        newer = {"schema": 7, "pages": {"p1": "other shape"}, "widgets": widgets}
        board = factories.share(services.create_dashboard(organization, name="N", by=engineer, document=newer))
        token = made(board, engineer)
        assert get(token).json()["document"] == {
            name: value for name, value in (documents.empty() | {"schema": 7}).items() if name != "flowId"
        }
        assert get(token, "/data").json()["widgets"] == {}

    def test_whoever_has_the_address_sees_the_dashboard_and_its_values(self, board, engineer, metric):
        token = made(board, engineer)
        shown = get(token).json()
        assert (shown["name"], list(shown["document"]["widgets"])) == ("Boiler room", ["w1"])
        data = get(token, "/data").json()["widgets"]["w1"]["sources"][0]
        assert (data["latest"]["value"], data["series"]["value"]) == (21.5, [21.5])
        assert get(token, "/latest").json()["values"][f"m:{metric.id}"]["value"] == 21.5

    def test_nothing_leads_into_the_program_and_no_names_are_told(self, board, engineer):
        token = made(board, engineer)
        said = get(token).content + get(token, "/data").content + get(token, "/latest").content
        assert b"zebra" not in said
        assert str(engineer).encode() not in said
        assert "link" not in get(token).json()["document"]["widgets"]["w1"]

    def test_it_shows_what_its_maker_may_read_now(self, board, engineer, metric, organization):
        token = made(board, engineer)
        factories.deny(factories.profile(organization, None, engineer), metric.device)
        rights.forget()
        source = get(token, "/data").json()["widgets"]["w1"]["sources"][0]
        assert (source["state"], source["latest"]) == ("missing", None)
        assert get(token, "/latest").json()["values"] == {}

    def test_openings_are_counted_once_each(self, board, engineer):
        token = made(board, engineer)
        get(token)
        get(token, again="true")
        link = PublicLink.objects.get()
        assert link.opened_count == 1
        assert link.last_opened_at is not None

    def test_controls_stay_closed(self, board, engineer):
        token = made(board, engineer)
        assert not get(token, "/data").json()["widgets"]["w1"]["sources"][0]["is_writable"]
        sent = Client().post(f"/api/dashboards/{board.id}/widgets/w1/command", {"value": 1}, content_type="application/json")
        assert sent.status_code == 401

    def test_a_picture_of_the_dashboard_comes_through_and_one_of_another_does_not(self, board, engineer, organization):
        token = made(board, engineer)
        other = services.create_dashboard(organization, name="Other", by=engineer)
        kept = [
            place.pictures.create(name="p", content_type="image/png", content=b"png", sha256="", size=3)
            for place in (board, other)
        ]
        assert get(token, f"/pictures/{kept[0].id}").content == b"png"
        assert get(token, f"/pictures/{kept[1].id}").status_code == 404


@pytest.fixture
def machines(organization, engineer):
    """A board for one of two machines of a hall; a third machine stands elsewhere, a fourth at other people's."""
    hall = Site.objects.create(organization=organization, name="Hall")
    devices = [factories.device(organization, name=name, site=hall) for name in ("zebra one", "zebra two")]
    devices.append(factories.device(organization, name="zebra three"))
    devices.append(factories.device(factories.organization("Other"), name="zebra four"))
    metrics = [factories.metric(device, path="temperature") for device in devices]
    whole = documents.empty()
    whole["variables"] = [
        {"name": "hall", "kind": "site", "default": hall.id},
        {"name": "machine", "kind": "device", "site": "$hall", "default": devices[0].id},
    ]
    path = {"kind": "path", "device": "$machine", "path": "temperature"}
    whole["widgets"] = {
        "w1": {"type": "value", "version": 1, "bindings": [path]},
        "w2": {"type": "alarm_table", "version": 1, "options": {"minSeverity": "major", "rows": 5}},
        "w4": {"type": "alarm_table", "version": 1, "options": {"scope": "history"}},
        "w3": {"type": "selector", "version": 1, "options": {"variable": "machine"}},
    }
    board = services.create_dashboard(organization, name="Machines", by=engineer)
    services.save_document(board, document=whole, base_version=1, by=engineer)
    at_us = int(time.time() * 1e6)
    for number, metric in enumerate(metrics):
        current().append(Samples.of([metric.id], [at_us], [float(number)], [0]))
    return Dashboard.objects.get(id=board.id), devices, metrics


class TestVariables:
    def test_an_address_chooses_nothing_unless_the_link_leaves_it_open(self, machines, engineer):
        board, devices, metrics = machines
        token = made(board, engineer, choosable=["hall"])
        for rest in ("/data", "/latest"):
            said = get(token, rest, **{"var-machine": devices[1].id}).content.decode()
            assert f"m:{metrics[0].id}" in said
            assert f"m:{metrics[1].id}" not in said
            assert "zebra" not in said
        assert get(token, "/choices/machine").status_code == 404
        assert get(token, "/choices/nothing").status_code == 404

    def test_what_the_link_leaves_open_is_chosen_among_what_the_variable_allows(self, machines, engineer):
        board, devices, metrics = machines
        token = made(board, engineer, choosable=["machine"])
        assert get(token).json()["choosable"] == ["machine"]
        assert get(token, "/choices/machine").json() == [
            {"value": str(device.id), "label": device.name} for device in devices[:2]
        ]
        assert [one["label"] for one in get(token, "/choices/machine", search="TWO").json()] == ["zebra two"]
        data = get(token, "/data", **{"var-machine": devices[1].id}).json()
        assert data["widgets"]["w1"]["sources"][0]["topic"] == f"m:{metrics[1].id}"
        assert [one["labels"] for one in data["variables"]] == [[""], ["zebra two"]]
        latest = get(token, "/latest", **{"var-machine": devices[1].id}).json()
        assert latest["values"][f"m:{metrics[1].id}"]["value"] == 1.0

    @pytest.mark.parametrize("place", [2, 3])
    def test_a_device_that_the_variable_does_not_mean_is_neither_shown_nor_named(self, machines, engineer, place):
        board, devices, _ = machines
        token = made(board, engineer, choosable=["machine"])
        for rest in ("/data", "/latest", "/alarms/w2"):
            answer = get(token, rest, **{"var-machine": devices[place].id})
            assert "zebra" not in answer.content.decode()
            assert f"{place}.0" not in answer.content.decode()
        data = get(token, "/data", **{"var-machine": devices[place].id}).json()
        source = data["widgets"]["w1"]["sources"][0]
        assert (source["state"], source["reason"], data["variables"][1]["problem"]) == (
            "missing",
            {"code": "missing"},
            {"code": "no_device"},
        )

    def test_what_a_search_does_not_show_it_does_not_find(self, machines, engineer):
        board, devices, _ = machines
        devices[0].description = "secret recipe"
        devices[0].save()
        token = made(board, engineer, choosable=["machine"])
        assert get(token, "/choices/machine", search="recipe").json() == []
        assert get(token, "/choices/machine", search="hall").json() == []

    def test_only_links_to_its_own_pages_and_out_of_the_program_are_left(self, machines, engineer):
        board, _, _ = machines
        whole = board.versions.get(number=board.version).document
        links_of = {
            "w1": {"to": "page", "page": "p1"},
            "w2": {"to": "url", "url": "https://example.com"},
            "w3": {"to": "dashboard", "dashboard": 3},
            "w4": {"to": "device", "device": 5},
        }
        for name, link in links_of.items():
            whole["widgets"][name]["link"] = link
        services.save_document(board, document=whole, base_version=board.version, by=engineer)
        shown = get(made(Dashboard.objects.get(id=board.id), engineer)).json()["document"]["widgets"]
        assert {name: widget["link"] for name, widget in shown.items() if "link" in widget} == {
            name: links_of[name] for name in ("w1", "w2")
        }

    def test_a_text_that_names_a_variable_is_filled_in_for_visitors_too(self, machines, engineer):
        board, _, _ = machines
        whole = board.versions.get(number=board.version).document
        whole["widgets"]["w1"]["title"] = "Heat of {{machine}}"
        services.save_document(board, document=whole, base_version=board.version, by=engineer)
        token = made(Dashboard.objects.get(id=board.id), engineer)
        assert [one["labels"] for one in get(token, "/data").json()["variables"]] == [[""], ["zebra one"]]


class TestAlarms:
    def raised(self, device, title, severity="major"):
        source = f"flow:{title}"
        alarm_services.set_rules(
            device.organization, source=source, rules=[alarm_services.RuleSpec(key="hot", title=title, severity=severity)]
        )
        event = alarm_services.AlarmEvent(
            effect_id=title,
            source=source,
            key="hot",
            change="raise",
            time_us=int(time.time() * 1e6),
            device_id=device.id,
            value=9,
        )
        return alarm_services.apply([event])[0]

    def test_only_alarms_of_devices_on_the_dashboard_and_no_people(self, machines, engineer):
        board, devices, _ = machines
        for number, device in enumerate(devices):
            self.raised(device, f"alarm {number}")
        self.raised(devices[0], "a small one", "warning")
        over = self.raised(devices[0], "over")
        alarm_services.acknowledge(over, by=engineer, comment="my own words")
        token = made(board, engineer)
        for widget, titles in (("w2", ["alarm 0"]), ("w4", ["over"])):
            answer = get(token, f"/alarms/{widget}")
            items = answer.json()["items"]
            assert ([row["title"] for row in items], {row["device"] for row in items}) == (titles, {"zebra one"})
            assert set(items[0]) == set(showing.ALARM_FIELDS)
            assert answer.json()["topics"] == [f"a:{devices[0].id}"]
            for secret in ("my own words", str(engineer), engineer.email):
                assert secret not in answer.content.decode()

    def test_a_table_that_follows_the_variables_lists_what_is_chosen_and_another_all_that_is_shown(self, machines, engineer):
        board, devices, metrics = machines
        for number, device in enumerate(devices):
            self.raised(device, f"alarm {number}")
        whole = board.versions.get(number=board.version).document
        fixed = {"kind": "metric", "metric": metrics[2].id}
        whole["widgets"]["w5"] = {"type": "value", "version": 1, "bindings": [fixed]}
        whole["widgets"]["w6"] = {"type": "alarm_table", "version": 1, "options": {"followsVariables": False}}
        services.save_document(board, document=whole, base_version=board.version, by=engineer)
        token = made(Dashboard.objects.get(id=board.id), engineer, choosable=["machine"])

        def listed(widget, **query):
            return {row["title"] for row in get(token, f"/alarms/{widget}", **query).json()["items"]}

        assert (listed("w2"), listed("w6")) == ({"alarm 0"}, {"alarm 0", "alarm 2"})
        chosen = {"var-machine": devices[1].id}
        assert (listed("w2", **chosen), listed("w6", **chosen)) == ({"alarm 1"}, {"alarm 1", "alarm 2"})

    def test_alarms_of_what_its_maker_may_not_read_are_not_told(self, machines, engineer, organization):
        board, devices, _ = machines
        self.raised(devices[0], "alarm")
        token = made(board, engineer)
        factories.deny(factories.profile(organization, None, engineer), devices[0])
        rights.forget()
        assert get(token, "/alarms/w2").json() == {"items": [], "topics": []}

    def test_a_widget_that_is_no_alarm_table_lists_none(self, machines, engineer):
        token = made(machines[0], engineer)
        assert [get(token, f"/alarms/{one}").status_code for one in ("w1", "w9")] == [404, 404]


class TestHowMuch:
    def test_an_address_that_asks_too_much_waits_and_another_does_not(self, board, engineer, settings):
        settings.PUBLIC_REQUESTS_PER_ADDRESS = 3
        token = made(board, engineer)

        def ask(rest, address):
            return Client(REMOTE_ADDR=address).get(f"/api/public/{token}{rest}")

        doors = ("", "/data", "/latest", "/maps", "/pictures/1", "/alarms/w1", "/choices/x")
        assert [ask(rest, "198.51.100.1").status_code for rest in ("", "/data", "/latest")] == [200] * 3
        for rest in doors:
            answer = ask(rest, "198.51.100.1")
            assert answer.status_code == 429
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
            error = answer.json()["error"]
            assert (error["code"], error["message"].startswith("Too much is asked from your network just now")) == (
                "too_busy",
                True,
            )
        assert ask("", "198.51.100.2").status_code == 200

    def test_guessing_addresses_costs_the_same(self, board, engineer, settings):
        settings.PUBLIC_REQUESTS_PER_ADDRESS = 3
        said = [Client(REMOTE_ADDR="198.51.100.3").get(f"/api/public/{n:043}").status_code for n in range(5)]
        assert said == [404, 404, 404, 429, 429]

    def test_a_link_has_a_bound_from_all_addresses_together(self, board, engineer, settings):
        settings.PUBLIC_REQUESTS_PER_LINK = 3
        token, other = made(board, engineer), made(board, engineer)
        said = [Client(REMOTE_ADDR=f"198.51.100.{n}").get(f"/api/public/{token}/latest") for n in range(10, 15)]
        assert [answer.status_code for answer in said] == [200, 200, 200, 429, 429]
        assert "through this link" in said[-1].json()["error"]["message"]
        assert get(other, "/latest").status_code == 200

    def test_who_has_seen_the_newest_is_told_so_in_no_words(self, board, engineer, metric):
        token = made(board, engineer)
        first = get(token, "/latest").json()
        again = get(token, "/latest", seen=first["tag"])
        assert (again.status_code, again.content) == (204, b"")
        current().append(Samples.of([metric.id], [int(time.time() * 1e6)], [30.0], [0]))
        redis().flushdb()  # the answer is shared for a moment
        newer = get(token, "/latest", seen=first["tag"])
        assert newer.json()["values"][f"m:{metric.id}"]["value"] == 30.0


class TestEnding:
    def test_unknown_expired_revoked_and_orphaned_links_answer_alike(self, board, engineer, organization):
        tokens = [made(board, engineer) for _ in range(2)]
        PublicLink.objects.filter(token_hash=links.hashed(tokens[0])).update(expires_at=now() - dt.timedelta(seconds=1))
        links.revoke_link(PublicLink.objects.get(token_hash=links.hashed(tokens[1])))
        leaver = factories.user(organization)
        tokens.append(made(board, leaver))
        leaver.is_active = False
        leaver.save()
        answers = {get(token, rest).content for token in [*tokens, "x" * 43, "short", "ü"] for rest in ("", "/data", "/latest")}
        assert len(answers) == 1
        assert json.loads(answers.pop())["error"]["code"] == "missing"

    def test_a_maker_who_no_longer_sees_the_dashboard_shows_it_to_nobody(self, board, engineer, organization):
        token = made(board, engineer)
        factories.deny(factories.profile(organization, None, engineer), board)
        rights.forget()
        assert get(token).status_code == 404


class TestPassword:
    def test_it_opens_the_page(self, board, engineer):
        token = made(board, engineer, password="open sesame")
        closed = get(token)
        assert (closed.status_code, closed.json()["error"]["code"]) == (403, "password_needed")
        assert get(token, "/data").status_code == 403
        answer = Client().post(f"/api/public/{token}/grant", {"password": "open sesame"}, content_type="application/json")
        assert get(token, grant=answer.json()["grant"]).status_code == 200

    def test_a_grant_opens_no_other_link(self, board, engineer):
        first, second = (made(board, engineer, password="open sesame") for _ in range(2))
        grant = links.grant_for(first, "open sesame", address="1.1.1.1")
        assert get(second, grant=grant).status_code == 403

    def test_tries_are_counted(self, board, engineer):
        token = made(board, engineer, password="open sesame")

        def attempt(password):
            return Client().post(f"/api/public/{token}/grant", {"password": password}, content_type="application/json")

        assert [attempt(f"wrong {n}").status_code for n in range(6)] == [400] * 5 + [429]
        assert attempt("open sesame").status_code == 429

    def test_only_hashes_are_kept(self, board, engineer):
        token = made(board, engineer, password="open sesame")
        row = PublicLink.objects.values().get()
        assert token not in str(row)
        assert "open sesame" not in str(row)


class TestFrames:
    def test_only_the_sites_of_the_link_may_frame_its_page(self, board, engineer, settings, tmp_path):
        (tmp_path / "index.html").write_text("<html></html>")
        settings.FRONTEND_DIST = tmp_path
        token = made(board, engineer, hosts=["https://Intranet.example.com/"])
        page = Client().get(f"/public/{token}?embed=1")
        assert "frame-ancestors 'self' https://intranet.example.com;" in page["Content-Security-Policy"]
        assert "X-Frame-Options" not in page
        assert not page.cookies
        for other in ("/dashboards/1", f"/public/{'x' * 43}"):
            assert "frame-ancestors 'self';" in Client().get(other)["Content-Security-Policy"]

    @pytest.mark.parametrize("host", ["*", "example.com; script-src *", "https://a.b/path", "'unsafe'", "a b", "javascript:x"])
    def test_what_is_no_site_is_refused(self, board, engineer, host):
        with pytest.raises(BadPublicLink, match="is no site"):
            made(board, engineer, hosts=[host])


class TestMaking:
    def test_editors_make_list_and_revoke(self, board, engineer):
        browser = factories.client(engineer)
        body = {"name": "Lobby", "hosts": ["example.com"], "password": "open sesame"}
        answer = browser.post(f"/api/dashboards/{board.id}/public-links", body, content_type="application/json")
        assert answer.status_code == 201
        token = answer.json()["path"].removeprefix("/public/")
        row = browser.get(f"/api/dashboards/{board.id}/public-links").json()[0]
        assert (row["name"], row["has_password"], row["hosts"], row["hint"]) == ("Lobby", True, ["example.com"], token[-4:])
        assert "path" not in row
        assert browser.delete(f"/api/dashboards/{board.id}/public-links/{row['id']}").status_code == 200
        assert get(token).status_code == 404
        written = AuditEntry.objects.filter(kind="public link").order_by("id").values_list("action", flat=True)
        assert list(written) == ["shared publicly", "revoked"]

    def test_what_it_says_of_itself_is_changed_and_written_down(self, board, engineer):
        token = made(board, engineer, name="Lobby")
        link = PublicLink.objects.get()
        later = now() + dt.timedelta(days=3)
        body = {"name": "Canteen", "expires_at": later.isoformat(), "hosts": ["https://Intranet.example.com/"]}
        row = change(engineer, link, **body).json()
        assert (row["name"], row["hosts"], row["has_password"]) == ("Canteen", ["https://intranet.example.com"], False)
        assert get(token).status_code == 200
        entry = AuditEntry.objects.filter(kind="public link").latest("id")
        assert (entry.action, set(entry.changes)) == ("changed", {"name", "expires_at", "hosts"})
        # What is not named stays; null is for ever.
        row = change(engineer, link, expires_at=None).json()
        assert (row["name"], row["expires_at"]) == ("Canteen", None)

    def test_a_new_password_ends_old_visits_and_stands_in_no_log(self, board, engineer):
        token = made(board, engineer, password="open sesame")
        link = PublicLink.objects.get()
        grant = links.grant_for(token, "open sesame", address="1.1.1.1")
        assert get(token, grant=grant).status_code == 200
        # The same words again are a new password too: whoever was let in gives them once more.
        for password in ("close sesame", "close sesame"):
            assert change(engineer, link, password=password).json()["has_password"] is True
            assert [get(token, rest, grant=grant).status_code for rest in ("", "/data", "/latest")] == [403] * 3
            grant = links.grant_for(token, password, address="1.1.1.1")
            assert get(token, grant=grant).status_code == 200
        assert change(engineer, link, password="").json()["has_password"] is False
        assert get(token).status_code == 200
        entries = list(AuditEntry.objects.filter(kind="public link").order_by("id"))
        assert [set(entry.changes) for entry in entries[1:]] == [
            {"password_changed_at"},
            {"password_changed_at"},
            {"password_hash", "password_changed_at"},
        ]
        assert entries[-1].changes["password_hash"] == ["set", ""]
        said = "".join(str(entry.changes) for entry in entries)
        assert "sesame" not in said
        assert "argon2" not in said

    def test_a_link_that_is_over_can_be_made_to_live_again_but_one_that_was_revoked_cannot(self, board, engineer):
        token = made(board, engineer)
        link = PublicLink.objects.get()
        PublicLink.objects.update(expires_at=now() - dt.timedelta(seconds=1))
        assert change(engineer, link, name="Lobby").status_code == 200
        assert get(token).status_code == 404
        assert change(engineer, link, expires_at=(now() + dt.timedelta(days=1)).isoformat()).status_code == 200
        assert get(token).status_code == 200
        links.revoke_link(link)
        assert change(engineer, link, expires_at=None).status_code == 404
        assert get(token).status_code == 404

    def test_a_refused_change_changes_nothing(self, board, engineer, operator, organization):
        made(board, engineer, name="Lobby", password="open sesame")
        link = PublicLink.objects.get()
        before = PublicLink.objects.values().get()
        for body in ({"hosts": ["a b"]}, {"password": "12345"}, {"expires_at": (now() - dt.timedelta(days=1)).isoformat()}):
            assert change(engineer, link, **body, name="Canteen").status_code == 400
        assert change(operator, link, name="Canteen").status_code == 403
        assert change(factories.user(factories.organization()), link, name="Canteen").status_code == 404
        other = services.create_dashboard(organization, name="Other", by=engineer)
        elsewhere = f"/api/dashboards/{other.id}/public-links/{link.id}"
        answer = factories.client(engineer).patch(elsewhere, {"name": "Canteen"}, content_type="application/json")
        assert answer.status_code == 404
        assert PublicLink.objects.values().get() == before

    def test_operators_may_not(self, board, operator):
        browser = factories.client(operator)
        assert browser.get(f"/api/dashboards/{board.id}/public-links").status_code == 403
        made = browser.post(f"/api/dashboards/{board.id}/public-links", {}, content_type="application/json")
        assert made.status_code == 403

    def test_a_time_that_is_over_is_refused(self, board, engineer):
        with pytest.raises(BadPublicLink, match="is over already"):
            made(board, engineer, expires_at=now() - dt.timedelta(days=1))
