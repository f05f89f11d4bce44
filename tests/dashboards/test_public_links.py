"""Public links: what strangers with the address see, what ends it, and who may make one."""

import datetime as dt
import json
import time

import pytest
from django.test import Client
from django.utils.timezone import now

from dashboards import documents, services
from dashboards.errors import BadPublicLink
from dashboards.models import Dashboard, PublicLink
from dashboards.public import links
from organizations import rights
from organizations.models import AuditEntry
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


class TestLooking:
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

    def test_operators_may_not(self, board, operator):
        browser = factories.client(operator)
        assert browser.get(f"/api/dashboards/{board.id}/public-links").status_code == 403
        made = browser.post(f"/api/dashboards/{board.id}/public-links", {}, content_type="application/json")
        assert made.status_code == 403

    def test_a_time_that_is_over_is_refused(self, board, engineer):
        with pytest.raises(BadPublicLink, match="is over already"):
            made(board, engineer, expires_at=now() - dt.timedelta(days=1))
