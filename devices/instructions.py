"""How to connect with a certificate, as commands that work as they stand."""

import io
import zipfile
from typing import NamedTuple

from django.conf import settings

from devices import authority
from devices.certificates import Issued
from devices.models import Device


class Instructions(NamedTuple):
    mosquitto: str
    python: str


def host_of(address: str) -> str:
    """The host of a `Host` header without its port."""
    if address.startswith("["):
        return address[1 : address.find("]")]
    return address.partition(":")[0] or "localhost"


def uses_own_authority() -> bool:
    """The edge's own certificate comes from our authority too, so clients need `ca.pem` to believe it."""
    return not (settings.TLS_CERTIFICATE and settings.TLS_KEY)


def instructions(device_name: str, *, host: str) -> Instructions:
    trust = "--cafile ca.pem" if uses_own_authority() else "--capath /etc/ssl/certs"
    python_trust = '"ca.pem"' if uses_own_authority() else "None"
    topic = f"sluice/{device_name}/samples"
    quoted = "'" + topic.replace("'", "'\\''") + "'"
    mosquitto = (
        f"mosquitto_pub -h {host} -p {settings.MQTTS_PORT} {trust} --cert certificate.pem --key key.pem "
        f"-q 1 -t {quoted} -m '{{\"temperature\": 21.5}}'"
    )
    python = (
        "from paho.mqtt import publish\n\n"
        f"publish.single({topic!r}, '{{\"temperature\": 21.5}}', qos=1, hostname={host!r}, port={settings.MQTTS_PORT},\n"
        f'    tls={{"ca_certs": {python_trust}, "certfile": "certificate.pem", "keyfile": "key.pem"}})\n'
    )
    return Instructions(mosquitto, python)


def zip_of(issued: Issued, device: Device, *, host: str) -> bytes:
    """Everything that the device needs, in one file."""
    made = instructions(device.name, host=host)
    own = uses_own_authority()
    lines = [
        f"Certificate for the device “{device.name}” (id {device.id})",
        "",
        *(["key.pem          the private key: it exists nowhere else, keep it safe"] if issued.private_key else []),
        "certificate.pem  who the device is",
        "chain.pem        the authority that signed it; the edge has it, so a device need not send it",
        *(["ca.pem           whom the device trusts: our authorities, ECDSA and RSA"] if own else []),
        *(["ca-ec.pem        the ECDSA one alone, for small boards"] if own else []),
        "",
        f"Valid until {issued.credential.expires_at:%Y-%m-%d %H:%M} UTC. The device can renew it over MQTT before that.",
        "",
        "Try it, in the folder of these files:",
        "",
        made.mosquitto,
        "",
        "In Python (pip install paho-mqtt):",
        "",
        made.python,
    ]
    files = {
        "README.txt": "\n".join(lines),
        "certificate.pem": issued.certificate,
        "chain.pem": issued.chain,
    }
    if own:
        files |= {"ca.pem": authority.bundle(), "ca-ec.pem": authority.pem(authority.authority("ec").certificate)}
    if issued.private_key:
        files["key.pem"] = issued.private_key
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o600 if name == "key.pem" else 0o644) << 16
            archive.writestr(entry, text)
    return packed.getvalue()
