"""What the clock and the hot lane ask of flows in the cold lane."""

from celery import shared_task

from flows import calls


@shared_task(name="flows.run_call")
def run_call(ticket: str) -> None:
    """Do the calls that are next."""
    calls.work(ticket)


@shared_task(name="flows.sweep_calls", expires=5)
def sweep_calls() -> None:
    calls.sweep()
