import pytest

from core.errors import Missing, Refused
from devices.models import Device
from organizations import rights
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_role_includes_the_one_below():
    assert rights.VIEWER < rights.OPERATOR < rights.ENGINEER


def test_an_operator_may_operate_but_not_edit():
    organization = factories.organization()
    operator = factories.user(organization, "operator")

    assert rights.can(operator, "write_metric", organization)
    assert rights.can(operator, "acknowledge_alarms", organization)
    assert not rights.can(operator, "edit_flows", organization)


def test_a_stranger_may_nothing_and_learns_nothing():
    organization = factories.organization()
    stranger = factories.user(factories.organization("Other"))

    assert rights.permissions(stranger, organization.id) == frozenset()
    with pytest.raises(Missing):
        rights.require(stranger, "read", organization)


def test_a_member_without_the_right_is_told_so():
    organization = factories.organization()
    viewer = factories.user(organization, "viewer")

    with pytest.raises(Refused) as refusal:
        rights.require(viewer, "edit_flows", organization)

    assert refusal.value.status == 403


def test_a_deactivated_user_loses_every_right():
    organization = factories.organization()
    person = factories.user(organization, is_active=False)

    assert rights.permissions(person, organization.id) == frozenset()
    assert list(rights.organizations_of(person)) == []


def test_a_listing_holds_only_rows_of_the_users_organizations():
    mine, theirs = factories.organization("Mine"), factories.organization("Theirs")
    person = factories.user(mine, "viewer")
    pump = factories.device(mine, "pump")
    factories.device(theirs, "secret")

    assert list(rights.visible(person, Device.objects.all())) == [pump]
