"""What a device reports about commands counts for its own commands only."""

from devices import services
from organizations.models import Organization
from tests import factories


def test_a_device_ends_its_own_command(organization: Organization) -> None:
    press = factories.device(organization, "press")
    command = services.send_command(device=press, name="stop", value=True)
    services.record_command_results([(press.id, command.id, "done", 1_700_000_000_000_000, "stopped")])
    command.refresh_from_db()
    assert (command.status, command.detail) == ("done", "stopped")


def test_nobody_ends_the_command_of_another_device(organization: Organization, other_organization: Organization) -> None:
    press = factories.device(organization, "press")
    strange = factories.device(other_organization, "press")
    command = services.send_command(device=press, name="stop", value=True)
    services.record_command_results([(strange.id, command.id, "done", 1_700_000_000_000_000, "never mind")])
    command.refresh_from_db()
    assert (command.status, command.detail) == ("queued", "")
