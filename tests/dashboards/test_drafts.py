"""Drafts are kept apart; publishing shows them; two people's work comes together."""

import copy

import pytest

from dashboards import comparing, documents, drafts, merging, services
from dashboards.errors import BadDocument, DraftStale, NoDraft, Stale
from dashboards.models import Dashboard, DashboardDraft, DashboardVersion
from tests import factories


def whole(**widgets):
    """Widgets by id and title, one below the other."""
    document = documents.empty()
    for place, (name, title) in enumerate(widgets.items()):
        document["widgets"][name] = widget(title)
        document["layouts"]["desktop"]["p1"].append({"i": name, "x": 0, "y": place * 4, "w": 6, "h": 4})
    return document


def widget(title, **options):
    return {"type": "value", "version": 1, "title": title, "options": options, "bindings": [], "rules": []}


def said(before, after):
    return [comparing.sentence(change) for change in comparing.changes(before, after)]


def keys(merged):
    return [conflict.key for conflict in merged.conflicts]


class TestComparing:
    def test_nothing_differs_from_itself(self):
        assert comparing.changes(whole(w1="A"), whole(w1="A")) == []

    def test_each_change_is_a_sentence(self):
        before, after = whole(w1="Load", w2="Heat"), whole(w1="Load", w3="Air 🙂")
        after["widgets"]["w1"] |= {"options": {"decimals": 2}, "link": {"to": "url", "url": "https://x"}}
        after["layouts"]["desktop"]["p1"][0]["x"] = 6
        after["pages"] = [{"id": "p1", "title": "Start"}, {"id": "p2", "title": "More"}]
        after["variables"] = [{"name": "machine", "kind": "device"}]
        after["timeRange"] = {"from": "now-6h", "to": "now"}
        assert said(before, after) == [
            "page “More” added",
            "page “Overview” renamed to “Start”",
            "widget “Air 🙂” added",
            "widget “Heat” deleted",
            "widget “Load”: link, options.decimals",
            "page “Start”: widgets moved or resized",
            "variable “machine” added",
            "“timeRange” changed",
        ]

    @pytest.mark.parametrize("broken", [{}, {"pages": 5, "widgets": [], "layouts": {"desktop": 3}, "variables": {"a": 1}}])
    def test_what_is_no_document_is_compared_all_the_same(self, broken):
        comparing.changes(broken, whole(w1="A"))


class TestMerging:
    def test_different_widgets_come_together(self):
        base = whole(w1="A", w2="B")
        mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
        mine["widgets"]["w1"]["title"] = "Mine"
        theirs["widgets"]["w2"]["title"] = "Theirs"
        merged = merging.merge(base, mine, theirs)
        assert [one["title"] for one in merged.document["widgets"].values()] == ["Mine", "Theirs"]
        assert merged.conflicts == []

    def test_different_fields_of_one_widget_come_together(self):
        base = whole(w1="A")
        mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
        mine["widgets"]["w1"]["options"] = {"decimals": 2}
        theirs["widgets"]["w1"]["options"] = {"unit": "kW"}
        merged = merging.merge(base, mine, theirs)
        assert merged.document["widgets"]["w1"]["options"] == {"decimals": 2, "unit": "kW"}

    @pytest.mark.parametrize(("choices", "title"), [({}, "Mine"), ({"widget:w1": "theirs"}, "Theirs")])
    def test_the_same_field_is_chosen(self, choices, title):
        base = whole(w1="A")
        merged = merging.merge(base, whole(w1="Mine"), whole(w1="Theirs"), choices)
        assert [(one.key, one.fields) for one in merged.conflicts] == [("widget:w1", ("title",))]
        assert merged.document["widgets"]["w1"]["title"] == title

    @pytest.mark.parametrize(("choices", "is_there"), [({}, False), ({"widget:w1": "theirs"}, True)])
    def test_deleted_by_one_and_changed_by_the_other_is_chosen(self, choices, is_there):
        merged = merging.merge(whole(w1="A", w2="B"), whole(w2="B"), whole(w1="Changed", w2="B"), choices)
        assert [one.what for one in merged.conflicts] == ["widget_deleted_by_me"]
        boxes = {box["i"] for box in merged.document["layouts"]["desktop"]["p1"]}
        assert ("w1" in merged.document["widgets"], "w1" in boxes) == (is_there, is_there)

    def test_two_new_widgets_of_one_id_are_both_kept_and_do_not_lie_on_each_other(self):
        merged = merging.merge(whole(w1="A"), whole(w1="A", w2="Mine"), whole(w1="A", w2="Theirs"))
        assert {one["title"] for one in merged.document["widgets"].values()} == {"A", "Mine", "Theirs"}
        boxes = merged.document["layouts"]["desktop"]["p1"]
        assert len({box["i"] for box in boxes}) == len({(box["x"], box["y"]) for box in boxes}) == 3
        assert keys(merged) == []
        documents.parsed(merged.document)

    def test_an_arrangement_that_both_changed_is_taken_whole(self):
        base = whole(w1="A", w2="B")
        mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
        mine["layouts"]["desktop"]["p1"][0]["x"] = 6
        theirs["layouts"]["desktop"]["p1"][1]["w"] = 12
        merged = merging.merge(base, mine, theirs, {"layout:desktop:p1": "theirs"})
        assert keys(merged) == ["layout:desktop:p1"]
        assert merged.document["layouts"]["desktop"]["p1"] == theirs["layouts"]["desktop"]["p1"]

    def test_pages_and_variables_come_together(self):
        base = whole(w1="A")
        mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
        mine["pages"].append({"id": "p2", "title": "Mine"})
        mine["variables"] = [{"name": "a", "kind": "text"}]
        theirs["pages"].insert(0, {"id": "p3", "title": "Theirs"})
        theirs["variables"] = [{"name": "b", "kind": "text"}]
        merged = merging.merge(base, mine, theirs)
        assert {page["id"] for page in merged.document["pages"]} == {"p1", "p2", "p3"}
        assert {one["name"] for one in merged.document["variables"]} == {"a", "b"}
        documents.parsed(merged.document)

    def test_what_only_a_newer_program_knows_survives(self):
        base = whole(w1="A")
        mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
        theirs["playlist"] = ["p1"]
        mine["widgets"]["w1"]["isLocked"] = True
        merged = merging.merge(base, mine, theirs).document
        assert (merged["playlist"], merged["widgets"]["w1"]["isLocked"]) == (["p1"], True)


@pytest.fixture
def board(organization, engineer):
    return factories.share(services.create_dashboard(organization, name="B", by=engineer, document=whole(w1="A")))


@pytest.mark.django_db
class TestDrafts:
    def test_viewers_go_on_seeing_what_is_published(self, board, engineer, viewer):
        drafts.save_draft(board, document=whole(w1="New"), base_version=0, by=engineer)
        address = f"/api/dashboards/{board.id}"
        seen, edited = (factories.client(one).get(address).json() for one in (viewer, engineer))
        assert (seen["document"]["widgets"]["w1"]["title"], seen["draft"]) == ("A", None)
        assert edited["draft"]["document"]["widgets"]["w1"]["title"] == "New"
        assert factories.client(viewer).get(f"{address}/data?draft=true").status_code == 403
        assert factories.client(viewer).get(f"{address}/changes?before=published&after=draft").status_code == 403

    def test_publishing_makes_a_version_with_a_message(self, board, engineer):
        saved = drafts.save_draft(board, document=whole(w1="New"), base_version=0, by=engineer)
        version = drafts.publish(board, base_version=saved.draft_version, message="Better title", by=engineer)
        assert (version.number, version.message, version.document) == (2, "Better title", whole(w1="New"))
        assert not DashboardDraft.objects.exists()
        assert Dashboard.objects.get(id=board.id).version == 2

    def test_the_second_saver_is_told_with_the_document_of_the_first(self, board, engineer):
        drafts.save_draft(board, document=whole(w1="First"), base_version=0, by=engineer)
        with pytest.raises(DraftStale) as refusal:
            drafts.save_draft(board, document=whole(w1="Second"), base_version=0, by=None)
        assert refusal.value.details["document"] == whole(w1="First")
        assert refusal.value.code == "stale"  # the pages tell by it that somebody was faster
        assert DashboardDraft.objects.get().document == whole(w1="First")

    def test_a_draft_that_others_published_is_told_too(self, board, engineer):
        saved = drafts.save_draft(board, document=whole(w1="First"), base_version=0, by=engineer)
        drafts.publish(board, base_version=saved.draft_version, message="", by=engineer)
        with pytest.raises(DraftStale):
            drafts.save_draft(board, document=whole(w1="Second"), base_version=saved.draft_version, by=None)

    def test_a_newer_published_version_comes_together_first(self, board, engineer):
        saved = drafts.save_draft(board, document=whole(w1="Draft"), base_version=0, by=engineer)
        services.save_document(board, document=whole(w1="A", w2="B"), base_version=1, by=None)
        with pytest.raises(Stale):
            drafts.publish(board, base_version=saved.draft_version, message="", by=engineer)
        again = drafts.save_draft(
            board, document=whole(w1="Draft", w2="B"), base_version=saved.draft_version, by=engineer, base=2
        )
        assert drafts.publish(board, base_version=again.draft_version, message="", by=engineer).number == 3

    def test_nothing_is_published_without_a_draft(self, board, engineer):
        with pytest.raises(NoDraft):
            drafts.publish(board, base_version=0, message="", by=engineer)
        assert DashboardVersion.objects.count() == 1

    def test_a_draft_can_be_thrown_away(self, board, engineer):
        saved = drafts.save_draft(board, document=whole(w1="New"), base_version=0, by=engineer)
        drafts.discard(board, base_version=saved.draft_version)
        assert not DashboardDraft.objects.exists()

    def test_the_pages_merge_over_http(self, board, engineer):
        drafts.save_draft(board, document=whole(w1="Theirs"), base_version=0, by=engineer)
        answer = factories.client(engineer).post(
            f"/api/dashboards/{board.id}/merge",
            {"base": 1, "mine": whole(w1="Mine"), "choices": {"widget:w1": "theirs"}},
            content_type="application/json",
        )
        assert answer.json()["conflicts"] == [
            {"key": "widget:w1", "what": "widget", "id": "w1", "title": "Mine", "fields": ["title"]}
        ]
        assert answer.json()["document"]["widgets"]["w1"]["title"] == "Theirs"

    def test_changes_between_versions_are_told(self, board, engineer):
        services.save_document(board, document=whole(w1="A", w2="B"), base_version=1, by=engineer)
        client = factories.client(engineer)
        answer = client.get(f"/api/dashboards/{board.id}/changes?before=1&after=2").json()
        assert [(one["what"], one["title"]) for one in answer["changes"]] == [("widget_added", "B")]
        assert client.get(f"/api/dashboards/{board.id}/changes?before=1&after=99").status_code == 404
        assert client.get(f"/api/dashboards/{board.id}/changes?before=x&after=2").status_code == 404

    def test_the_other_organization_neither_sees_nor_saves(self, board):
        stranger = factories.client(factories.user(factories.organization("Other")))
        address = f"/api/dashboards/{board.id}"
        body = {"document": whole(), "base_version": 0}
        answers = [
            stranger.put(f"{address}/draft", body, content_type="application/json"),
            stranger.post(f"{address}/publish", {"base_version": 0}, content_type="application/json"),
            stranger.delete(f"{address}/draft?base_version=0"),
            stranger.get(f"{address}/changes?before=1&after=draft"),
            stranger.post(f"{address}/merge", {"base": 1, "mine": whole()}, content_type="application/json"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5
        assert not DashboardDraft.objects.exists()


@pytest.mark.django_db
class TestNewerPrograms:
    """A dashboard file of a newer Sluice loses nothing here, and nobody spoils it."""

    NEWER = {"schema": 7, "pages": {"p1": "other shape"}, "scenes": [1]}

    def test_it_is_kept_shown_empty_and_not_changed(self, organization, engineer):
        board = factories.share(services.create_dashboard(organization, name="N", by=engineer, document=self.NEWER))
        client = factories.client(engineer)
        answer = client.get(f"/api/dashboards/{board.id}").json()
        assert (answer["document"], answer["is_newer"]) == (self.NEWER, True)
        assert client.get(f"/api/dashboards/{board.id}/data").json()["widgets"] == {}
        with pytest.raises(BadDocument, match=r"saved by a newer Sluice \(format 7, this one knows 1\)"):
            drafts.save_draft(board, document=whole(w1="A"), base_version=0, by=engineer)
        with pytest.raises(BadDocument, match=r"saved by a newer Sluice"):
            services.save_document(board, document=whole(w1="A"), base_version=1, by=engineer)
        assert DashboardVersion.objects.get().document == self.NEWER

    def test_as_much_as_is_understood_is_shown(self, organization, engineer):
        raw = whole(w1="A") | {"schema": 2}
        board = factories.share(services.create_dashboard(organization, name="N", by=engineer, document=raw))
        assert list(factories.client(engineer).get(f"/api/dashboards/{board.id}/data").json()["widgets"]) == ["w1"]


@pytest.mark.parametrize("count", [501, 10_000])
def test_too_many_widgets_are_said_in_words(count):
    raw = documents.empty()
    raw["widgets"] = {f"w{number}": widget("A") for number in range(count)}
    with pytest.raises(BadDocument, match=f"The dashboard has {count:,} widgets: 500 are the most a browser shows well"):
        documents.kept(raw)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\0", "\ud800"])
def test_numbers_and_letters_that_no_database_takes_are_refused(value):
    raw = whole(w1="A")
    raw["widgets"]["w1"]["options"] = {"text": value}
    with pytest.raises(BadDocument, match="Infinite numbers, NUL and broken characters"):
        documents.kept(raw)


def test_more_than_a_megabyte_is_said_with_its_size():
    raw = whole(w1="A")
    raw["widgets"]["w1"]["options"] = {"text": "é" * 600_000}
    with pytest.raises(BadDocument, match="The document has 1,200,"):
        documents.kept(raw)
