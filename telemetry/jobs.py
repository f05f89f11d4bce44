"""Work that takes long and must end once: exports, imports, and what apps above `register`.

A row of `Export` or `Import` is the job. Whoever holds its lease works on it and says so every few seconds; a killed
worker's lease ends by itself, and the clock hands the job to another. The queue only carries the word that there is
something to do, so a word that comes twice does nothing.
"""

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from core.errors import SluiceError, Unavailable
from core.later import later
from telemetry.models import OPEN_JOBS, Export, Import, Job, JobStatus

logger = logging.getLogger(__name__)

LEASE: Final = dt.timedelta(seconds=30)
BEAT_S: Final = 2.0
MAX_ATTEMPTS: Final = 5
# The cold lane has a few threads for everybody: jobs may not take all of them.
MAX_RUNNING: Final = 2
MAX_OPEN: Final = 10  # of one person
# The word for a waiting job is given again and again until somebody takes it; an old one says nothing new.
WORD_HOLDS_S: Final = 60

TASKS: Final[dict[type[Job], str]] = {Export: "telemetry.run_export", Import: "telemetry.run_import"}


def register(model: type[Job], task: str) -> None:
    """Another kind of job, of an app above this one; called when that app is loaded."""
    TASKS[model] = task


class Stopped(Exception):
    """The job is not ours any more: cancelled, removed, or given to somebody else."""


class Lease:
    """The right to work on one job."""

    def __init__(self, model: type[Job], job_id: int, token: str) -> None:
        self.model, self.job_id, self.token = model, job_id, token
        self._said_at = time.monotonic()

    def rows(self) -> Any:
        return self.model._default_manager.filter(pk=self.job_id, lease=self.token, status=JobStatus.RUNNING)

    def beat(self, progress: float, **fields: Any) -> None:
        """Say that we are alive and how far; cheap when called often. Raises Stopped."""
        if time.monotonic() - self._said_at >= BEAT_S:
            self.keep(progress=min(max(progress, 0.0), 1.0), **fields)

    def keep(self, **fields: Any) -> None:
        """Write down something of the job now, as long as it is ours. Raises Stopped."""
        self._said_at = time.monotonic()
        if not self.rows().update(lease_until=now() + LEASE, **fields):
            raise Stopped

    def finish(self, status: str, **fields: Any) -> None:
        if not self.rows().update(status=status, lease="", lease_until=None, finished_at=now(), **fields):
            raise Stopped


def _free(moment: dt.datetime) -> Q:
    return Q(status=JobStatus.WAITING) | Q(status=JobStatus.RUNNING, lease_until__lt=moment)


def running() -> int:
    return sum(model._default_manager.filter(status=JobStatus.RUNNING, lease_until__gte=now()).count() for model in TASKS)


def take(model: type[Job], job_id: int) -> Lease | None:
    """The lease of a job that waits or was left; None when there is nothing to do, or no room now."""
    with transaction.atomic():
        if running() >= MAX_RUNNING:
            return None
        lease = Lease(model, job_id, uuid.uuid4().hex)
        moment = now()
        taken = model._default_manager.filter(_free(moment), pk=job_id).update(
            status=JobStatus.RUNNING,
            lease=lease.token,
            lease_until=moment + LEASE,
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", moment),
        )
    return lease if taken else None


def work(model: type[Job], job_id: int, do: Callable[[Lease], None]) -> None:
    """Take the job and do it; what goes wrong stands in the job afterwards, for its owner to read."""
    lease = take(model, job_id)
    if lease is None:
        return
    try:
        if model._default_manager.values_list("attempts", flat=True).get(pk=job_id) > MAX_ATTEMPTS:
            lease.finish(JobStatus.FAILED, error=f"It was begun {MAX_ATTEMPTS} times and broke off each time.")
        else:
            do(lease)
    except Stopped:
        pass
    except Unavailable as error:
        # Again in a while, by the clock, as often as MAX_ATTEMPTS says.
        lease.rows().update(lease_until=now() + LEASE / 3, error=error.message[:500])
    except SluiceError as error:
        lease.rows().update(status=JobStatus.FAILED, error=error.message[:500], lease="", lease_until=None, finished_at=now())
    except Exception:
        lease.rows().update(
            status=JobStatus.FAILED,
            error="Sluice failed while working on this. It has been recorded; tell your administrator if it stays.",
            lease="",
            lease_until=None,
            finished_at=now(),
        )
        raise
    finally:
        send_waiting()


def send_waiting() -> None:
    """Give the word for as many waiting or left jobs as there is room for, oldest first."""
    room = MAX_RUNNING - running()
    moment = now()
    waiting = sorted(
        (created_at, job_id, task)
        for model, task in TASKS.items()
        for created_at, job_id in model._default_manager.filter(_free(moment))
        .order_by("created_at", "pk")
        .values_list("created_at", "pk")[: max(0, room)]
    )
    for _, job_id, task in waiting[: max(0, room)]:
        later(task, job_id, expires_s=WORD_HOLDS_S)


def figures() -> dict[str, int]:
    """How many jobs wait and run, for whoever watches the installation."""
    waiting = sum(model._default_manager.filter(status=JobStatus.WAITING).count() for model in TASKS)
    return {"waiting": waiting, "running": running()}


def open_jobs(model: type[Job], user_id: int) -> int:
    return model._default_manager.filter(user_id=user_id, status__in=OPEN_JOBS).count()


def cancel(job: Job) -> bool:
    """Stop it wherever it stands; the worker notices at its next beat. False: it was over already."""
    return bool(
        type(job)
        ._default_manager.filter(pk=job.pk, status__in=OPEN_JOBS)
        .update(status=JobStatus.CANCELLED, lease="", lease_until=None, finished_at=now())
    )
