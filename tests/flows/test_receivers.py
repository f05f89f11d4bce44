"""What flows remember of a device ends with it."""

import pytest

from core.redis import client
from devices import services as devices
from devices.services import moves
from flows import services
from flows.lane import state
from organizations import places
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(organization):
    return factories.device(organization)


@pytest.fixture
def remembered(organization, device):
    """The key of a flow's memory, in which the device and another one stand."""
    flow = services.create_flow(organization, name="Boiler")
    key = state.key_of("state", flow.id)
    client().hset(key, mapping={str(device.id): b"1", "999999": b"2"})
    return key


@pytest.mark.parametrize("how", ["deleted", "archived", "moved"])
def test_a_device_that_is_gone_leaves_no_state_behind(how, organization, device, remembered, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        if how == "deleted":
            devices.delete_device(device)
        elif how == "archived":
            devices.archive_device(device)
        else:
            moves.move_to_organization([device], places.create_organization(name="Other", parent=organization), site=None)

    assert client().hgetall(remembered) == {b"999999": b"2"}
