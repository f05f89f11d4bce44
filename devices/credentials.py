"""Verbs of what devices prove themselves with: tokens, and the end of either kind. Certificates are issued next door."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.timezone import now

from core.changes import bump
from core.errors import Missing, Refused
from devices import signals, tokens
from devices.models import Credential, Device

# Valid ones of one device at a time: each is a way in that somebody has to think of.
VALID_TOKENS: Final = 100
MAX_OVERLAP_S: Final = 30 * 86_400


def checked_name(name: str) -> str:
    """What people call a credential; it may be empty."""
    name = name.strip()
    if len(name) > 100:
        raise Refused(f"The name has {len(name)} characters, at most 100 fit.", field="name")
    if not name.isprintable():
        raise Refused("The name has control characters: leave them out.", field="name")
    return name


def note_use(credential: Credential) -> None:
    """Remember that somebody came in with it; written at most once a minute."""
    if credential.last_used_at is None or now() - credential.last_used_at > dt.timedelta(minutes=1):
        Credential.objects.filter(id=credential.id).update(last_used_at=now())


def lock_device(device: Device) -> None:
    """Hold the device's row, so that two who ask at once are counted; one that was deleted gets nothing any more."""
    if not Device.objects.select_for_update().filter(id=device.id, archived_at=None).exists():
        raise Missing(f"The device “{device.name}” was deleted.")


def issue_token(device: Device, *, name: str = "") -> tuple[Credential, str]:
    """A new token for the device. The second part is shown once and not kept."""
    name = checked_name(name)
    token = tokens.new_token()
    with transaction.atomic():
        lock_device(device)
        valid = Credential.objects.filter(device=device, kind=Credential.Kind.TOKEN, revoked_at=None).count()
        if valid >= VALID_TOKENS:
            raise Refused(f"This device has {valid} valid tokens: revoke one before you issue another.")
        credential = Credential.objects.create(device=device, name=name, token_hash=tokens.hash_token(token), hint=token[-4:])
        bump("credentials")
    return credential, token


@transaction.atomic
def rotate_token(credential: Credential, *, overlap_s: float) -> tuple[Credential, str]:
    """A new token in place of this one, which stays valid for `overlap_s` so that the device can change over."""
    credential = Credential.objects.select_for_update().select_related("device").get(id=credential.id)
    if credential.kind != Credential.Kind.TOKEN:
        raise Refused("Only tokens are rotated: issue another certificate, or let the device renew its own.")
    if credential.revoked_at is not None or (credential.expires_at and credential.expires_at <= now()):
        raise Refused(f"The token …{credential.hint} is not valid any more: issue a new one.")
    if not 0 <= overlap_s <= MAX_OVERLAP_S:
        raise Refused(f"{overlap_s:g} s of overlap cannot be had: give 0 s to 30 days.", field="overlap_s")
    fresh, token = issue_token(credential.device, name=credential.name)
    if overlap_s == 0:
        revoke_credential(credential)
    else:
        end = now() + dt.timedelta(seconds=overlap_s)
        credential.expires_at = min(end, credential.expires_at or end)
        credential.save(update_fields=["expires_at"])
        bump("credentials")
    return fresh, token


@transaction.atomic
def revoke_credential(credential: Credential) -> Credential:
    """End the credential; the edge closes its open connections at once."""
    if credential.revoked_at is None:
        credential.revoked_at = now()
        credential.save(update_fields=["revoked_at"])
        bump("credentials")
        signals.credential_revoked.send(sender=Credential, credential=credential)
    return credential
