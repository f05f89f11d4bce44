"""A mail by the installation's mail server, or in its outbox where there is none."""

from typing import Any

from django.conf import settings

from core.clock import now_us
from core.errors import Refused
from core.redis import client
from flows import selectors
from flows.cold.kinds import CallKind, Context
from flows.toolbox import texts
from organizations import mail

HOUR_US = 3_600_000_000

# Each mail counts once, also when it is tried again. ARGV: now, an hour ago, how many, effect id.
_COUNT = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
if redis.call('ZSCORE', KEYS[1], ARGV[4]) then return 1 end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
redis.call('EXPIRE', KEYS[1], 3600)
return 1
"""


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"to": [address, ...], "subject", "text", "value"}`; `{value}` and `{device}` in the texts are filled in."""
    moment_us = now_us()
    key = f"flows:mails:{context.organization_id}"
    most = settings.FLOW_MAILS_PER_HOUR
    if not client().eval(_COUNT, 1, key, moment_us, moment_us - HOUR_US, most, context.effect_id):
        raise Refused(
            f"Flows of this organization have sent {most} mails within an hour, which is as many as may be. "
            "Send fewer: on change only, or one with many values."
        )
    device = selectors.device_name(context.organization_id, context.device_id)
    row = mail.send_mail(
        organization_id=context.organization_id,
        to=request["to"],
        subject=texts.fill_in(request["subject"], value=request["value"], device=device),
        text=texts.fill_in(request["text"], value=request["value"], device=device),
        source=context.effect_id,
    )
    return {"recipients": len(row.recipients)}


kind = CallKind(title="E-mail", perform=perform)
