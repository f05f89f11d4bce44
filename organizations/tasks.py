"""Doors of the cold lane: mail on its way, and what must not pile up."""

from typing import Any, Final

from celery import shared_task

from core.errors import Unavailable
from organizations import mail
from organizations.people import tidying

# Tries after the first: a mail server that comes back within half an hour gets the mail. Each wait is shorter than the
# broker's visibility timeout, after which a waiting task would be handed out twice.
MAIL_WAITS_S: Final = (10, 30, 120, 300, 600, 600)


@shared_task(name="organizations.send_mail", bind=True, max_retries=len(MAIL_WAITS_S))
def send_mail(self: Any, mail_id: int) -> None:
    try:
        mail.deliver(mail_id)
    except Unavailable as error:
        tries = self.request.retries
        if tries >= len(MAIL_WAITS_S):
            mail.give_up(mail_id, f"{error.message}; tried {tries + 1} times.")
            return
        raise self.retry(exc=error, countdown=MAIL_WAITS_S[tries]) from error


@shared_task(name="organizations.tidy")
def tidy() -> None:
    tidying.tidy()
