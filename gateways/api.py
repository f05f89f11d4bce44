"""External brokers over HTTP."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Refused
from core.sentences import Said
from gateways import selectors, services
from gateways.models import BrokerConnection
from gateways.mqtt_client import trial
from gateways.secrets import decrypted
from organizations import rights
from organizations.models import Organization

router = Router()

Protocol = Literal["3.1.1", "5"]
Payload = Literal["json", "value", "fields"]


class Status(Schema):
    """How the connection is doing now."""

    state: str = Field(description="off, connecting, connected, waiting or failed")
    since: dt.datetime | None
    received: int
    ignored: int = Field(description="messages of devices or topics that nobody knows")
    unknown: list[str] = Field(description="names of devices that are not there, the newest 20")
    error: Said


class BrokerOut(Schema):
    id: int
    name: str
    host: str
    port: int
    is_tls: bool
    ca: str
    username: str
    has_password: bool
    client_id: str
    protocol: str
    qos: int
    shared_group: str
    topic: str
    payload: str
    metric: str
    value_field: str
    time_field: str
    create_devices: bool
    alarm_topic: str
    is_enabled: bool
    created_at: dt.datetime
    notes: list[Said]
    status: Status

    @staticmethod
    def resolve_has_password(connection: BrokerConnection) -> bool:
        return bool(connection.password_secret)

    @staticmethod
    def resolve_notes(connection: BrokerConnection) -> list[str]:
        return services.notes(connection)

    @staticmethod
    def resolve_status(connection: BrokerConnection) -> Any:
        return selectors.broker_status(connection)


class BrokerIn(Schema):
    name: str = Field(max_length=100)
    host: str = Field(max_length=255)
    port: int = 1883
    is_tls: bool = False
    ca: str = Field("", max_length=20_000)
    username: str = Field("", max_length=255)
    password: str = Field("", max_length=500)
    client_id: str = Field("", max_length=200)
    protocol: Protocol = "5"
    qos: int = 1
    shared_group: str = Field("", max_length=100)
    topic: str = Field(max_length=300)
    payload: Payload = "json"
    metric: str = Field("", max_length=200)
    value_field: str = Field("", max_length=100)
    time_field: str = Field("", max_length=100)
    create_devices: bool = False
    alarm_topic: str = Field("", max_length=300)
    is_enabled: bool = True


class BrokerPatch(Schema):
    name: str | None = Field(None, max_length=100)
    host: str | None = Field(None, max_length=255)
    port: int | None = None
    is_tls: bool | None = None
    ca: str | None = Field(None, max_length=20_000)
    username: str | None = Field(None, max_length=255)
    password: str | None = Field(None, max_length=500)
    client_id: str | None = Field(None, max_length=200)
    protocol: Protocol | None = None
    qos: int | None = None
    shared_group: str | None = Field(None, max_length=100)
    topic: str | None = Field(None, max_length=300)
    payload: Payload | None = None
    metric: str | None = Field(None, max_length=200)
    value_field: str | None = Field(None, max_length=100)
    time_field: str | None = Field(None, max_length=100)
    create_devices: bool | None = None
    alarm_topic: str | None = Field(None, max_length=300)
    is_enabled: bool | None = None


class TrialIn(BrokerIn):
    id: int | None = Field(None, description="take the stored password of this connection where none is given")


class TrialOut(Schema):
    is_ok: bool
    message: Said


def _connection(request: HttpRequest, connection_id: int) -> BrokerConnection:
    connection = found(rights.visible(request.user, BrokerConnection.objects.all()), id=connection_id)
    rights.require(request.user, "manage_devices", connection.organization_id)
    return connection


@router.get("/broker-connections", response=Listing[BrokerOut])
def broker_connections(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's external brokers by name."""
    rights.require_in(request.user, "manage_devices", organization_id(request))
    rows = BrokerConnection.objects.filter(organization_id=organization_id(request), name__icontains=page.search)
    return cut(rows, page)


@router.post("/broker-connections", response=BrokerOut)
def create_broker_connection(request: HttpRequest, payload: BrokerIn) -> BrokerConnection:
    rights.require_in(request.user, "manage_devices", organization_id(request))
    organization = Organization.objects.get(id=organization_id(request))
    return services.create_connection(organization, **payload.dict())


@router.post("/broker-connections/test", response=TrialOut)
def try_broker_connection(request: HttpRequest, payload: TrialIn) -> trial.Outcome:
    """Log in and subscribe with these values, without storing them."""
    rights.require_in(request.user, "manage_devices", organization_id(request))
    fields = payload.dict()
    stored_id, password = fields.pop("id"), fields.pop("password")
    connection = BrokerConnection(organization_id=organization_id(request), **fields)
    services.check_connection(connection)
    if not password and stored_id is not None:
        stored = _connection(request, stored_id)
        # To another host the stored password does not go: nobody may read it there.
        if (stored.host, stored.username) == (connection.host, connection.username):
            password = decrypted(stored.password_secret)
    return trial.try_connection(connection, password=password)


@router.get("/broker-connections/{int:connection_id}", response=BrokerOut)
def broker_connection(request: HttpRequest, connection_id: int) -> BrokerConnection:
    return _connection(request, connection_id)


@router.patch("/broker-connections/{int:connection_id}", response=BrokerOut)
def change_broker_connection(request: HttpRequest, connection_id: int, payload: BrokerPatch) -> BrokerConnection:
    """Change the fields given. A password that is not given stays; an empty one is removed."""
    connection = _connection(request, connection_id)
    fields = payload.dict(exclude_unset=True)
    if none := next((name for name, value in fields.items() if value is None), None):
        raise Refused(f"{none} cannot be null.", field=none)
    return services.change_connection(connection, **fields)


@router.delete("/broker-connections/{int:connection_id}", response=Deleted)
def delete_broker_connection(request: HttpRequest, connection_id: int) -> dict[str, bool]:
    services.delete_connection(_connection(request, connection_id))
    return {"deleted": True}
