"""Roll-outs, which go on batch by batch, and the clock's sweep."""

import datetime as dt

from celery import shared_task

from core.errors import Missing
from core.later import later
from devices.files import places, rollout, selectors, storage


@shared_task(name="devices.roll_out_file")
def roll_out_file(place_key: str, name: str, since: str, after_id: int, is_repeat: bool = False) -> None:
    """One batch, then the task for the next: a worker that dies loses one batch's work at most, and repeats it."""
    try:
        place = places.place(place_key)
    except Missing:
        return
    moment = dt.datetime.fromisoformat(since)
    last_id = rollout.roll_out_batch(place, name, since=moment, after_id=after_id, is_repeat=is_repeat)
    if last_id is not None:
        later("devices.roll_out_file", place_key, name, since, last_id, is_repeat)


@shared_task(name="devices.sweep_files")
def sweep_files() -> None:
    storage.sweep(selectors.contents_in_use)
