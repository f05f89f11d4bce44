"""A real LDAP server for tests: Debian's slapd, on a port and in a folder of its own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from iotsite.supervise import tethered

SCHEMA = Path("/etc/ldap/schema")
ROOT = "dc=plant,dc=example"
ADMIN = f"cn=admin,{ROOT}"
ADMIN_PASSWORD = "the directory's own password"
START_WITHIN_S = 10.0


class Directory(NamedTuple):
    port: int
    authority: Path

    @property
    def url(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    def write(self, ldif: str) -> None:
        """Add or change entries as the directory's administrator."""
        self._run("ldapmodify", "-a", stdin=ldif)

    def remove(self, name: str) -> None:
        self._run("ldapdelete", name)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        command = [program, "-x", "-H", self.url, "-D", ADMIN, "-w", ADMIN_PASSWORD, *arguments]
        done = subprocess.run(command, input=stdin, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def missing() -> str:
    """Why there can be no directory here; empty when there can."""
    if not (program() and shutil.which("ldapmodify") and SCHEMA.is_dir()):
        return "needs Debian's packages slapd and ldap-utils, which ./check installs where it may"
    try:
        import django_auth_ldap  # noqa: F401
    except ImportError:
        return "needs the packages of requirements-ldap.txt, which ./check installs where it can build them"
    return ""


def program() -> str | None:
    return shutil.which("slapd") or shutil.which("slapd", path="/usr/sbin")


@contextmanager
def directory(folder: Path, certificate: tuple[Path, Path]) -> Iterator[Directory]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "data").mkdir()
    schemas = "\n".join(f"include {SCHEMA}/{name}.schema" for name in ("core", "cosine", "inetorgperson"))
    (folder / "slapd.conf").write_text(
        f"""{schemas}
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {certificate[0]}
TLSCertificateKeyFile {certificate[1]}
database mdb
maxsize 10485760
suffix "{ROOT}"
rootdn "{ADMIN}"
rootpw "{ADMIN_PASSWORD}"
directory {folder / "data"}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=sluice,{ROOT}" read by anonymous auth by * none
"""
    )
    command = [str(program()), "-f", str(folder / "slapd.conf"), "-h", f"ldap://127.0.0.1:{port}", "-d", "0"]
    with open(folder / "slapd.log", "wb") as log:
        process = subprocess.Popen(tethered(command), stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"slapd did not start: {(folder / 'slapd.log').read_text()}") from None
                time.sleep(0.02)
        yield Directory(port, certificate[0])
    finally:
        process.terminate()
        process.wait(10)
