"""What devices ask of the platform over MQTT, whatever dialect they speak: files, a new certificate, to be registered.

The edge only writes a request down. A task of the cold lane reads it by its dialect, calls the verb, and sends the answer
out through the stream `outgoing`. A request that is older than anybody waits for is left out.
"""

import base64
import binascii
import logging
import time
from typing import Annotated, Any, Final, TypedDict

import msgspec
from django.db import DataError

from core.errors import SluiceError
from devices import certificates, registration
from devices.files import services as files
from devices.models import ClaimCode, Credential, Device, FileKind
from gateways import outgoing
from gateways.dialect import dialect_named

logger = logging.getLogger(__name__)

# A device that heard nothing for this long has asked again.
ANSWERED_WITHIN_S: Final = 120


class Request(TypedDict):
    """As the edge writes it down."""

    id: str
    kind: str
    at_us: int
    organization_id: str
    device_id: int  # 0 for one that is to be registered
    device: str
    credential_id: int  # of a claim code when there is no device yet
    topic: str  # in the private broker, where a client without a device listens
    dialect: str
    address: str
    payload: str


# No file is larger; the database has no room for more.
Size = Annotated[int, msgspec.Meta(ge=0, le=2**50)]


class ListFiles(msgspec.Struct):
    id: Any = None
    kinds: list[str] | None = None


class GetChunk(msgspec.Struct):
    name: str
    id: Any = None
    version: str | None = None
    offset: Size = 0
    length: Size = files.CHUNK_BYTES


class PutChunk(msgspec.Struct):
    name: str
    data: str
    size: Size
    sha256: str
    id: Any = None
    offset: Size = 0
    kind: str = FileKind.UNDEFINED.value
    version: str = ""


class ReportStatus(msgspec.Struct):
    name: str
    version: str
    status: str
    id: Any = None
    detail: str = ""


class RenewCertificate(msgspec.Struct):
    csr: str
    id: Any = None


class Register(msgspec.Struct):
    name: str
    id: Any = None
    attributes: dict[str, Any] = {}
    csr: str = ""


Asked = ListFiles | GetChunk | PutChunk | ReportStatus | RenewCertificate | Register


def answer(request: Request) -> None:
    """Do what is asked and send the answer. Done twice, a device hears the same twice."""
    if time.time() - request["at_us"] / 1e6 > ANSWERED_WITHIN_S:
        logger.info("A request of %s is left out: it is older than %d s", request["device"] or "nobody", ANSWERED_WITHIN_S)
        return
    dialect = dialect_named(request["dialect"])
    asked_id = None
    try:
        asked = dialect.request(request["kind"], request["payload"].encode())
        asked_id = asked.id if isinstance(asked.id, str | int) else None
        body = _answer_to(asked, request)
    except SluiceError as error:
        body = {"error": error.message, "code": error.code}
    except (ValueError, OverflowError, DataError) as error:  # a zero character in a text, say
        body = {"error": str(error)[:500], "code": "bad_request"}
    except Exception:
        _send(request, asked_id, {"error": "It failed by our own fault: try again later.", "code": "error"})
        raise
    _send(request, asked_id, body)


def _send(request: Request, asked_id: str | int | None, body: dict[str, Any]) -> None:
    if asked_id is not None:
        body = {"id": asked_id} | body
    item: outgoing.AnswerItem = {
        "kind": "answer",
        "organization": request["organization_id"],
        "device": request["device"],
        "dialect": request["dialect"],
        "request": request["kind"],
        "topic": request["topic"],
        "body": body,
        "expires": int((time.time() + ANSWERED_WITHIN_S) * 1000),
    }
    outgoing.append([item])


def _answer_to(asked: Asked, request: Request) -> dict[str, Any]:
    if isinstance(asked, Register):
        return _register(asked, request)
    device = Device.objects.filter(id=request["device_id"], archived_at=None).first()
    if device is None:
        return {"error": f"The device “{request['device']}” was deleted.", "code": "missing"}
    match asked:
        case ListFiles():
            return {"files": [listed._asdict() for listed in files.listing(device, asked.kinds)]}
        case GetChunk():
            chunk = files.read_chunk(device, asked.name, asked.version, asked.offset, asked.length)
            return chunk._asdict() | {"data": base64.b64encode(chunk.data).decode()}
        case PutChunk():
            stored = files.put_chunk(
                device,
                name=asked.name,
                data=_decoded(asked.data),
                offset=asked.offset,
                size=asked.size,
                sha256=asked.sha256,
                kind=asked.kind,
                version=asked.version,
            )
            return stored._asdict()
        case ReportStatus():
            delivery = files.report_status(
                device, name=asked.name, version=asked.version, status=asked.status, detail=asked.detail
            )
            return {"name": asked.name, "version": asked.version, "status": delivery.status}
        case RenewCertificate():
            present = Credential.objects.filter(id=request["credential_id"], device=device, revoked_at=None).first()
            return _certificate(certificates.renew(device, asked.csr, present=present))


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("`data` is not base64.") from None


def _certificate(issued: certificates.Issued) -> dict[str, Any]:
    assert issued.credential.expires_at is not None
    return {
        "certificate": issued.certificate,
        "chain": issued.chain,
        "expires_at": issued.credential.expires_at.isoformat(),
    }


def _register(asked: Register, request: Request) -> dict[str, Any]:
    claim = ClaimCode.objects.filter(id=request["credential_id"]).first()
    if claim is None:
        return {"error": "The claim code was deleted.", "code": "missing"}
    made = registration.register_device(
        code_hash=claim.code_hash,
        name=asked.name,
        attributes=asked.attributes,
        csr=asked.csr,
        address=request["address"],
    )
    body: dict[str, Any] = {
        "device": made.device.name,
        "device_id": made.device.id,
        "organization_id": made.device.organization_id,
    }
    if made.token is not None:
        return body | {"token": made.token}
    assert made.expires_at is not None
    return body | {"certificate": made.certificate, "chain": made.chain, "expires_at": made.expires_at.isoformat()}
