"""Rows for tests: each function makes one thing with believable defaults."""

import itertools
from typing import Any

from django.test import Client

from dashboards import services as dashboards
from dashboards.models import Dashboard
from devices import services
from devices.models import Device, Metric
from devices.selectors import credential_of_token
from organizations import nodes, profiles, rights
from organizations.models import Organization, Profile, ProfileAccess, User
from organizations.nodes import Node, Placed

_numbers = itertools.count(1)
PASSWORD = "correct horse battery"


def organization(name: str = "Acme") -> Organization:
    return Organization.objects.create(name=name)


def user(organization: Organization | None = None, role: str = "engineer", **fields: Any) -> User:
    """A person with `role` in the organization; without one, a stranger to all."""
    fields.setdefault("email", f"person{next(_numbers)}@example.com")
    person = User.objects.create_user(password=PASSWORD, organization=organization, **fields)
    if organization is not None:
        # Whoever tests as an engineer tests everything but rights themselves.
        profiles.add_member(profiles.preset(organization, "administrator" if role == "engineer" else role), person)
    return person


def profile(organization: Organization, name: str | None = None, *members: User, **fields: Any) -> Profile:
    """A profile that opens all three doors and allows nothing yet."""
    switches = {"access_management": True, "access_dashboard": True, "access_rest": True} | fields
    row = Profile.objects.create(organization=organization, name=name or f"profile {next(_numbers)}", **switches)
    for member in members:
        profiles.add_member(row, member)
    return row


def allow(profile: Profile, place: Placed, *permissions: str, role: str = "") -> ProfileAccess:
    """An allow entry for `permissions` (all that can be set, when none is named and no role)."""
    bits = rights.mask(*permissions) if permissions or role else rights.SETTABLE
    return _entry(profile, place, "allow", bits, role)


def deny(profile: Profile, place: Placed, *permissions: str) -> ProfileAccess:
    """A deny entry; without permissions it takes everything."""
    return _entry(profile, place, "deny", rights.mask(*permissions), "")


def folder(device: Device, path: str) -> Node:
    """The folder of metrics as a place in the tree."""
    return nodes.node(f"f:{device.id}:{path}")


def _entry(profile: Profile, place: Placed, effect: str, bits: int, role: str) -> ProfileAccess:
    line = place.node_line()
    entry = ProfileAccess.objects.create(
        profile=profile, organization_id=line[-1][2:], node=line[0], effect=effect, permissions=bits, dashboard_role=role
    )
    rights.changed()
    return entry


def client(person: User) -> Client:
    """A browser in which the person is logged in."""
    browser = Client()
    browser.force_login(person, backend="organizations.people.login.PasswordBackend")
    return browser


def share(dashboard: Dashboard) -> Dashboard:
    """Show it to everybody of its organization, as far as their profiles' roles reach."""
    kinds = ("operator", "viewer")
    dashboards.share_dashboard(dashboard, [profiles.preset(dashboard.organization, kind).id for kind in kinds])
    return dashboard


def device(organization: Organization, name: str | None = None, **fields: Any) -> Device:
    return services.create_device(organization, name=name or f"device {next(_numbers)}", **fields)


def metric(device: Device, path: str = "temperature", **fields: Any) -> Metric:
    return services.create_metric(device, path=path, **fields)


def token(device: Device) -> str:
    return services.issue_token(device)[1]


def device_of_token(token_hash: str) -> Device | None:
    """The device that would come in with it."""
    credential = credential_of_token(token_hash)
    return credential.device if credential else None
