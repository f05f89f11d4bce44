import pytest

from alarms import services
from organizations.models import Organization, Site
from tests import factories
from tests.alarms.test_api import raise_alarms

pytestmark = pytest.mark.django_db


def test_the_tree_counts_open_alarms_below_a_node_as_far_as_one_may_see_them(organization, engineer):
    north = Site.objects.create(organization=organization, name="North")
    below = Organization.objects.create(name="Below", parent=organization)
    pump, oven = factories.device(organization, "pump", site=north), factories.device(organization, "oven")
    raise_alarms(organization, [pump, oven])
    raise_alarms(below, [factories.device(below, "fan")], key="fan")
    closed = raise_alarms(organization, [factories.device(organization, "door", site=north)], key="door")[0]
    closed.cleared_at = closed.raised_at
    closed.save()
    services.acknowledge(closed, by=engineer, comment="Shut")

    def counted(person, node):
        answer = factories.client(person).get(f"/api/tree?node={node}").json()
        return {item["label"]: item["counts"]["alarms"] for item in [answer["node"], *answer["items"]]}

    assert counted(engineer, f"o:{organization.id}") == {"Acme": 3, "Below": 1, "North": 1, "oven": 1}
    assert counted(engineer, f"s:{north.id}") == {"North": 1, "door": 0, "pump": 1}
    limited = factories.user()
    profile = factories.profile(organization, "North but the pump", limited)
    factories.allow(profile, north)
    factories.deny(profile, pump)
    assert counted(limited, f"s:{north.id}") == {"North": 0, "door": 0}
