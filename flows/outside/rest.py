"""A call of the REST Data block: made once it is its turn, or answered with what the same call brought a moment ago."""

from typing import Any

import msgspec

from core.redis import client
from flows.cold.kinds import CallKind, Context
from flows.models import Credential
from flows.web.rest_data import RestParams, cache_key, outcome

MAX_KEPT_BYTES = 300_000


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    params, values = RestParams(**request["call"]), request["values"]
    if not params.cache_s:
        return _made(params, values, context)
    key = cache_key(params, values, context.organization_id, _stamp(params, context.organization_id))
    kept: Any = client().get(key)
    if kept is not None:
        answer: dict[str, Any] = msgspec.msgpack.decode(kept)
        return answer
    answer = _made(params, values, context)
    packed = msgspec.msgpack.encode(answer)
    if not answer["errors"] and len(packed) <= MAX_KEPT_BYTES:
        client().set(key, packed, px=max(1, round(params.cache_s * 1_000)))
    return answer


def _made(params: RestParams, values: dict[str, Any], context: Context) -> dict[str, Any]:
    return outcome(
        params,
        values,
        organization_id=context.organization_id,
        timeout_s=context.timeout_s,
        tries=context.tries,
        effect_id=context.effect_id,
    )


def _stamp(params: RestParams, organization_id: str) -> str:
    """Changes with the secret, so that nobody is answered with what an older one has brought."""
    if params.credential is None:
        return ""
    rows = Credential.objects.filter(organization_id=organization_id, id=params.credential)
    return str(rows.values_list("renewed_at", flat=True).first())


kind = CallKind(title="REST call", perform=perform)
