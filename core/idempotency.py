"""Creating something once, however often the call is sent.

A caller puts a text of its own into the header `Idempotency-Key` of a POST. The first such call is carried out; whoever
sends the same again within a day, because no answer reached them, gets the first answer and nothing happens twice.

- The same key with another request is refused with 422: it is a mistake of the caller.
- A second call while the first is under way waits for its answer a little, then is told with 409 to try again.
- Only answers of success are kept: a refused call changed nothing and a failed one may be tried again, with the same key.
- Keys are kept in Redis, per caller and path. Answers may hold secrets that are shown once, so they are sealed with the
  caller's key, of which only a hash stands in Redis.
"""

import base64
import functools
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from core.errors import Conflict, Refused, Unavailable
from core.redis import client

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
KEY_LENGTH: Final = 200
KEPT_S: Final = 24 * 3600
# A process that died in the middle holds its callers' keys this long.
LEASE_S: Final = 180
WAIT_S: Final = 5.0
POLL_S: Final = 0.05
ANSWER_BYTES: Final = 256 * 1024
KEYS_PER_CALLER: Final = 1_000


class OtherRequest(Refused):
    """The key was used for something else."""

    code = "idempotency_key_reused"
    status = 422


class StillRunning(Conflict):
    """The same call is under way."""

    code = "still_running"


class Kept(msgspec.Struct, array_like=True):
    """What is known of a key: which request it was used for, and the sealed answer once there is one."""

    fingerprint: bytes
    is_done: bool = False
    # Empty while the call runs, and where the answer was too long to keep.
    sealed: bytes = b""


class Answer(msgspec.Struct, array_like=True):
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A key that the present request has taken and must settle."""

    name: str
    caller: str
    fingerprint: bytes
    fernet: Fernet


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Around each operation of the API, inside its authentication and validation."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or not (key := request.headers.get(HEADER)) or not _is_known(request):
            return view(request, *args, **kwargs)
        answer = _take(request, key)
        return answer if answer is not None else view(request, *args, **kwargs)

    return run


class Settling:
    """Middleware: keeps the answer of a request that took a key, or gives the key back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        except BaseException:
            _give_back(request)
            raise
        if 200 <= response.status_code < 300:
            _keep(request, response)
        else:
            _give_back(request)
        return response


def _take(request: HttpRequest, key: str) -> HttpResponse | None:
    """Take the key for this request; answers what the first request was answered when there was one."""
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise Refused(f"The header {HEADER} has {len(key)} characters: give up to {KEY_LENGTH} printable ones.", status=400)
    caller = _caller(request)
    secret = hashlib.sha256(b"\0".join([settings.SECRET_KEY.encode(), caller.encode(), key.encode()])).digest()
    held = Held(
        name=f"idempotency:{hashlib.sha256(b'name' + secret + request.path.encode()).hexdigest()}",
        caller=f"idempotency:of:{caller}",
        fingerprint=_fingerprint(request),
        fernet=Fernet(base64.urlsafe_b64encode(secret)),
    )
    deadline = time.monotonic() + WAIT_S
    try:
        while True:
            # Each step is one command, so that of two requests exactly one takes it.
            if client().set(held.name, msgspec.msgpack.encode(Kept(held.fingerprint)), nx=True, ex=LEASE_S):
                request._idempotency = held  # type: ignore[attr-defined]  # settled by the middleware
                return None
            found: Any = client().get(held.name)
            if found is None:
                continue  # given back just now
            kept = msgspec.msgpack.decode(found, type=Kept)
            if kept.fingerprint != held.fingerprint:
                raise OtherRequest(
                    f"The {HEADER} “{key[:60]}” was used for another request within the last day: "
                    "give each thing that you create a key of its own."
                )
            if kept.is_done:
                return _again(held, kept)
            if time.monotonic() > deadline:
                raise StillRunning("The first call with this key is still under way: try again in a few seconds.")
            time.sleep(POLL_S)
    except RedisError:
        raise Unavailable(f"Redis does not answer, so nobody can say whether “{key[:60]}” was done: try again later.") from None


def _again(held: Held, kept: Kept) -> HttpResponse:
    if not kept.sealed:
        raise StillRunning("This was done, but its answer was too long to keep: look for what it made in the listing.")
    answer = msgspec.msgpack.decode(held.fernet.decrypt(kept.sealed), type=Answer)
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    response.headers[REPLAYED] = "true"
    return response


def _keep(request: HttpRequest, response: HttpResponse) -> None:
    held: Held | None = getattr(request, "_idempotency", None)
    if held is None:
        return
    kept = Kept(held.fingerprint, is_done=True)
    if not response.streaming and len(response.content) <= ANSWER_BYTES:
        answer = Answer(response.status_code, response.headers.get("Content-Type", ""), response.content)
        kept.sealed = held.fernet.encrypt(msgspec.msgpack.encode(answer))
    pipe = client().pipeline(transaction=False)
    pipe.set(held.name, msgspec.msgpack.encode(kept), ex=KEPT_S)
    pipe.zadd(held.caller, {held.name: time.time()})
    pipe.expire(held.caller, KEPT_S)
    pipe.zrange(held.caller, 0, -KEYS_PER_CALLER - 1)
    try:
        oldest: list[bytes] = pipe.execute()[-1]
        if oldest:
            client().delete(*oldest)
            client().zrem(held.caller, *oldest)
    except RedisError:
        return  # what was asked for is done; a repeat would be told to wait until the lease ends


def _give_back(request: HttpRequest) -> None:
    held: Held | None = getattr(request, "_idempotency", None)
    if held is not None:
        try:
            client().delete(held.name)
        except RedisError:
            return


def _is_known(request: HttpRequest) -> bool:
    """Those who are not logged in are all the same caller: one must not be answered what another was told."""
    user = getattr(request, "user", None)
    return getattr(request, "auth", None) is not None or user is None or bool(user.is_authenticated)


def _caller(request: HttpRequest) -> str:
    """Whoever asks, through which key and for which organization: nobody meets another's keys."""
    organization = getattr(request, "organization", None)
    parts = [
        str(getattr(request.user, "pk", None) if hasattr(request, "user") else None),
        request.headers.get("Authorization", ""),
        str(getattr(organization, "pk", "")),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _fingerprint(request: HttpRequest) -> bytes:
    """What is asked for. Uploads are not read for it: their length must do."""
    digest = hashlib.sha256(request.get_full_path().encode())
    if request.content_type == "application/json" or not request.headers.get("Content-Length", "0").strip("0"):
        digest.update(request.body)
    else:
        digest.update(f"{request.content_type} {request.headers.get('Content-Length')}".encode())
    return digest.digest()
