"""A security key in software: answers a browser's WebAuthn calls as a real one would."""

import hashlib
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAGS = AuthenticatorData.FLAG


class Passkey:
    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.id = secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.counter = 0

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` answers."""
        public = options["publicKey"]
        client = CollectedClientData.create("webauthn.create", public["challenge"], self.origin)
        credential = AttestedCredentialData.create(bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(
            hashlib.sha256(public["rp"]["id"].encode()).digest(), FLAGS.UP | FLAGS.UV | FLAGS.AT, self.counter, bytes(credential)
        )
        return {
            **self._named(),
            "response": {
                "clientDataJSON": websafe_encode(bytes(client)),
                "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
            },
        }

    def sign(self, options: dict[str, Any], rp_id: str = "localhost") -> dict[str, Any]:
        """What `navigator.credentials.get` answers."""
        public = options["publicKey"]
        assert self.id in [websafe_decode(allowed["id"]) for allowed in public["allowCredentials"]]
        self.counter += 1
        client = CollectedClientData.create("webauthn.get", public["challenge"], self.origin)
        data = AuthenticatorData.create(hashlib.sha256(rp_id.encode()).digest(), FLAGS.UP | FLAGS.UV, self.counter)
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return {
            **self._named(),
            "response": {
                "clientDataJSON": websafe_encode(bytes(client)),
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(signature),
            },
        }

    def _named(self) -> dict[str, Any]:
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
        }
