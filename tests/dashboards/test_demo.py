import json

import pytest

from alarms.models import AlarmRule
from dashboards import demo
from dashboards.models import Dashboard
from devices.models import Device
from devices.tokens import hash_token
from flows.models import Flow
from organizations.models import ProfileMember, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(tmp_path, settings):
    settings.VAR = tmp_path
    return tmp_path


def test_the_demo_is_a_device_a_deployed_flow_a_dashboard_and_three_people(var):
    made = demo.make()

    device = Device.objects.get()
    assert device.name == made.device == "This machine"
    assert factories.device_of_token(hash_token(made.token)) == device
    flow = Flow.objects.get()
    assert flow.live is not None
    assert flow.live.number == 1
    assert list(AlarmRule.objects.values_list("title", flat=True)) == ["CPU load is high"]
    assert Dashboard.objects.get().name == "This machine"
    names = ProfileMember.objects.order_by("profile__name").values_list("profile__name", flat=True)
    assert list(names) == ["Administrators", "Operators", "Viewers"]
    assert User.objects.get(email=made.email).check_password(made.password)


def test_a_second_start_changes_nothing(var):
    first = demo.make()

    assert demo.make() == first
    assert Device.objects.count() == 1


def test_login_and_token_are_for_the_owner_of_the_folder_only(var):
    made = demo.make()

    assert (var / "demo.json").stat().st_mode & 0o777 == 0o600
    assert json.loads((var / "demo.json").read_text())["token"] == made.token
