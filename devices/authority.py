"""Our own certificate authority: one that signs with ECDSA, small enough for boards, and one with RSA for old clients.

Both are made on first need under VAR/tls, or named by settings. Whoever trusts `ca.pem` of that folder trusts both; a
small board takes `ca-ec.pem` alone. Nothing stands between the authority and a leaf, so a chain is as short as it gets.
"""

import contextlib
import datetime as dt
import fcntl
import ipaddress
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

Algorithm = Literal["ec", "rsa"]
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

ALGORITHMS: Final[tuple[Algorithm, ...]] = ("ec", "rsa")
NAMES: Final[dict[Algorithm, str]] = {"ec": "Sluice authority (ECDSA)", "rsa": "Sluice authority (RSA)"}
AUTHORITY_DAYS: Final = 20 * 365
SERVER_DAYS: Final = 365
RENEW_BEFORE: Final = dt.timedelta(days=30)
# Boards without a battery start with a clock that is some hours wrong.
BACKDATED: Final = dt.timedelta(days=1)


class Authority(NamedTuple):
    certificate: x509.Certificate
    key: PrivateKey


class Pair(NamedTuple):
    """A certificate, with what stands above it in the same file, and its key."""

    certificate: Path
    key: Path


def folder() -> Path:
    return Path(settings.VAR) / "tls"


def authority(algorithm: Algorithm) -> Authority:
    """The authority that signs this kind of leaf."""
    named = _named(algorithm)
    if named is not None:
        return _load(named)
    ensure_authorities()
    return _load(_own(algorithm))


def trusted() -> list[x509.Certificate]:
    """Everyone whose client certificates we take. A file of settings may go on with former authorities of ours."""
    found = []
    for pair in _pairs():
        found += x509.load_pem_x509_certificates(pair.certificate.read_bytes())
    return list(dict.fromkeys(found))


def bundle() -> str:
    """What clients trust who shall believe our certificates, as PEM."""
    return "".join(pem(certificate) for certificate in trusted())


def issuer_of(certificate: x509.Certificate) -> x509.Certificate | None:
    """The one of our authorities that signed it, if any did."""
    for candidate in trusted():
        with contextlib.suppress(ValueError, TypeError, InvalidSignature):
            certificate.verify_directly_issued_by(candidate)
            return candidate
    return None


def ensure_authorities() -> None:
    """Make the authorities that are missing, once, however many processes ask at the same time."""
    if all(_exists(_own(algorithm)) for algorithm in ALGORITHMS) and (folder() / "ca.pem").exists():
        return
    with _locked():
        for algorithm in ALGORITHMS:
            pair = _own(algorithm)
            if not _exists(pair):
                made = _new_authority(algorithm)
                write(pair.key, pem_of_key(made.key))
                write(pair.certificate, pem(made.certificate), mode=0o644)
        write(folder() / "ca.pem", "".join(_own(algorithm).certificate.read_text() for algorithm in ALGORITHMS), mode=0o644)


def ensure_server_certificates() -> list[Pair]:
    """The demo's certificates for this machine's names, signed by the authorities; made anew before they run out."""
    pairs = [Pair(folder() / f"server-{algorithm}.pem", folder() / f"server-{algorithm}.key") for algorithm in ALGORITHMS]
    wanted = server_names()
    if all(_is_good(pair, wanted) for pair in pairs):
        return pairs
    signers = {algorithm: authority(algorithm) for algorithm in ALGORITHMS}
    with _locked():
        for algorithm, pair in zip(ALGORITHMS, pairs, strict=True):
            if _is_good(pair, wanted):
                continue
            key = new_key(algorithm)
            made = sign_server(signers[algorithm], key.public_key(), wanted)
            # The key first: whoever finds the certificate finds its key.
            write(pair.key, pem_of_key(key))
            write(pair.certificate, pem(made), mode=0o644)
    return pairs


def server_names() -> list[x509.GeneralName]:
    """Every name and address by which this machine is reached in a trial, and the hosts named by settings."""
    host = socket.gethostname()
    names = {"localhost", host} | {name.lstrip(".") for name in settings.ALLOWED_HOSTS if "*" not in name}
    addresses = {"127.0.0.1", "::1"}
    with contextlib.suppress(OSError):
        addresses |= {str(item[4][0]).partition("%")[0] for item in socket.getaddrinfo(host, None)}
    for name in list(names):
        with contextlib.suppress(ValueError):
            addresses.add(str(ipaddress.ip_address(name)))
            names.discard(name)
    listed: list[x509.GeneralName] = [x509.DNSName(name) for name in sorted(names) if name and name.isascii()]
    return listed + [x509.IPAddress(ipaddress.ip_address(address)) for address in sorted(addresses)]


# --- signing


def sign_client(
    signer: Authority, public_key: PublicKey, *, subject: x509.Name, names: Sequence[x509.GeneralName], days: float
) -> x509.Certificate:
    """A certificate for a device. All that stands in it is ours; of a request only the key is taken."""
    return _sign(signer, public_key, subject=subject, names=names, days=days, usage=ExtendedKeyUsageOID.CLIENT_AUTH)


def sign_server(signer: Authority, public_key: PublicKey, names: Sequence[x509.GeneralName]) -> x509.Certificate:
    subject = _name("Sluice edge")
    return _sign(signer, public_key, subject=subject, names=names, days=SERVER_DAYS, usage=ExtendedKeyUsageOID.SERVER_AUTH)


def new_key(algorithm: Algorithm, *, bits: int = 2048) -> PrivateKey:
    if algorithm == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _sign(
    signer: Authority,
    public_key: PublicKey,
    *,
    subject: x509.Name,
    names: Sequence[x509.GeneralName],
    days: float,
    usage: x509.ObjectIdentifier,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    # A leaf that outlives its authority is refused by every client after that, without a word that helps.
    until = min(now + dt.timedelta(days=days), signer.certificate.not_valid_after_utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.certificate.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(now - BACKDATED, signer.certificate.not_valid_before_utc))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(is_rsa=isinstance(public_key, rsa.RSAPublicKey)), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(_authority_identifier(signer.certificate), critical=False)
    )
    return builder.sign(signer.key, hashes.SHA256())


def _new_authority(algorithm: Algorithm) -> Authority:
    key = new_key(algorithm, bits=3072)
    now = dt.datetime.now(dt.UTC)
    name = _name(NAMES[algorithm])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + dt.timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(is_authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def _key_usage(*, is_authority: bool = False, is_rsa: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=is_rsa,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_identifier(certificate: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    try:
        known = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(certificate.public_key())  # type: ignore[arg-type]  # _load checked its kind
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


# --- files


def _named(algorithm: Algorithm) -> Pair | None:
    """The files of settings; one authority alone signs both kinds of leaves."""
    first = (settings.CA_CERTIFICATE, settings.CA_KEY)
    second = (settings.CA_RSA_CERTIFICATE, settings.CA_RSA_KEY)
    certificate, key = second if algorithm == "rsa" and all(second) else first
    return Pair(Path(certificate), Path(key)) if certificate and key else None


def _own(algorithm: Algorithm) -> Pair:
    return Pair(folder() / f"ca-{algorithm}.pem", folder() / f"ca-{algorithm}.key")


def _pairs() -> list[Pair]:
    named = [pair for algorithm in ALGORITHMS if (pair := _named(algorithm))]
    if named:
        return list(dict.fromkeys(named))
    ensure_authorities()
    return [_own(algorithm) for algorithm in ALGORITHMS]


def _exists(pair: Pair) -> bool:
    return pair.certificate.exists() and pair.key.exists()


def _load(pair: Pair) -> Authority:
    key = serialization.load_pem_private_key(pair.key.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError(f"{pair.key} holds neither an ECDSA nor an RSA key.")
    return Authority(x509.load_pem_x509_certificate(pair.certificate.read_bytes()), key)


def _is_good(pair: Pair, wanted: Sequence[x509.GeneralName]) -> bool:
    """It is there, is signed by an authority of today, holds all names and lasts for a while."""
    if not _exists(pair):
        return False
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    left = certificate.not_valid_after_utc - dt.datetime.now(dt.UTC)
    return left > RENEW_BEFORE and set(wanted) <= set(names) and issuer_of(certificate) is not None


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def pem_of_key(key: PrivateKey) -> str:
    """In the older of the two forms for each kind: some boards read no other."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """One process at a time makes keys; the lock ends with its process, however that ends."""
    folder().mkdir(mode=0o755, parents=True, exist_ok=True)
    with open(folder() / ".lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Readable by us alone from its first byte, and never half written."""
    part = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
    part.replace(path)
