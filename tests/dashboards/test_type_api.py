import pytest

from dashboards import services
from dashboards.models import DefaultDashboard
from devices.services import types
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def organization():
    return factories.organization()


@pytest.fixture
def pump(organization):
    return types.create_type(organization, name="Pump")


def test_devices_of_a_type_open_with_the_dashboard_that_was_chosen(organization, pump):
    person = factories.user(organization)
    dashboard = services.create_dashboard(organization, name="Pumps", by=person)
    browser = factories.client(person)
    call = f"/api/device-types/{pump.id}/default-dashboard"

    assert browser.get(call).json() == {"dashboard_id": None, "name": None, "variable": None}
    chosen = browser.put(call, {"dashboard_id": dashboard.id}, JSON).json()
    again = browser.get(call).json()
    taken = browser.put(call, {"dashboard_id": None}, JSON).json()

    assert chosen == again == {"dashboard_id": dashboard.id, "name": "Pumps", "variable": None}
    assert taken == {"dashboard_id": None, "name": None, "variable": None}
    assert DefaultDashboard.objects.count() == 0


def test_a_dashboard_of_others_cannot_be_chosen(organization, pump):
    other = factories.organization("Other")
    theirs = services.create_dashboard(other, name="Theirs", by=factories.user(other))
    browser = factories.client(factories.user(organization))

    answer = browser.put(f"/api/device-types/{pump.id}/default-dashboard", {"dashboard_id": theirs.id}, JSON)

    assert answer.status_code == 404
    assert DefaultDashboard.objects.count() == 0


def test_a_viewer_does_not_choose_and_a_stranger_does_not_see(organization, pump):
    call = f"/api/device-types/{pump.id}/default-dashboard"
    viewer = factories.client(factories.user(organization, "viewer"))
    stranger = factories.client(factories.user(factories.organization("Other")))

    assert viewer.put(call, {"dashboard_id": None}, JSON).status_code == 403
    assert stranger.get(call).status_code == stranger.put(call, {"dashboard_id": None}, JSON).status_code == 404
