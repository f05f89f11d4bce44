"""The evaluator: deny wins, one profile must have switch and allow, a listing shows exactly what an evaluation allows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Missing, Refused
from devices.models import Device, Metric
from organizations import rights
from organizations.models import Organization, Profile, ProfileAccess, Site
from organizations.rights import BITS, Access, mask
from tests import factories

pytestmark = pytest.mark.django_db

# One organization within another; the lower one has two sites, and devices with metrics in folders.
PARENTS = {"top": None, "low": "top", "other": None}
LINES = [
    ("o:top",),
    ("o:low",),
    ("o:other",),
    ("s:1", "o:low"),
    ("d:1", "s:1", "o:low"),
    ("d:2", "s:1", "o:low"),
    ("d:3", "o:low"),
    ("f:1:motor", "d:1", "s:1", "o:low"),
    ("m:1", "f:1:motor", "d:1", "s:1", "o:low"),
    ("m:2", "d:1", "s:1", "o:low"),
    ("m:3", "d:3", "o:low"),
    ("d:9", "o:other"),
]
NODES = [line[0] for line in LINES]


def profile(number, *, management=True, dashboard=True, rest=True):
    return Profile(id=number, access_management=management, access_dashboard=dashboard, access_rest=rest)


def entry(node, effect="allow", permissions=0, role=""):
    organization = next(line[-1] for line in LINES if line[0] == node)[2:]
    return ProfileAccess(node=node, effect=effect, permissions=permissions, dashboard_role=role, organization_id=organization)


def access(*entries, parents=PARENTS, door="browser", profile_ids=None):
    return Access(user_id=1, door=door, entries=entries, parents=parents, profile_ids=profile_ids)


def whole(found):
    """Everything an access says about the little world."""
    return {line[0]: found.bits(line) for line in LINES}


profiles = st.builds(profile, st.integers(1, 3), management=st.booleans(), dashboard=st.booleans(), rest=st.booleans())
allows = st.builds(
    entry, st.sampled_from(NODES), st.just("allow"), st.integers(1, rights.SETTABLE), st.sampled_from(sorted(rights.ROLES))
)
denies = st.builds(entry, st.sampled_from(NODES), st.just("deny"), st.integers(0, rights.SETTABLE))
rows = st.lists(st.tuples(profiles, st.one_of(allows, denies)), max_size=8)
doors = st.sampled_from(["browser", "rest"])


@given(rows, profiles, denies, doors)
def test_adding_a_deny_never_widens(present, holder, deny, door):
    before, after = whole(access(*present, door=door)), whole(access(*present, (holder, deny), door=door))
    assert all(after[node] & ~before[node] == 0 for node in NODES)


@given(rows, profiles, allows, doors)
def test_adding_an_allow_never_narrows(present, holder, allow, door):
    before, after = whole(access(*present, door=door)), whole(access(*present, (holder, allow), door=door))
    assert all(before[node] & ~after[node] == 0 for node in NODES)


@given(rows, doors)
def test_the_evaluator_says_what_the_rule_says(present, door):
    """The rule of three lines, written out as it stands in the handbook, against the compiled tables."""
    found = access(*present, door=door)
    for line in LINES:
        above = [*line]
        while (parent := PARENTS[above[-1][2:]]) is not None:
            above.append(f"o:{parent}")
        for name, bit in BITS.items():
            on_line = [(holder, one) for holder, one in present if one.node in above]
            denied = any(one.effect == "deny" and rights.taken_by(one) & bit for _, one in on_line)
            allowed = any(
                one.effect == "allow" and rights.granted_by(one) & bit and rights.opened(holder, door) & bit
                for holder, one in on_line
            )
            assert bool(found.bits(line) & bit) == (allowed and not denied), (line[0], name)


@given(rows, st.sampled_from([None, "top", "other"]))
def test_moving_a_subtree_recomputes_what_comes_down_to_it(present, parent):
    moved = PARENTS | {"low": parent}
    found = access(*present, parents=moved)
    for line in LINES:
        climbed = 0
        above = [*line]
        while (up := moved[above[-1][2:]]) is not None:
            above.append(f"o:{up}")
        for holder, one in present:
            if one.node in above and one.effect == "allow":
                climbed |= rights.granted_by(one) & rights.opened(holder, "browser")
        for _, one in present:
            if one.node in above and one.effect == "deny":
                climbed &= ~rights.taken_by(one)
        assert found.bits(line) == climbed


def test_a_deny_reaches_everything_below_and_an_allow_below_does_not_open_it_again():
    one = profile(1)
    found = access(
        (one, entry("o:low", permissions=rights.SETTABLE)),
        (one, entry("s:1", "deny")),
        (one, entry("d:1", permissions=BITS["read"])),
    )
    assert found.bits(("m:1", "f:1:motor", "d:1", "s:1", "o:low")) == 0
    assert found.bits(("d:3", "o:low")) == rights.SETTABLE


def test_a_deny_of_one_profile_wins_over_the_allow_of_another():
    found = access(
        (profile(1), entry("o:low", permissions=rights.SETTABLE)), (profile(2), entry("d:1", "deny", mask("write_metric")))
    )
    assert found.bits(("d:1", "s:1", "o:low")) == rights.SETTABLE & ~BITS["write_metric"]


def test_the_switch_of_one_profile_does_not_open_the_nodes_of_another():
    without = profile(1, management=False)
    found = access(
        (without, entry("o:low", permissions=rights.SETTABLE)), (profile(2), entry("o:other", permissions=BITS["read"]))
    )
    assert rights.names(found.bits(("o:low",))) == {"read", "write_metric", "manage_metric"}


def test_a_program_needs_the_rest_switch_and_may_then_register_devices():
    only_rest = profile(1, management=False, dashboard=False)
    rows = [(only_rest, entry("o:low", permissions=mask("read", "manage_devices", "write_metric")))]
    assert access(*rows).bits(("o:low",)) == 0
    assert rights.names(access(*rows, door="rest").bits(("o:low",))) == {"read", "manage_devices", "write_metric"}
    no_rest = profile(1, rest=False)
    assert access((no_rest, entry("o:low", permissions=rights.SETTABLE)), door="rest").bits(("o:low",)) == 0


def test_a_key_has_the_allows_of_its_profiles_only_but_the_denies_of_all():
    rows = [
        (profile(1), entry("o:low", permissions=BITS["read"])),
        (profile(2), entry("o:other", permissions=BITS["read"])),
        (profile(2), entry("d:1", "deny")),
    ]
    found = access(*rows, door="rest", profile_ids=frozenset({1}))
    assert found.bits(("o:other",)) == 0
    assert found.bits(("d:2", "s:1", "o:low")) == BITS["read"]
    assert found.bits(("d:1", "s:1", "o:low")) == 0


def test_what_stands_on_a_parent_comes_down_to_the_organizations_below():
    found = access((profile(1), entry("o:top", permissions=BITS["read"])))
    assert found.organizations == {"top", "low"}
    assert found.bits(("m:3", "d:3", "o:low")) == BITS["read"]


@pytest.mark.parametrize(
    ("role", "shared", "expected"),
    [
        ("viewer", False, set()),
        ("viewer", True, {"read", "view_dashboards"}),
        ("operator", True, {"read", "view_dashboards", "operate", "acknowledge_alarms"}),
        ("engineer", False, set()),
        ("engineer", True, {"read", "view_dashboards", "operate", "acknowledge_alarms", "edit_dashboards", "edit_flows"}),
        (
            "manager",
            False,
            {"read", "view_dashboards", "operate", "acknowledge_alarms", "edit_dashboards", "edit_flows", "manage_dashboards"},
        ),
    ],
)
def test_a_dashboard_shows_itself_to_the_profiles_it_is_shared_to_and_to_managers(role, shared, expected):
    found = access((profile(1), entry("o:low", role=role)))
    assert rights.names(found.shared_bits(("b:7", "o:low"), [1] if shared else [])) == expected


def test_a_share_and_a_role_count_only_in_the_same_profile():
    found = access((profile(1), entry("o:low", role="operator")), (profile(2), entry("o:other", role="viewer")))
    assert found.shared_bits(("b:7", "o:low"), [2]) == 0


class TestListings:
    @pytest.fixture
    def world(self):
        top = factories.organization("Top")
        low = Organization.objects.create(name="Low", parent=top)
        north = Site.objects.create(organization=low, name="North")
        devices = [
            factories.device(top, "a"),
            factories.device(low, "b", site=north),
            factories.device(low, "c", site=north),
            factories.device(low, "d"),
        ]
        for device in devices:
            for path in ("motor/speed", "Motor/speed", "motors", "level"):
                factories.metric(device, path=path)
        return top, low, north, devices

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(data=st.data())
    def test_a_listing_shows_exactly_what_an_evaluation_allows(self, world, data):
        top, low, north, devices = world
        person = factories.user()
        metrics = list(Metric.objects.select_related("device"))
        places = [top, low, north, *devices, *metrics, factories.folder(devices[1], "motor")]
        for _ in range(data.draw(st.integers(1, 3))):
            holder = factories.profile(low, None, person, access_management=data.draw(st.booleans()))
            for place in data.draw(st.lists(st.sampled_from(places), max_size=3, unique_by=id)):
                if data.draw(st.booleans()):
                    factories.allow(holder, place, *data.draw(st.sampled_from([("read",), ("read", "write_metric"), ()])))
                else:
                    factories.deny(holder, place, *data.draw(st.sampled_from([(), ("write_metric",)])))
        for permission in ("read", "write_metric", "manage_devices"):
            listed = set(rights.visible(person, Metric.objects.all(), permission).values_list("id", flat=True))
            assert listed == {metric.id for metric in metrics if rights.can(person, permission, metric)}
            listed = set(rights.visible(person, Device.objects.all(), permission).values_list("id", flat=True))
            assert listed == {device.id for device in devices if rights.can(person, permission, device)}

    def test_one_query_whatever_the_number_of_entries(self, world, django_assert_num_queries):
        top, _, _, devices = world
        person = factories.user()
        holder = factories.profile(top, None, person)
        factories.allow(holder, top)
        for device in devices:
            factories.deny(holder, device, "write_metric")
        rights.access_of(person)
        with django_assert_num_queries(1):
            assert rights.visible(person, Metric.objects.all(), "write_metric").count() == 0


class TestQuestions:
    def test_a_stranger_is_told_that_there_is_nothing_and_a_member_what_they_lack(self):
        organization = factories.organization()
        device = factories.device(organization)
        with pytest.raises(Missing):
            rights.require(factories.user(factories.organization()), "manage_devices", device)
        with pytest.raises(Refused) as refusal:
            rights.require(factories.user(organization, "viewer"), "manage_devices", device)
        assert refusal.value.status == 403
        assert "“manage devices”" in refusal.value.message

    def test_a_change_is_seen_at_once(self):
        organization = factories.organization()
        device = factories.device(organization)
        person = factories.user()
        holder = factories.profile(organization, None, person)
        assert not rights.can(person, "read", device)
        factories.allow(holder, organization, "read")
        assert rights.can(person, "read", device)
        factories.deny(holder, device)
        assert not rights.can(person, "read", device)

    def test_a_deactivated_person_may_nothing(self):
        organization = factories.organization()
        person = factories.user(organization)
        person.is_active = False
        assert rights.permissions(person, organization) == frozenset()

    def test_a_superuser_may_everything_everywhere(self):
        boss = factories.user(is_superuser=True)
        organization = factories.organization()
        assert rights.permissions(boss, organization) == set(BITS)
        assert list(rights.organizations_of(boss)) == [organization]

    @pytest.mark.parametrize(
        ("management", "dashboard", "expected"), [(True, False, True), (False, True, True), (False, False, False)]
    )
    def test_people_without_the_management_and_the_dashboard_switch_cannot_log_in(self, management, dashboard, expected):
        person = factories.user()
        factories.profile(factories.organization(), None, person, access_management=management, access_dashboard=dashboard)
        assert rights.may_log_in(person) is expected
