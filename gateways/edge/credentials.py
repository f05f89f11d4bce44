"""Who a token or a certificate belongs to, from memory: thousands of devices connect at once after a power cut."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable
from typing import TypeVar

from cryptography import x509
from django.db import DatabaseError, close_old_connections
from django.utils.timezone import now

from devices import certificates, registration
from devices.models import ClaimCode, Credential, Device
from devices.selectors import CredentialOwner, credential_owners
from devices.tokens import hash_token
from gateways.dialect import Claim, Identity, Refusal
from gateways.edge import limits

ResultT = TypeVar("ResultT")
Owner = tuple[str | None, int | None]  # organization, device


async def in_thread(call: Callable[[], ResultT]) -> ResultT:
    """Ask the database beside the event loop."""

    def run() -> ResultT:
        close_old_connections()
        try:
            return call()
        finally:
            close_old_connections()

    return await asyncio.to_thread(run)


class Credentials:
    """All valid tokens by their hash and certificates by their fingerprint, loaded again whenever one changes; and the names
    that gateways may use."""

    def __init__(self) -> None:
        self._by_hash: dict[str, Identity] = {}
        self._by_fingerprint: dict[str, Identity] = {}
        self._names: dict[str, dict[str, int]] = {}
        self._valid: dict[Identity, Identity] = {}  # without their end -> as they are now
        self._claimants: set[Identity] = set()
        self._loads = 0  # that were begun
        self._learnt: list[Credential] = []  # looked up since the last one was begun
        self._look_ups = 0
        self._loading = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._by_hash) + len(self._by_fingerprint)

    async def load(self) -> None:
        async with self._loading:
            self._loads += 1
            self._learnt = []
            self._by_hash, self._by_fingerprint, self._valid = await in_thread(_loaded)
            # Issued after the tables were read, perhaps. If it was revoked meanwhile, that is loaded next.
            for credential in self._learnt:
                self._know(credential)
            # A code that was used up or revoked meanwhile is found out when it is used; nothing else hangs on it.
            self._claimants = {claimant for claimant in self._claimants if claimant.expires_at > time.time()}

    async def load_names(self) -> None:
        """Read the device names of the organizations in use again."""
        for organization_id in list(self._names):
            self._names[organization_id] = await in_thread(lambda: _names_of(organization_id))  # noqa: B023  awaited at once

    def is_valid(self, identity: Identity | None) -> bool:
        """False once the credential is revoked or over, or its device renamed, moved or deleted."""
        return identity is not None and self.current(identity) is not None

    def current(self, identity: Identity) -> Identity | None:
        """The same as it is now: a token that is being replaced has got an end. None when it is good no more."""
        found = self._valid.get(_endless(identity)) or (identity if identity in self._claimants else None)
        return found if found is not None and found.expires_at > time.time() else None

    def device_id(self, organization_id: str, name: str) -> int | None:
        return self._names.get(organization_id, {}).get(name)

    async def identify(self, claim: Claim, certificate: bytes = b"") -> Identity:
        """The owner of the certificate that was shown, else of the claimed token; or the refusal."""
        if claim.is_claim_code:
            return await self._claimant(claim)
        identity = await self._by_certificate(certificate, claim) if certificate else await self._by_token(claim)
        if identity.is_gateway and identity.organization_id not in self._names:
            organization_id = identity.organization_id
            self._names[organization_id] = await in_thread(lambda: _names_of(organization_id))
        return identity

    # --- tokens

    async def _by_token(self, claim: Claim) -> Identity:
        if not claim.token:
            words = "No token was given: put the device's token into the password, or show a client certificate at the TLS port."
            raise await self._refusal(claim, words)
        token_hash = hash_token(claim.token)
        identity = self._by_hash.get(token_hash)
        if identity is None:
            identity = await self._look_up(claim, token_hash)
        if identity.expires_at <= time.time():
            ended = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(identity.expires_at))
            words = f"The token was replaced and ended at {ended} UTC: give the new one."
            raise Refusal("not_authorized", words, identity.organization_id, identity.device_id)
        return identity

    async def _look_up(self, claim: Claim, token_hash: str) -> Identity:
        """A token that memory does not know: it is new, revoked or made up."""
        credential = await self._credential(token_hash=token_hash)
        if credential is None:
            raise await self._refusal(claim, "The token is not known: issue a new one on the device's page.")
        device = credential.device
        if credential.revoked_at is not None:
            words = f"The token …{credential.hint} was revoked at {credential.revoked_at:%Y-%m-%d %H:%M:%S} UTC."
            raise Refusal("not_authorized", words, device.organization_id, device.id)
        if device.archived_at is not None:
            words = f"The device “{device.name}” was deleted at {device.archived_at:%Y-%m-%d %H:%M:%S} UTC."
            raise Refusal("not_authorized", words, device.organization_id, device.id)
        return self._learn(credential)

    # --- certificates

    async def _by_certificate(self, shown: bytes, claim: Claim) -> Identity:
        """The TLS handshake has proved that our authority signed it and that the client has its key."""
        certificate = x509.load_der_x509_certificate(shown)
        fingerprint = certificates.fingerprint_of(certificate)
        identity = self._by_fingerprint.get(fingerprint) or await self._look_up_certificate(certificate, fingerprint)
        if identity.expires_at <= time.time():  # a session that TLS resumed is not checked again there
            words = f"Its certificate expired at {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC: issue another."
            raise Refusal("not_authorized", words, identity.organization_id, identity.device_id)
        other = self._by_hash.get(hash_token(claim.token)) if claim.token else None
        if other is not None and other.device_id != identity.device_id:
            words = (
                f"Wrong device: the certificate belongs to “{identity.device_name}”, but the token in the password to another "
                "one. Leave the password out."
            )
            raise Refusal("not_authorized", words, identity.organization_id, identity.device_id)
        return identity

    async def _look_up_certificate(self, certificate: x509.Certificate, fingerprint: str) -> Identity:
        credential = await self._credential(fingerprint=fingerprint)
        if credential is None:
            owner = await self.owner_of(certificate)
            words = (
                "Its certificate is one of ours, but not on our list: its device was deleted, or another installation issued it."
            )
            raise Refusal("not_authorized", words, *owner)
        device = credential.device
        if credential.revoked_at is not None:
            words = f"Its certificate …{credential.hint} was revoked at {credential.revoked_at:%Y-%m-%d %H:%M:%S} UTC."
            raise Refusal("not_authorized", words, device.organization_id, device.id)
        if device.archived_at is not None:
            words = f"The device “{device.name}” was deleted at {device.archived_at:%Y-%m-%d %H:%M:%S} UTC."
            raise Refusal("not_authorized", words, device.organization_id, device.id)
        return self._learn(credential)

    async def owner_of(self, certificate: x509.Certificate | None) -> Owner:
        """The device that a certificate belongs to or names, so that its owner sees who knocks. Proves nothing."""
        if certificate is None:
            return None, None
        known = self._by_fingerprint.get(certificates.fingerprint_of(certificate))
        if known is not None:
            return known.organization_id, known.device_id
        named = certificates.device_id_in(certificate)
        if named is None:
            return None, None
        organization_id, device_id = named
        try:
            found = await self._ask(lambda: Device.objects.filter(id=device_id, organization_id=organization_id).exists())
        except (Refusal, DatabaseError):
            return None, None
        return (organization_id, device_id) if found else (None, None)

    # --- what was looked up

    def _learn(self, credential: Credential) -> Identity:
        self._learnt.append(credential)
        return self._know(credential)

    def _know(self, credential: Credential) -> Identity:
        identity = _identity_of(credential)
        if credential.token_hash:
            self._by_hash[credential.token_hash] = identity
        if credential.fingerprint:
            self._by_fingerprint[credential.fingerprint] = identity
        self._valid[_endless(identity)] = identity
        return identity

    # --- claim codes

    async def _claimant(self, claim: Claim) -> Identity:
        """One that is here to become a device: its code is good, so it may ask; whether it gets a device is decided then."""
        if not claim.token:
            raise Refusal("not_authorized", "No claim code was given: put it into the password.")
        code = await self._ask(lambda: _usable_code(claim.token))
        if code is None:
            words = "The claim code is not known, expired or revoked: make a new one on the page of claim codes."
            raise Refusal("not_authorized", words)
        until = min(time.time() + limits.CLAIM_S, code.expires_at.timestamp())
        identity = Identity(code.id, code.organization_id, 0, "", is_gateway=False, expires_at=until, proof="claim code")
        self._claimants.add(identity)
        return identity

    def forget(self, identity: Identity) -> None:
        """A connection that registers devices is gone."""
        self._claimants.discard(identity)

    # --- the database

    async def _credential(self, **which: str) -> Credential | None:
        loads = -1
        credential = None
        while loads != self._loads:  # else the answer may be older than what is being loaded
            loads = self._loads
            credential = await self._ask(lambda: Credential.objects.select_related("device").filter(**which).first())
        return credential

    async def _refusal(self, claim: Claim, words: str) -> Refusal:
        """Filed at the device that the user name claims to be, so that its owner sees who knocks."""
        if not claim.organization_id or not claim.device_name:
            return Refusal("not_authorized", words)
        device = None
        with contextlib.suppress(DatabaseError):
            device = await self._ask(
                lambda: Device.objects.filter(
                    organization_id=claim.organization_id[:6], name=claim.device_name[:100], archived_at=None
                ).first()
            )
        if device is None:
            return Refusal("not_authorized", words)
        return Refusal("not_authorized", words, device.organization_id, device.id)

    async def _ask(self, call: Callable[[], ResultT]) -> ResultT:
        """One bounded question to the database; a storm of made-up tokens must not queue up behind it."""
        if self._look_ups >= limits.LOOK_UPS:
            raise Refusal("too_many", "Too many unknown tokens at once: try again in a few seconds.")
        self._look_ups += 1
        try:
            return await in_thread(call)
        finally:
            self._look_ups -= 1


Known = dict[str, Identity]


def _loaded() -> tuple[Known, Known, dict[Identity, Identity]]:
    """By hash, by fingerprint, and without their end. In the thread: tens of thousands would hold up the loop."""
    by_hash: Known = {}
    by_fingerprint: Known = {}
    valid: dict[Identity, Identity] = {}
    for owner in credential_owners():
        identity = _identity(owner)
        valid[_endless(identity)] = identity
        if owner.token_hash:
            by_hash[owner.token_hash] = identity
        if owner.fingerprint:
            by_fingerprint[owner.fingerprint] = identity
    return by_hash, by_fingerprint, valid


def _endless(identity: Identity) -> Identity:
    return identity._replace(expires_at=math.inf)


def _identity(owner: CredentialOwner) -> Identity:
    return Identity(
        owner.credential_id,
        owner.organization_id,
        owner.device_id,
        owner.device_name,
        owner.is_gateway,
        owner.expires_at.timestamp() if owner.expires_at else math.inf,
        "certificate" if owner.fingerprint else "token",
    )


def _identity_of(credential: Credential) -> Identity:
    device = credential.device
    return _identity(
        CredentialOwner(
            credential.id,
            credential.token_hash,
            credential.fingerprint,
            credential.expires_at,
            device.id,
            device.name,
            device.organization_id,
            device.is_gateway,
        )
    )


def _usable_code(code: str) -> ClaimCode | None:
    """One that is used up too may be shown again: by a device that lost the answer."""
    return ClaimCode.objects.filter(code_hash=registration.hash_code(code), revoked_at=None, expires_at__gt=now()).first()


def _names_of(organization_id: str) -> dict[str, int]:
    return dict(Device.objects.filter(organization_id=organization_id, archived_at=None).values_list("name", "id"))
