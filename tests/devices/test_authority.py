"""Our own authority: made once, private, and no longer than it must be."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices import authority


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "tls"


def test_both_authorities_are_made_once_and_their_keys_kept_private(var: Path) -> None:
    first = authority.authority("ec").certificate
    assert authority.authority("ec").certificate == first
    assert isinstance(authority.authority("ec").key, ec.EllipticCurvePrivateKey)
    assert isinstance(authority.authority("rsa").key, rsa.RSAPrivateKey)
    assert {path.stat().st_mode & 0o777 for path in var.glob("*.key")} == {0o600}
    assert x509.load_pem_x509_certificates((var / "ca.pem").read_bytes()) == authority.trusted()


def test_processes_that_start_together_make_one_authority(var: Path) -> None:
    script = (
        "import sys, pathlib, django; from django.conf import settings; settings.configure(VAR=pathlib.Path(sys.argv[1]), "
        "CA_CERTIFICATE='', CA_KEY='', CA_RSA_CERTIFICATE='', CA_RSA_KEY='', ALLOWED_HOSTS=['*']); "
        "from devices import authority; print(authority.authority('ec').certificate.serial_number)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(var.parent)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    serials = {process.communicate(timeout=60)[0] for process in started}
    assert len(serials) == 1
    assert serials != {""}


def test_the_servers_certificates_hold_this_machines_names(var: Path, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["iot.example.com", ".example.org"]
    pairs = authority.ensure_server_certificates()
    for pair in pairs:
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert {"localhost", "iot.example.com", "example.org"} <= set(names.get_values_for_type(x509.DNSName))
        assert "127.0.0.1" in [str(address) for address in names.get_values_for_type(x509.IPAddress)]
        assert authority.issuer_of(certificate) is not None
        assert pair.key.stat().st_mode & 0o777 == 0o600


def test_a_servers_certificate_is_kept_until_it_runs_out_or_lacks_a_name(
    var: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [pair.certificate.read_bytes() for pair in authority.ensure_server_certificates()]
    assert [pair.certificate.read_bytes() for pair in authority.ensure_server_certificates()] == before
    settings.ALLOWED_HOSTS = ["new.example.com"]
    named = [pair.certificate.read_bytes() for pair in authority.ensure_server_certificates()]
    assert named[0] != before[0]
    monkeypatch.setattr(authority, "RENEW_BEFORE", dt.timedelta(days=366))
    assert authority.ensure_server_certificates()[0].certificate.read_bytes() != named[0]


def test_a_small_board_gets_a_short_chain_without_anything_between(var: Path) -> None:
    pair = authority.ensure_server_certificates()[0]
    (leaf,) = x509.load_pem_x509_certificates(pair.certificate.read_bytes())
    assert isinstance(leaf.public_key(), ec.EllipticCurvePublicKey)
    leaf.verify_directly_issued_by(authority.authority("ec").certificate)
    basic = authority.authority("ec").certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert basic.path_length == 0


def test_an_authority_named_by_settings_signs_both_kinds_and_its_forerunners_are_still_trusted(
    var: Path, settings: Any, tmp_path: Path
) -> None:
    old, new = authority._new_authority("ec"), authority._new_authority("ec")
    (tmp_path / "own.pem").write_text(authority.pem(new.certificate) + authority.pem(old.certificate))
    (tmp_path / "own.key").write_text(authority.pem_of_key(new.key))
    settings.CA_CERTIFICATE, settings.CA_KEY = str(tmp_path / "own.pem"), str(tmp_path / "own.key")
    assert authority.authority("rsa").certificate == new.certificate
    assert authority.trusted() == [new.certificate, old.certificate]
    assert not (var / "ca-ec.key").exists()
    leaf = authority.sign_client(
        old, authority.new_key("ec").public_key(), subject=new.certificate.subject, names=[x509.DNSName("x")], days=1
    )
    assert authority.issuer_of(leaf) == old.certificate
