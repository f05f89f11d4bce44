"""Device types over HTTP."""

from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import organization_id
from devices.models import DeviceType
from organizations import rights

router = Router()


class DeviceTypeOut(Schema):
    id: int
    name: str


class DeviceTypeIn(Schema):
    name: str = Field(min_length=1, max_length=100)


@router.get("/device-types", response=list[DeviceTypeOut])
def device_types(request: HttpRequest) -> list[DeviceType]:
    return list(DeviceType.objects.filter(organization_id=organization_id(request)))


@router.post("/device-types", response=DeviceTypeOut)
def create_device_type(request: HttpRequest, payload: DeviceTypeIn) -> DeviceType:
    """The device type of that name, made when there is none."""
    rights.require_in(request.user, "manage_devices", organization_id(request))
    return DeviceType.objects.get_or_create(organization_id=organization_id(request), name=payload.name.strip())[0]
