"""What becomes of the edge's events in the database."""

from devices import services
from organizations.models import Organization
from tests import factories


def test_a_token_is_used_when_it_logs_in_and_not_when_it_is_refused(organization: Organization) -> None:
    press = factories.device(organization, "press")
    used, _ = services.issue_token(press)
    at_us = int(used.created_at.timestamp() * 1e6) + 5_000_000
    shown = {"organization_id": organization.id, "device_id": press.id, "address": "127.0.0.1"}
    services.record_connections(
        [
            {"time_us": at_us, "event": "connected", "credential_id": used.id, **shown},  # type: ignore[typeddict-item]
            {"time_us": at_us + 9_000_000, "event": "refused", "credential_id": None, **shown},  # type: ignore[typeddict-item]
        ]
    )
    used.refresh_from_db()
    assert used.last_used_at == services.instant(at_us)
    assert [row.event for row in press.connection_log.all()] == ["refused", "connected"]


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
