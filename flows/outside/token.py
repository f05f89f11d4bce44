"""A token for the calls of a flow. It leaves here sealed."""

from typing import Any

from flows.cold.kinds import CallKind, Context
from flows.web.tokens import TokenParams, obtained


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    params = TokenParams(**request["call"])
    return obtained(params, request["values"], organization_id=context.organization_id, timeout_s=context.timeout_s)


kind = CallKind(title="Token", perform=perform)
