"""Devices that come in by themselves: with a claim code, over HTTP or MQTT."""

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.utils.timezone import now
from redis.exceptions import RedisError

from core import actor
from core.clock import now_us
from core.errors import Refused, Unavailable
from core.redis import client
from devices import certificates, credentials, tokens
from devices.errors import BadClaim, NameTaken, TooManyAttempts
from devices.models import ClaimCode, Credential, Device, DeviceType
from devices.services.attributes import checked_attributes, set_attributes
from devices.services.devices import checked_name, create_device
from organizations.models import Organization, Site, User
from organizations.places import checked_name as checked_label

# Without 0 O 1 I L U: what people mistake for one another when they copy it from a label.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS: Final = 5
GROUP_LENGTH: Final = 4
DEVICES_BOUND: Final = 100_000
CODES_BOUND: Final = 1_000
MAX_VALID_DAYS: Final = 366
# Within a minute.
TRIES_PER_ADDRESS: Final = 300
FAILURES_PER_ADDRESS: Final = 20
TRIES_PER_CODE: Final = 600
WINDOW_S: Final = 60


# --- claim codes


def new_code() -> str:
    """98 random bits in groups that can be read out: K7QD-…"""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def hash_code(code: str) -> str:
    """The same however it was typed: in small letters, without the lines, with blanks."""
    return tokens.hash_token("claim:" + re.sub(r"[\s-]", "", code).upper()[:100])


@transaction.atomic
def create_claim_code(
    organization: Organization,
    *,
    name: str,
    site: Site | None = None,
    type: DeviceType | None = None,  # noqa: A002  the column is called type
    max_devices: int = 1,
    expires_at: dt.datetime | None = None,
    by: User,
) -> tuple[ClaimCode, str]:
    """The second part is shown once and not kept."""
    name = checked_label(name, what="claim code")
    if not 1 <= max_devices <= DEVICES_BOUND:
        raise Refused(f"A claim code cannot let in {max_devices} devices: give 1 to {DEVICES_BOUND}.", field="max_devices")
    end = expires_at or now() + dt.timedelta(days=7)
    if not now() < end <= now() + dt.timedelta(days=MAX_VALID_DAYS):
        raise Refused(f"A claim code cannot end at {end:%Y-%m-%d %H:%M}: choose a time within the next year.", field="expires_at")
    valid = ClaimCode.objects.filter(organization=organization, revoked_at=None, expires_at__gt=now())
    if valid.count() >= CODES_BOUND:
        raise Refused(f"There are {CODES_BOUND} valid claim codes already: revoke some first.")
    code = new_code()
    row = ClaimCode.objects.create(
        organization=organization,
        name=name,
        site=site,
        type=type,
        code_hash=hash_code(code),
        hint=code[-4:],
        max_devices=max_devices,
        expires_at=end,
        created_by=by,
    )
    return row, code


@transaction.atomic
def revoke_claim_code(claim: ClaimCode) -> ClaimCode:
    """Nobody comes in with it any more; devices that did keep their own credentials."""
    claim = ClaimCode.objects.select_for_update().get(id=claim.id)
    if claim.revoked_at is None:
        claim.revoked_at = now()
        claim.save(update_fields=["revoked_at"])
    return claim


# --- registering


class Registered(NamedTuple):
    """What the device needs from now on: a token, or the certificate for its own key."""

    device: Device
    token: str | None
    certificate: str | None
    chain: str | None
    expires_at: dt.datetime | None
    # The device had asked before and lost the answer.
    is_repeat: bool


def register_device(
    *,
    code: str = "",
    code_hash: str = "",
    name: str,
    attributes: Mapping[str, Any] | None = None,
    csr: str = "",
    address: str = "",
) -> Registered:
    """Let the device in that shows a claim code, or has shown it before somebody who kept its hash only.

    Whoever lost the answer asks again with the same code and name: as long as nobody used what the first answer held,
    that ends and the device gets anew; no second device comes of it. With a request for a certificate the same key gets
    the same certificate.
    """
    code_hash = code_hash or hash_code(code)
    _check_rate(address, code_hash)
    try:
        with actor.acting(actor.Actor(f"device {name[:100]}, by claim code", address=address)), transaction.atomic():
            return _register(code_hash, name=name, attributes=attributes or {}, csr=csr)
    except BadClaim:
        _count(f"register:failed:{address}")
        raise


def _register(code_hash: str, *, name: str, attributes: Mapping[str, Any], csr: str) -> Registered:
    claim = ClaimCode.objects.select_for_update(of=("self",)).filter(code_hash=code_hash).first()
    if claim is None or claim.revoked_at is not None or claim.expires_at <= now():
        raise BadClaim
    checked_name(name)
    wanted = checked_attributes(attributes)
    present = Device.objects.filter(organization_id=claim.organization_id, name=name).first()
    if present is not None:
        if present.claim_id != claim.id:
            raise NameTaken(name)
        set_attributes(present, wanted)
        return _answer_again(present, csr)
    if claim.used >= claim.max_devices:
        raise BadClaim
    claim.used += 1
    claim.save(update_fields=["used"])
    device = create_device(claim.organization, name=name, site=claim.site, type=claim.type, attributes=wanted, claim=claim)
    return _answer(device, csr)


def _answer(device: Device, csr: str) -> Registered:
    if csr:
        issued = certificates.issue_certificate(device, name="by claim code", csr=csr)
        expires_at = issued.credential.expires_at
        return Registered(device, None, issued.certificate, issued.chain, expires_at, is_repeat=False)
    _, token = credentials.issue_token(device, name="by claim code")
    return Registered(device, token, None, None, None, is_repeat=False)


def _answer_again(device: Device, csr: str) -> Registered:
    """Who holds the key of a certificate proves it by the request; a token proves nothing, so it must be unused yet."""
    mine = Credential.objects.filter(device=device)
    was_used = device.last_seen_at is not None or mine.exclude(last_used_at=None).exists()
    if csr and (issued := certificates.issued_for(device, certificates.key_of_request(csr, device))) is not None:
        expires_at = issued.credential.expires_at
        return Registered(device, None, issued.certificate, issued.chain, expires_at, is_repeat=True)
    if was_used:
        raise NameTaken(device.name)
    for credential in mine.filter(revoked_at=None):
        credentials.revoke_credential(credential)
    return _answer(device, csr)._replace(is_repeat=True)


# --- limits


def _check_rate(address: str, code_hash: str) -> None:
    tries = _count(f"register:address:{address}") if address else 0
    failures = _counted(f"register:failed:{address}") if address else 0
    of_code = _count(f"register:code:{code_hash[:32]}")
    if tries > TRIES_PER_ADDRESS or failures >= FAILURES_PER_ADDRESS or of_code > TRIES_PER_CODE:
        raise TooManyAttempts


def _key(name: str) -> str:
    return f"{name}:{now_us() // (WINDOW_S * 1_000_000)}"


def _count(name: str) -> int:
    try:
        pipe = client().pipeline(transaction=False)
        pipe.incr(_key(name))
        pipe.expire(_key(name), WINDOW_S * 2)
        return int(pipe.execute()[0])
    except RedisError as error:
        raise Unavailable("Nobody can register just now: try again in a few seconds.") from error


def _counted(name: str) -> int:
    try:
        return int(client().get(_key(name)) or 0)
    except RedisError as error:
        raise Unavailable("Nobody can register just now: try again in a few seconds.") from error
