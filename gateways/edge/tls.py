"""The certificate of the TLS port: files named by settings, or a demo authority of our own made on first start."""

import contextlib
import datetime as dt
import ipaddress
import os
import socket
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Some clients pin RSA cipher suites, so the server's key is RSA.
KEY_BITS = 2048
YEARS = 10
RENEW_BEFORE = dt.timedelta(days=30)


def context(certificate: Path, key: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Devices in the field speak 1.2 for a long time yet.
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(certificate, key)
    return made


def demo_certificate(folder: Path) -> tuple[Path, Path]:
    """The server's certificate and key in `folder`, made with a demo authority where they are missing or run out.

    Clients trust `ca.pem` of the same folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "server.pem", folder / "server.key"
    if not (certificate.exists() and key.exists() and _is_good(certificate)):
        authority, authority_key = _authority(folder)
        own_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        made = _builder("Sluice edge", issuer=authority.subject, public_key=own_key.public_key())
        made = made.add_extension(x509.SubjectAlternativeName(_names()), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(own_key.public_key()), critical=False)
        made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        signed = made.sign(authority_key, hashes.SHA256())
        _write(key, _pem_of(own_key))
        _write(certificate, signed.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _is_good(certificate: Path) -> bool:
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    return loaded.not_valid_after_utc - dt.datetime.now(dt.UTC) > RENEW_BEFORE


def _authority(folder: Path) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if certificate.exists() and key.exists() and _is_good(certificate):
        loaded = serialization.load_pem_private_key(key.read_bytes(), password=None)
        assert isinstance(loaded, rsa.RSAPrivateKey)
        return x509.load_pem_x509_certificate(certificate.read_bytes()), loaded
    own_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = _name("Sluice demo authority")
    made = _builder("Sluice demo authority", issuer=name, public_key=own_key.public_key())
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(own_key.public_key()), critical=False)
    made = made.add_extension(
        x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        ),
        critical=True,
    )
    signed = made.sign(own_key, hashes.SHA256())
    _write(key, _pem_of(own_key))
    _write(certificate, signed.public_bytes(serialization.Encoding.PEM))
    return signed, own_key


def _builder(common_name: str, *, issuer: x509.Name, public_key: rsa.RSAPublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common_name))
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _names() -> list[x509.GeneralName]:
    """Every name by which this machine is reached in a trial."""
    host = socket.gethostname()
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    if host != "localhost":
        names.append(x509.DNSName(host))
    addresses = {"127.0.0.1", "::1"}
    with contextlib.suppress(OSError):
        addresses |= {str(item[4][0]) for item in socket.getaddrinfo(host, None)}
    return names + [x509.IPAddress(ipaddress.ip_address(address.partition("%")[0])) for address in sorted(addresses)]


def _pem_of(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path: Path, data: bytes) -> None:
    """Readable by us alone from its first byte, and never half written."""
    part = path.with_suffix(path.suffix + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    part.replace(path)
