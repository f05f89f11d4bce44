"""What the clock, the hot lane and people ask of flows in the cold lane."""

from celery import shared_task

from flows.cold import calls
from flows.models import Replay
from flows.replay import services as replays
from telemetry import jobs


@shared_task(name="flows.run_call")
def run_call(ticket: str) -> None:
    """Do the calls that are next."""
    calls.work(ticket)


@shared_task(name="flows.sweep_calls")
def sweep_calls() -> None:
    calls.sweep()


@shared_task(name="flows.run_replay")
def run_replay(replay_id: int) -> None:
    jobs.work(Replay, replay_id, replays.run)
