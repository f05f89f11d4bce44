"""Rows for tests: each function makes one thing with believable defaults."""

import itertools
from typing import Any

from django.test import Client

from devices import services
from devices.models import Device, Metric
from organizations.models import Membership, Organization, User

_numbers = itertools.count(1)
PASSWORD = "correct horse battery"


def organization(name: str = "Acme") -> Organization:
    return Organization.objects.create(name=name)


def user(organization: Organization | None = None, role: str = "engineer", **fields: Any) -> User:
    """A person with `role` in the organization; without one, a stranger to all."""
    fields.setdefault("email", f"person{next(_numbers)}@example.com")
    person = User.objects.create_user(password=PASSWORD, **fields)
    if organization is not None:
        Membership.objects.create(user=person, organization=organization, role=role)
    return person


def client(person: User) -> Client:
    """A browser in which the person is logged in."""
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def device(organization: Organization, name: str | None = None, **fields: Any) -> Device:
    return services.create_device(organization, name=name or f"device {next(_numbers)}", **fields)


def metric(device: Device, path: str = "temperature", **fields: Any) -> Metric:
    return services.create_metric(device, path=path, **fields)


def token(device: Device) -> str:
    return services.issue_token(device)[1]
