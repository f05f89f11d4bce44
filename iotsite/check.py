"""All checks of this repository, each a line with its time; the whole output only of what fails.

`./check` runs everything, `./check fast` what an author wants to know every few minutes, `./check fix` puts right what
machines can put right. Everything is installed by then (see `bootstrap.py`).
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from iotsite.bootstrap import FRONTEND, have_node
from iotsite.processes import CHECKOUT, PYTHON

BEGAN = float(os.environ.get("SLUICE_BEGAN") or time.time())
STEP_LIMIT_S = 1_500
SCHEMA = FRONTEND / "src" / "shared" / "api" / "schema.d.ts"
PYTEST = [PYTHON, "-m", "pytest", "-q"]
# Two at a time: most of these tests wait for servers of their own. A file's tests stay together.
UNIT = [*PYTEST, "-n", "2", "--dist", "loadfile", "--ignore=tests/browser", "--ignore=tests/faults"]
# The closing lines of pytest and vitest: how many tests ran.
COUNTS = re.compile(r"^(=+ )?\d+ (passed|failed|error|skipped).* in [\d.]+s.*$|^\s*(Test Files|Tests)  ?.*\d+ (passed|failed).*$")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Step:
    """One program that must end with 0."""

    says: str
    command: list[str]
    cwd: Path = CHECKOUT
    env: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    step: Step
    status: int
    output: str
    took_s: float


def say(text: str) -> None:
    print(f"{time.time() - BEGAN:6.1f} s  {text}", flush=True)


def run(step: Step) -> Outcome:
    began = time.monotonic()
    try:
        done = subprocess.run(
            step.command,
            cwd=step.cwd,
            env={**os.environ, "NO_COLOR": "1", "CI": "true", **step.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=STEP_LIMIT_S,
            check=False,
        )
        status, output = done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as error:
        status, output = 124, (error.stdout or b"").decode(errors="replace") + f"\nNot done after {STEP_LIMIT_S} s."
    outcome = Outcome(step, status, ANSI.sub("", output), time.monotonic() - began)
    report(outcome)
    return outcome


def report(outcome: Outcome) -> None:
    lines = [f"{'ok    ' if outcome.status == 0 else 'FAILED'} {outcome.step.says} ({outcome.took_s:.0f} s)"]
    if outcome.status:
        lines += [outcome.output.rstrip()]
    else:
        lines += [line for line in outcome.output.splitlines() if COUNTS.match(line)]
    say("\n".join(lines))


def run_all(*tracks: list[Step]) -> bool:
    """Run the tracks side by side, the steps of a track one after the other. True when all is well."""

    def follow(track: list[Step]) -> bool:
        return all([run(step).status == 0 for step in track])  # noqa: C419  each step runs, also after a failure

    with ThreadPoolExecutor(len(tracks)) as pool:
        return all(list(pool.map(follow, tracks)))


# --- what there is to check


def form_and_types() -> list[Step]:
    return [
        Step("Form of the Python code", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("Lint of the Python code", [PYTHON, "-m", "ruff", "check", "."]),
        Step("Layers", [str(Path(PYTHON).parent / "lint-imports"), "--no-cache"]),
        Step("Migrations fit the models", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], env=_scratch()),
        Step("Types of the Python code", [PYTHON, "-m", "mypy", "."], env=_scratch()),
    ]


def front_end() -> list[Step]:
    npm = have_node()
    return [
        Step("Generated API types are current", [PYTHON, "-m", "iotsite.check", "api-types"], env={**npm, **_scratch()}),
        Step("Form, lint and types of the front end", ["npm", "run", "check", "--silent"], cwd=FRONTEND, env=npm),
        Step("Unit tests of the front end", ["npm", "test", "--silent"], cwd=FRONTEND, env=npm),
    ]


def fixes() -> list[Step]:
    npm = have_node()
    return [
        Step("Lint of the Python code", [PYTHON, "-m", "ruff", "check", "--fix", "."]),
        Step("Form of the Python code", [PYTHON, "-m", "ruff", "format", "."]),
        Step("API types of the front end", [PYTHON, "-m", "iotsite.check", "write-api-types"], env={**npm, **_scratch()}),
        Step("Form of the front end", ["npm", "run", "fix", "--silent"], cwd=FRONTEND, env=npm),
    ]


def _scratch() -> dict[str, str]:
    """Settings for programs that only look: their folder is thrown away."""
    return {"SLUICE_VAR": str(SCRATCH)}


SCRATCH = Path(tempfile.gettempdir()) / f"sluice-check-{os.getpid()}"


def write_api_types() -> int:
    """Make the front end's types from the API's schema."""
    schema = subprocess.run([PYTHON, "-m", "iotsite.openapi"], cwd=CHECKOUT, capture_output=True, check=False)
    if schema.returncode:
        print(schema.stderr.decode())
        return schema.returncode
    (FRONTEND / "openapi.json").write_bytes(schema.stdout)
    try:
        return subprocess.run(["npm", "run", "types", "--silent"], cwd=FRONTEND, check=False).returncode
    finally:
        (FRONTEND / "openapi.json").unlink()


def api_types() -> int:
    """Are the committed types those that the API has now? Leaves them as they are."""
    before = SCHEMA.read_bytes() if SCHEMA.exists() else b""
    try:
        if status := write_api_types():
            return status
        if SCHEMA.read_bytes() == before:
            return 0
        print(f"{SCHEMA.relative_to(CHECKOUT)} does not fit the API: run ./check fix and commit the file.")
        return 1
    finally:
        if before:
            SCHEMA.write_bytes(before)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of our own in a temporary folder; yields its DATABASE_URL. It refuses to run as root."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    found = programs[-1] if programs else Path(shutil.which("initdb") or "/").parent
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="sluice-pg-") as folder:
        if as_user:
            shutil.chown(folder, "postgres")
        data = f"{folder}/data"
        command = [*as_user, str(found / "initdb"), "-D", data, "-U", "sluice", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        control = [*as_user, str(found / "pg_ctl"), "-D", data, "-w"]
        log = f"{folder}/log"
        subprocess.run([*control, "-o", options, "-l", log, "start"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        try:
            yield f"postgresql://sluice@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, cwd=folder)


def fast() -> bool:
    return run_all([Step("Tests on SQLite", UNIT), *form_and_types()], front_end())


def everything() -> bool:
    well = fast()
    with postgresql() as url:
        well &= run_all([Step("Tests on PostgreSQL", UNIT, env={"DATABASE_URL": url, "TEST_POSTGRES_URL": url})])
    # These measure times, so nothing runs beside them.
    well &= run_all([Step("Tests that kill processes", [*PYTEST, "tests/faults"])])
    return well & run_all([Step("Tests in the browser", [*PYTEST, "tests/browser"])])


def main(arguments: list[str]) -> int:
    match arguments:
        case ["api-types"]:
            return api_types()
        case ["write-api-types"]:
            return write_api_types()
        case []:
            work = everything
        case ["fast"]:
            work = fast
        case ["fix"]:
            work = lambda: run_all(fixes())  # noqa: E731  a name for it would say the same
        case _:
            print("./check runs all checks, ./check fast the quick ones, ./check fix puts the form right.")
            return 2
    try:
        is_well = work()
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
    say("All is well." if is_well else "Something failed, see above.")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
