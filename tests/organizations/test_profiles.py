import pytest

from organizations.models import Profile, ProfileAccess, ProfileMember
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"
NOT_YOURS = "There is no such thing, or it is not yours."


@pytest.fixture
def browser(engineer):
    """The administrator's."""
    return factories.client(engineer)


def body(organization, **fields):
    entry = {
        "node": f"o:{organization.id}",
        "effect": "allow",
        "permissions": ["read", "write_metric"],
        "dashboard_role": "operator",
    }
    return {"name": "Night shift", "entries": [entry]} | fields


def error(answer):
    return answer.status_code, answer.json()["error"]["message"]


def test_a_profile_keeps_what_was_set_and_names_its_nodes(browser, organization):
    device = factories.device(organization, "pump 7")
    deny = {"node": f"d:{device.id}", "effect": "deny"}
    wanted = body(organization)
    made = browser.post("/api/profiles", wanted | {"entries": [*wanted["entries"], deny]}, JSON)
    assert made.status_code == 201
    answer = browser.get(f"/api/profiles/{made.json()['id']}").json()
    assert (answer["name"], answer["access_management"], answer["access_dashboard"], answer["access_rest"]) == (
        "Night shift",
        False,
        True,
        False,
    )
    assert [(entry["effect"], entry["label"], entry["permissions"], entry["dashboard_role"]) for entry in answer["entries"]] == [
        ("allow", "Acme", ["read", "write_metric"], "operator"),
        ("deny", "pump 7", [], ""),
    ]
    assert [crumb["label"] for crumb in answer["entries"][1]["breadcrumbs"]] == ["Acme", "pump 7"]


def test_entries_that_are_given_replace_all_there_were(browser, organization):
    made = browser.post("/api/profiles", body(organization), JSON).json()
    kept = ProfileAccess.objects.get(profile_id=made["id"]).id
    device = factories.device(organization)
    entries = [*body(organization)["entries"], {"node": f"d:{device.id}", "effect": "deny", "permissions": ["write_metric"]}]
    answer = browser.patch(f"/api/profiles/{made['id']}", {"entries": entries, "name": "Day shift"}, JSON).json()
    assert answer["name"] == "Day shift"
    assert len(answer["entries"]) == 2
    assert ProfileAccess.objects.filter(id=kept).exists()
    answer = browser.patch(f"/api/profiles/{made['id']}", {"entries": []}, JSON).json()
    assert answer["entries"] == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "  "}, "Give the profile a name."),
        ({"name": "n" * 101}, f"“{'n' * 40}…” has 101 characters: give 100 at most."),
        (
            {"start_page": "https://evil.example"},
            "“https://evil.example” is no page of Sluice: give a path such as /dashboards/3.",
        ),
        ({"start_page": "//evil.example"}, "“//evil.example” is no page of Sluice: give a path such as /dashboards/3."),
    ],
)
def test_what_cannot_be_a_profile_says_why(browser, organization, fields, message):
    assert error(browser.post("/api/profiles", body(organization) | fields, JSON)) == (400, message)
    assert not Profile.objects.filter(name="Night shift").exists()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"permissions": ["manage_devices"]}, "Switch on “Access management” before you allow: manage devices."),
        ({"permissions": ["operate"]}, "“operate” is no permission of an access entry."),
        ({"permissions": []}, "An allow without permission and role allows nothing: choose some, or remove the entry."),
        ({"effect": "deny", "dashboard_role": "viewer"}, "A deny has no dashboard role: it takes permissions away."),
    ],
)
def test_what_cannot_be_an_entry_says_why(browser, organization, entry, message):
    entries = [{"node": f"o:{organization.id}", "effect": "allow"} | entry]
    assert error(browser.post("/api/profiles", body(organization, entries=entries), JSON)) == (400, message)


def test_a_dashboard_role_needs_the_dashboard_switch(browser, organization):
    answer = browser.post("/api/profiles", body(organization, access_dashboard=False), JSON)
    assert error(answer) == (400, "Switch on “Access dashboards” before you give a dashboard role.")


def test_the_rest_switch_makes_registering_devices_settable(browser, organization):
    entries = [{"node": f"o:{organization.id}", "effect": "allow", "permissions": ["manage_devices"]}]
    answer = browser.post("/api/profiles", body(organization, access_rest=True, entries=entries), JSON)
    assert answer.json()["entries"][0]["permissions"] == ["manage_devices", "read"]


def test_a_name_is_taken_once(browser, organization):
    browser.post("/api/profiles", body(organization), JSON)
    answer = browser.post("/api/profiles", body(organization), JSON)
    assert error(answer) == (400, "There is already a profile named “Night shift” here: choose another name.")


def test_nodes_of_strangers_do_not_exist(browser, organization, other_organization):
    theirs = factories.device(other_organization)
    for node in (f"d:{theirs.id}", "d:999999", "x:1", "o:zzzzzz"):
        answer = browser.post("/api/profiles", body(organization, entries=[{"node": node, "effect": "deny"}]), JSON)
        assert error(answer) == (404, f"There is no “{node}”, or it is not yours.")


def test_nobody_gives_away_what_they_do_not_have(organization):
    clerk = factories.user(organization, "viewer")
    factories.allow(factories.profile(organization, "Clerks", clerk), organization, "read", "manage_users_profiles")
    answer = factories.client(clerk).post("/api/profiles", body(organization), JSON)
    assert error(answer) == (
        403,
        "You cannot give on “Acme” what you do not have there yourself: acknowledge alarms, operate, write metric.",
    )


def test_people_are_managed_only_where_one_may(organization):
    other = factories.organization("Other")
    clerk = factories.user(organization, "viewer")
    holder = factories.profile(organization, "Clerks", clerk)
    factories.allow(holder, organization)
    factories.allow(holder, other, "read")
    entries = [{"node": f"o:{other.id}", "effect": "allow", "permissions": ["read"]}]
    answer = factories.client(clerk).post("/api/profiles", body(organization, entries=entries), JSON)
    assert error(answer) == (403, "You do not manage people's rights on “Other”.")


def test_nobody_locks_themselves_out(browser, organization):
    own = Profile.objects.get(name="Administrators")
    answer = browser.patch(f"/api/profiles/{own.id}", {"entries": []}, JSON)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "locked_out"
    assert own.entries.count() == 1


def test_the_only_profile_of_somebody_stays(browser, organization, viewer):
    profile = Profile.objects.get(name="Viewers")
    answer = browser.delete(f"/api/profiles/{profile.id}")
    assert error(answer) == (409, f"“Viewers” is the only profile of {viewer}: give them another one first.")
    factories.profile(organization, "Others", viewer)
    assert browser.delete(f"/api/profiles/{profile.id}").status_code == 200
    assert list(ProfileMember.objects.filter(user=viewer).values_list("profile__name", flat=True)) == ["Others"]


def test_strangers_and_people_without_the_right_find_no_profile(organization, engineer, viewer, stranger):
    own = Profile.objects.get(organization=organization, name="Administrators")
    for person, expected in ((stranger, 404), (viewer, 404)):
        page = factories.client(person)
        for answer in (
            page.get(f"/api/profiles/{own.id}"),
            page.patch(f"/api/profiles/{own.id}", {"name": "Mine"}, JSON),
            page.delete(f"/api/profiles/{own.id}"),
            page.get(f"/api/explain?user={engineer.id}&node=o:{organization.id}&permission=read"),
        ):
            assert answer.status_code in (expected, 403)
    assert factories.client(viewer).get("/api/profiles").status_code == 403
    assert [row["organization_id"] for row in factories.client(stranger).get("/api/profiles").json()["items"]] != [
        organization.id
    ]


class TestExplain:
    def ask(self, browser, user, node, permission):
        return browser.get(f"/api/explain?user={user.id}&node={node}&permission={permission}").json()

    def test_a_deny_decides_before_every_allow(self, browser, organization, operator):
        device = factories.device(organization, "pump 7")
        holder = factories.profile(organization, "Not this pump", operator)
        factories.deny(holder, device)
        answer = self.ask(browser, operator, f"d:{device.id}", "write_metric")
        assert answer["allowed"] is False
        assert (
            answer["sentence"] == "The profile “Not this pump” denies “write metric” on this very node, and a deny always wins."
        )
        assert [(row["profile"], row["effect"], row["decides"]) for row in answer["rows"]] == [
            ("Not this pump", "deny", True),
            ("Operators", "allow", False),
        ]
        assert [crumb["label"] for crumb in answer["breadcrumbs"]] == ["Acme", "pump 7"]

    def test_an_allow_above_is_named(self, browser, organization, operator):
        device = factories.device(organization)
        answer = self.ask(browser, operator, f"d:{device.id}", "write_metric")
        assert answer["allowed"] is True
        assert answer["sentence"] == "The profile “Operators” allows “write metric” on “Acme”, which it stands in."

    def test_a_switch_that_is_off_is_named(self, browser, organization):
        person = factories.user()
        holder = factories.profile(organization, "Devices", person, access_management=False)
        factories.allow(holder, organization)
        answer = self.ask(browser, person, f"o:{organization.id}", "manage_sites")
        assert answer["sentence"] == (
            "The profile “Devices” names “manage sites” on this very node, but its switch “Access management” is off."
        )
        assert answer["rows"][0]["lacks_switch"] == "Access management"

    def test_without_any_entry_the_answer_is_no(self, browser, organization, viewer):
        answer = self.ask(browser, viewer, f"o:{organization.id}", "manage_sites")
        assert answer["sentence"] == f"No profile of {viewer} allows “manage sites” here, and what is not allowed is denied."

    def test_of_people_elsewhere_nothing_is_said(self, browser, organization, stranger):
        answer = browser.get(f"/api/explain?user={stranger.id}&node=o:{organization.id}&permission=read")
        assert error(answer) == (404, NOT_YOURS)
