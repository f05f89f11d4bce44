import random

import pytest

from core.errors import Refused
from organizations import places, rights
from organizations.errors import CyclicMove, NameTooLong, OrganizationNameTaken, SiteNameTaken, StillHolds, TooDeep
from organizations.models import Organization, ProfileAccess, Site
from tests import factories

pytestmark = pytest.mark.django_db


def child(parent, name="Plant"):
    return places.create_organization(name=name, parent=parent)


# --- organizations


def test_rights_at_a_parent_reach_into_a_new_sub_organization():
    company = factories.organization("Company")
    administrator = factories.user(company)

    plant = child(company)

    assert rights.can(administrator, "manage_devices", plant)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Give the organization a name."),
        ("   ", "Give the organization a name."),
        ("x" * 101, f"“{'x' * 40}…” has 101 characters: give 100 at most."),
        ("bell\x07", "'bell\\x07' has characters that cannot be shown: take them out of the name."),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused_in_words(name, words):
    with pytest.raises(Refused) as refusal:
        places.create_organization(name=name)

    assert refusal.value.message == words
    assert Organization.objects.count() == 0


def test_two_organizations_of_one_name_cannot_stand_under_one_parent():
    company = factories.organization("Company")
    child(company, "Plant")

    with pytest.raises(OrganizationNameTaken):
        child(company, "plant")

    assert Organization.objects.count() == 2


def test_retention_is_a_number_of_days_that_can_be_kept():
    with pytest.raises(Refused, match="Samples cannot be kept for 0 days: give 1 to 36500"):
        places.create_organization(name="Plant", retention_days=0)


def test_an_organization_cannot_move_below_itself():
    company = factories.organization("Company")
    plant = child(company)
    line = child(plant, "Line")

    for target in (company, plant, line):
        with pytest.raises(CyclicMove):
            places.move_organization(company, to=target)

    company.refresh_from_db()
    assert company.parent is None


def test_a_move_to_where_it_stands_changes_nothing():
    company = factories.organization("Company")
    plant = child(company)

    assert places.move_organization(plant, to=company).parent == company


def test_a_move_takes_rights_of_the_old_parent_away_and_gives_those_of_the_new():
    old, new = factories.organization("Old"), factories.organization("New")
    plant = child(old)
    of_old, of_new = factories.user(old), factories.user(new)

    places.move_organization(plant, to=new)

    assert not rights.can(of_old, "read", plant)
    assert rights.can(of_new, "read", plant)


def test_a_profile_that_no_longer_stands_above_loses_its_entries_below():
    old, new = factories.organization("Old"), factories.organization("New")
    plant = child(old)
    hall = places.create_site(plant, name="Hall")
    person = factories.user()
    factories.allow(factories.profile(old, "visitors", person), hall, "read")

    places.move_organization(plant, to=new)

    assert not ProfileAccess.objects.filter(node=f"s:{hall.id}").exists()
    assert not rights.can(person, "read", hall)


def test_organizations_stand_at_most_ten_levels_deep():
    top = one = factories.organization("1")
    for level in range(2, 11):
        one = child(one, str(level))

    with pytest.raises(TooDeep):
        child(one, "11")
    with pytest.raises(TooDeep):
        places.move_organization(top, to=factories.organization("above"))

    assert Organization.objects.count() == 11


def test_an_organization_that_holds_something_is_not_deleted_and_says_what_it_holds():
    company = factories.organization("Company")
    plant = child(company)
    places.create_site(plant, name="Hall")
    for _ in range(2):
        factories.device(plant)

    with pytest.raises(StillHolds) as refusal:
        places.delete_organization(plant)

    assert refusal.value.message == "“Plant” still holds 1 site, 2 devices: move or delete them first."
    assert refusal.value.details == {"holds": {"site": 1, "devices": 2}}
    assert Organization.objects.filter(id=plant.id).exists()


def test_an_empty_organization_is_deleted():
    company = factories.organization("Company")
    plant = child(company)

    places.delete_organization(plant)

    assert list(Organization.objects.all()) == [company]


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_moved_wherever_the_tree_stays_a_tree(seed):
    """Random moves, some of which are refused: every organization keeps a way to the top, at most ten steps long."""
    dice = random.Random(seed)
    made = [factories.organization(f"organization {n}") for n in range(12)]
    for _ in range(40):
        one, target = dice.choice(made), dice.choice([*made, None])
        before = dict(Organization.objects.values_list("id", "parent_id"))
        below = places.subtree(before, one.id)
        must_refuse = target is not None and target.id in below
        try:
            places.move_organization(one, to=target)
        except CyclicMove:
            assert must_refuse
            assert dict(Organization.objects.values_list("id", "parent_id")) == before
        except TooDeep:
            assert dict(Organization.objects.values_list("id", "parent_id")) == before
        else:
            assert not must_refuse
            assert Organization.objects.get(id=one.id).parent_id == (target.id if target else None)
        parents = dict(Organization.objects.values_list("id", "parent_id"))
        for parent_id in parents.values():
            steps, above = 0, parent_id
            while above is not None:
                steps, above = steps + 1, parents[above]
                assert steps < places.DEPTH_BOUND


# --- sites


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"latitude": 91, "longitude": 0}, "91 is no latitude: give −90 to 90 degrees."),
        ({"latitude": 0, "longitude": -180.5}, "-180.5 is no longitude: give −180 to 180 degrees."),
        ({"latitude": 60.1}, "Give both latitude and longitude, or neither."),
        ({"time_zone": "Europe/Atlantis"}, "“Europe/Atlantis” is no time zone: give a name such as Europe/Helsinki."),
        ({"description": "x" * 501}, "The description has 501 characters: give 500 at most."),
    ],
)
def test_a_site_that_cannot_be_on_earth_is_refused(fields, words):
    with pytest.raises(Refused) as refusal:
        places.create_site(factories.organization(), name="Hall", **fields)

    assert refusal.value.message == words
    assert Site.objects.count() == 0


def test_a_site_knows_where_it_is():
    site = places.create_site(
        factories.organization(), name=" North  hall ", latitude=60.17, longitude=24.94, time_zone="Europe/Helsinki"
    )

    assert (site.name, site.latitude, site.longitude, site.time_zone) == ("North hall", 60.17, 24.94, "Europe/Helsinki")


def test_half_a_place_cannot_be_taken_away():
    site = places.create_site(factories.organization(), name="Hall", latitude=1, longitude=2)

    with pytest.raises(Refused, match="Give both"):
        places.change_site(site, latitude=None)

    site.refresh_from_db()
    assert site.latitude == 1


def test_a_name_is_used_once_in_an_organization():
    organization = factories.organization()
    places.create_site(organization, name="Hall")

    with pytest.raises(SiteNameTaken):
        places.create_site(organization, name="Hall")
    places.create_site(factories.organization("Other"), name="Hall")

    assert Site.objects.count() == 2


def test_a_name_of_101_characters_names_itself_in_the_refusal():
    with pytest.raises(NameTooLong):
        places.create_site(factories.organization(), name="x" * 101)


def test_a_site_where_devices_stand_is_not_deleted():
    organization = factories.organization()
    hall = places.create_site(organization, name="Hall")
    factories.device(organization, site=hall)

    with pytest.raises(StillHolds, match="“Hall” still holds 1 device"):
        places.delete_site(hall)

    assert Site.objects.count() == 1


def test_entries_about_a_site_go_with_it():
    organization = factories.organization()
    hall = places.create_site(organization, name="Hall")
    factories.allow(factories.profile(organization), hall, "read")

    places.delete_site(hall)

    assert ProfileAccess.objects.count() == 0
