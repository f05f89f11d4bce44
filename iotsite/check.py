"""All checks of this repository, each a line with its time; the whole output only of what fails.

`./check` runs everything, `./check fast` what an author wants to know every few minutes, `./check fix` puts right what
machines can put right. Everything is installed by then (see `bootstrap.py`).

`fast` leaves out PostgreSQL, the tests that kill processes, those in the browser and those marked `slow`; of applications in
which nothing differs from `main`, the tests that need a database; and of the front end the tests that reach nothing changed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from iotsite.bootstrap import FRONTEND, have_node
from iotsite.processes import CHECKOUT, PYTHON

BEGAN = float(os.environ.get("SLUICE_BEGAN") or time.time())
STEP_LIMIT_S = 2_100
SCHEMA = FRONTEND / "src" / "shared" / "api" / "schema.d.ts"
PYTEST = [PYTHON, "-m", "pytest", "-q"]
# More at a time than there are cores: many of these tests wait for servers of their own.
UNIT = [*PYTEST, "-n", "3", "--dist", "worksteal", "--ignore=tests/browser", "--ignore=tests/faults"]
APPS = ("alarms", "core", "dashboards", "devices", "flows", "gateways", "iotsite", "organizations", "telemetry")
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
    # Gives way to what runs beside it.
    is_patient: bool = False


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
            ["nice", "-n", "10", *step.command] if step.is_patient else step.command,
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


def front_end(*options: str) -> list[Step]:
    npm = have_node()
    return [
        Step("Generated API types are current", [PYTHON, "-m", "iotsite.check", "api-types"], env={**npm, **_scratch()}),
        Step("Form, lint and types of the front end", ["npm", "run", "check", "--silent"], cwd=FRONTEND, env=npm),
        Step("Unit tests of the front end", ["npm", "test", "--silent", "--", *options], cwd=FRONTEND, env=npm),
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


def changed_since() -> str | None:
    """The commit with which the work here began: where it left `main`. None when there is no git to say so."""
    for main in ("origin/main", "main"):
        asked = ["git", "merge-base", "HEAD", main]
        answer = subprocess.run(asked, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.strip()
    return None


def changed_files(since: str) -> list[str]:
    """Also those that are not committed yet, and new ones."""
    asked = (["git", "diff", "--name-only", since], ["git", "ls-files", "--others", "--exclude-standard"])
    answers = [subprocess.run(each, cwd=CHECKOUT, capture_output=True, text=True, check=False) for each in asked]
    return [line for answer in answers for line in answer.stdout.splitlines()]


def apps_of(files: Iterable[str]) -> set[str]:
    """The applications to which the files, or their tests, belong. What all tests share counts as `core`."""
    found = set()
    for file in files:
        first, _, rest = file.partition("/")
        if first == "tests":
            first = rest.partition("/")[0]
        if first in APPS:
            found.add(first)
        elif file.endswith(".py") or file.startswith(("pyproject", "requirements")):
            found.add("core")
    return found


def fast() -> bool:
    since = changed_since()
    apps = apps_of(changed_files(since)) if since else set(APPS)
    says = f"Tests of {', '.join(sorted(apps))} and quick ones of the rest" if apps else "Quick tests"
    tests = Step(says, [*UNIT, f"--near={','.join(sorted(apps))}"])
    return run_all([tests, *form_and_types()], front_end(*(["--changed", since, "--passWithNoTests"] if since else [])))


def everything() -> bool:
    from tests.postgres import cluster
    from tests.stack import free_ports

    kill = Step("Tests that kill processes", [*PYTEST, "tests/faults"])
    (port,) = free_ports(1)
    with cluster(port=port):
        url = f"postgresql://sluice@127.0.0.1:{port}/postgres"
        again = {"DATABASE_URL": url, "TEST_POSTGRES_URL": url}
        well = run_all(
            [
                Step("Tests on SQLite", UNIT, is_patient=True),
                Step("Tests that use the database, on PostgreSQL", [*UNIT, "--of-database"], env=again, is_patient=True),
            ],
            [*form_and_types(), *front_end(), kill],
        )
    # Two, for each brings a whole Sluice and a browser; more are so slow together that pages come too late for their tests.
    browser = [*PYTEST, "-n", "2", "--dist", "loadfile", "tests/browser"]
    return well & run_all([Step("Tests in the browser", browser)])


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
