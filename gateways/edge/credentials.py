"""Who a token belongs to, from memory: thousands of devices connect at once after a power cut."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from django.db import close_old_connections

from devices.models import Credential, Device
from devices.selectors import token_owners
from devices.tokens import hash_token
from gateways.dialect import Claim, Identity, Refusal
from gateways.edge import limits

ResultT = TypeVar("ResultT")


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
    """All valid tokens by their hash, loaded again whenever one changes; and the names that gateways may use."""

    def __init__(self) -> None:
        self._by_hash: dict[str, Identity] = {}
        self._names: dict[str, dict[str, int]] = {}
        self._valid: set[Identity] = set()
        self._loads = 0
        self._look_ups = 0
        self._loading = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._by_hash)

    async def load(self) -> None:
        async with self._loading:
            owners = await in_thread(token_owners)
            self._by_hash = {
                owner.token_hash: Identity(
                    owner.credential_id, owner.organization_id, owner.device_id, owner.device_name, owner.is_gateway
                )
                for owner in owners
            }
            self._valid = set(self._by_hash.values())
            self._loads += 1

    async def load_names(self) -> None:
        """Read the device names of the organizations in use again."""
        for organization_id in list(self._names):
            self._names[organization_id] = await in_thread(lambda: _names_of(organization_id))  # noqa: B023  awaited at once

    def is_valid(self, identity: Identity | None) -> bool:
        """False once the token is revoked, or its device renamed, moved or deleted."""
        return identity in self._valid

    def device_id(self, organization_id: str, name: str) -> int | None:
        return self._names.get(organization_id, {}).get(name)

    async def identify(self, claim: Claim) -> Identity:
        """The owner of the claimed token, or the refusal."""
        if not claim.token:
            words = "No token was given: put the device's token into the password."
            raise await self._refusal(claim, words)
        token_hash = hash_token(claim.token)
        identity = self._by_hash.get(token_hash)
        if identity is None:
            identity = await self._look_up(claim, token_hash)
        if identity.is_gateway and identity.organization_id not in self._names:
            organization_id = identity.organization_id
            self._names[organization_id] = await in_thread(lambda: _names_of(organization_id))
        return identity

    async def _look_up(self, claim: Claim, token_hash: str) -> Identity:
        """A token that memory does not know: it is new, revoked or made up."""
        loads = -1
        credential = None
        while loads != self._loads:  # else the answer may be older than what memory learnt meanwhile
            loads = self._loads
            credential = await self._ask(
                lambda: Credential.objects.select_related("device").filter(token_hash=token_hash).first()
            )
        if credential is None:
            raise await self._refusal(claim, "The token is not known: issue a new one on the device's page.")
        device = credential.device
        if credential.revoked_at is not None:
            words = f"The token …{credential.hint} was revoked at {credential.revoked_at:%Y-%m-%d %H:%M:%S} UTC."
            raise Refusal("not_authorized", words, device.organization_id, device.id)
        identity = Identity(credential.id, device.organization_id, device.id, device.name, device.is_gateway)
        self._by_hash[token_hash] = identity
        self._valid.add(identity)
        return identity

    async def _refusal(self, claim: Claim, words: str) -> Refusal:
        """Filed at the device that the user name claims to be, so that its owner sees who knocks."""
        if not claim.organization_id or not claim.device_name:
            return Refusal("not_authorized", words)
        device = await self._ask(
            lambda: Device.objects.filter(organization_id=claim.organization_id[:6], name=claim.device_name[:100]).first()
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


def _names_of(organization_id: str) -> dict[str, int]:
    return dict(Device.objects.filter(organization_id=organization_id).values_list("name", "id"))
