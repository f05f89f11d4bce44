"""Where maps put devices."""

import pytest

from dashboards import selectors, services
from dashboards.documents import empty
from dashboards.levels import Page, Period
from dashboards.places import places_of
from devices.models import Attribute
from organizations.models import Organization, Site
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return Organization.objects.create(name="Works")


def test_a_device_stands_where_its_attributes_say_else_at_its_site(organization):
    site = Site.objects.create(organization=organization, name="Vaasa", latitude=63.1, longitude=21.6)
    at_site = factories.device(organization, "a", site=site)
    own = factories.device(organization, "b", site=site)
    for name, value in (("latitude", "60.5"), ("longitude", 25)):
        Attribute.objects.create(device=own, name=name, value=value)
    nowhere = factories.device(organization, "c")
    absurd = factories.device(organization, "d", site=site)
    for name, value in (("latitude", 900), ("longitude", True)):
        Attribute.objects.create(device=absurd, name=name, value=value)
    assert places_of([at_site.id, own.id, nowhere.id, absurd.id]) == {
        at_site.id: (63.1, 21.6),
        own.id: (60.5, 25.0),
        absurd.id: (63.1, 21.6),
    }
    assert places_of([]) == {}


def test_only_maps_are_told_places(organization):
    site = Site.objects.create(organization=organization, name="Vaasa", latitude=63.1, longitude=21.6)
    metric = factories.metric(factories.device(organization, "a", site=site), "temperature")
    owner = factories.user(organization, email="owner@example.com")

    def place(kind: str):
        widget = {"type": kind, "version": 1, "bindings": [{"kind": "metric", "metric": metric.id}]}
        document = empty() | {"widgets": {"w1": widget}}
        dashboard = services.create_dashboard(organization, name=kind, document=document, by=owner)
        answer = selectors.dashboard_data(dashboard, owner, page=Page(Period(0, 1), points=10))
        return answer["widgets"]["w1"]["sources"][0]["place"]

    assert place("map") == (63.1, 21.6)
    assert place("value") is None
