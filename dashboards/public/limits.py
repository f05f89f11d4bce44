"""How much visitors may ask. Behind one address may be many people, and one link may be on many screens: both are counted."""

import time
from typing import Final

from django.conf import settings

from core.redis import client
from dashboards.errors import PublicTooBusy
from dashboards.models import PublicLink

MINUTE_S: Final = 60


def count_address(address: str) -> None:
    """Before anything is looked up: guessing costs the guesser's share too."""
    if left_s := spent(f"public:asked:at:{address}", settings.PUBLIC_REQUESTS_PER_ADDRESS, each_s=MINUTE_S):
        raise PublicTooBusy(left_s, "from your network")


def count_link(link: PublicLink) -> None:
    if left_s := spent(f"public:asked:{link.pk}", settings.PUBLIC_REQUESTS_PER_LINK, each_s=MINUTE_S):
        raise PublicTooBusy(left_s, "through this link")


def spent(key: str, bound: int, *, each_s: int) -> int:
    """Count one more under the key; how many seconds it takes until there is room again, 0 while there is."""
    pipe = client().pipeline(transaction=True)
    pipe.set(key, 0, ex=each_s, nx=True)
    pipe.incr(key)
    pipe.ttl(key)
    _, count, left_s = pipe.execute()
    return max(1, int(left_s)) if count > bound else 0


# A page says so often that it is still there; a seat whose page died without a goodbye is free after a while.
SEAT_S: Final = 60


def take_seat(link: PublicLink, address: str, seat: str) -> bool:
    """Take one of the sockets that a link and an address may have open, if one is free."""
    bounds = (settings.PUBLIC_SOCKETS_PER_LINK, settings.PUBLIC_SOCKETS_PER_ADDRESS)
    taken = hold_seat(link, address, seat)
    if all(number <= bound for number, bound in zip(taken, bounds, strict=True)):
        return True
    leave_seat(link, address, seat)
    return False


def hold_seat(link: PublicLink, address: str, seat: str) -> tuple[int, int]:
    """Say that the page is still there; how many there are of the link and of the address."""
    moment = time.time()
    pipe = client().pipeline(transaction=True)
    for key in _seats(link, address):
        pipe.zremrangebyscore(key, "-inf", moment)
        pipe.zadd(key, {seat: moment + SEAT_S})
        pipe.expire(key, SEAT_S * 2)
        pipe.zcard(key)
    _, _, _, of_link, _, _, _, of_address = pipe.execute()
    return of_link, of_address


def leave_seat(link: PublicLink, address: str, seat: str) -> None:
    for key in _seats(link, address):
        client().zrem(key, seat)


def _seats(link: PublicLink, address: str) -> tuple[str, str]:
    return f"public:seats:{link.pk}", f"public:seats:at:{address}"
